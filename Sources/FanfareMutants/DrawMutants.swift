import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// The calls on draws (specs/v1/contract.md#draws).
extension RuleMutant {
    static let draws: [RuleMutant] = [
        RuleMutant(
            "draws/one-winner-more", "A draw has one winner more than it says", "draws.winners",
            by: .made(.drawWinners) { $0.add(1) }),
        RuleMutant(
            "draws/one-winner-less", "A draw has one winner less than it says", "draws.status.won",
            by: .made(.drawWinners) { if $0.integer ?? 0 > 1 { $0.add(-1) } }),
        RuleMutant(
            "draws/all-win", "Everybody wins", "draws.winners", "draws.status.lost",
            by: .made(.drawWinners) { $0 = 1000 }),
        RuleMutant(
            "draws/nobody-wins", "Nobody wins", "draws.status.won",
            by: .drawState("WON") { document in
                document[editing: "status"] = "LOST"
                for name in ["wonAt", "admissionToken"] { document[editing: name] = .null }
            }),
        RuleMutant(
            "draws/losers-shown-as-denied", "Losing a draw is being denied", "draws.status.lost",
            by: .drawState("LOST") { $0[editing: "status"] = "DENIED" }),
        RuleMutant(
            "draws/losers-hold-a-token", "Losers hold an admission token", "draws.status.lost",
            by: .drawState("LOST") { $0[editing: "admissionToken"] = "eyJhbGciOiJFZERTQSJ9.e30.AA" }
        ),
        RuleMutant(
            "draws/a-minute-early", "A draw draws a minute before its time", "draws.on-time",
            by: .made(.drawAt) { $0.move(seconds: -60) }),
        RuleMutant(
            "draws/a-minute-late", "A draw draws a minute after its time", "draws.on-time",
            by: .made(.drawAt) { $0.move(seconds: 60) }),
        RuleMutant(
            "draws/drawn-shown-as-closed", "A draw that is drawn is shown as closed",
            "draws.details.drawn",
            by: .document("GET /draws/{id}") { document, _ in
                document.change("status") { if $0 == "DRAWN" { $0 = "CLOSED" } }
            }),
        RuleMutant(
            "draws/leavers-take-part", "Whoever left a draw takes part", "draws.leave.out",
            by: .around("POST /draws/{id}/leave") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
        RuleMutant(
            "draws/leaving-is-left", "Leaving a draw is answered with LEFT", "draws.leave",
            by: .document("POST /draws/{id}/leave") { document, _ in
                document[editing: "status"] = "LEFT"
            }),
        RuleMutant(
            "draws/re-entry-anew", "Entering a draw again is entering anew", "draws.enter.again",
            by: .document("POST /draws/{id}/enter") { document, intercepted in
                document.change("enteredAt") { if !$0.isNull { $0 = intercepted.now.json } }
            }),
        RuleMutant(
            "draws/entry-needs-no-consumer", "A missing consumer is answered as in queues",
            "draws.enter.required",
            by: .answer("POST /draws/{id}/enter") { response, intercepted in
                if response.status == 401 { response = intercepted.refusal(.consumerIDRequired) }
            }),
        RuleMutant(
            "draws/closed-is-423", "A closed draw is answered with 423", "draws.enter.closed",
            by: .refusal("Draw is closed") { response, _ in response.status = 423 }),
        RuleMutant(
            "draws/order-limit-ignored", "The order limit does not count in draws",
            "draws.enter.order-limit",
            by: .document("POST /draws/{id}/enter") { document, intercepted in
                guard document["denyReason"] == "ORDER_LIMIT_EXCEEDED" else { return }
                document[editing: "status"] = "ENTERED"
                document[editing: "denyReason"] = .null
                document[editing: "enteredAt"] = intercepted.now.json
            }),
        RuleMutant(
            "draws/yes-to-anybody", "Validating says yes to whoever is named",
            "draws.validate.refused",
            by: .answer("POST /draws/{id}/validate") { response, intercepted in
                guard response.document["valid"] == false,
                    response.error != "DEVICE_MISMATCH"
                else { return }
                response.status = 200
                response.document = true
            }),
        RuleMutant(
            "draws/yes-to-any-device", "A win validates on every device", "draws.validate.mismatch",
            by: .answer("POST /draws/{id}/validate") { response, _ in
                guard response.error == "DEVICE_MISMATCH" else { return }
                response.status = 200
                response.document = true
            }),
        RuleMutant(
            "draws/queue-wording-on-mismatch", "A mismatch speaks of the queue",
            "draws.validate.mismatch",
            by: .answer("POST /draws/{id}/validate") { response, _ in
                guard response.error == "DEVICE_MISMATCH" else { return }
                var document = response.document
                document[editing: "message"] =
                    "This access token can only be used on the device that originally entered the queue."
                response.document = document
            }),
        RuleMutant(
            "draws/completion-unseen", "After completing the status is still WON",
            "draws.complete.status",
            by: .drawState("COMPLETED") { $0[editing: "status"] = "WON" }),
        RuleMutant(
            "draws/deny-reason-lost", "A denied entrant is not told why", "draws.deny",
            by: .document("GET /draws/{id}/status", "POST /draws/{id}/deny") { document, _ in
                document.change("denyReason") { $0 = .null }
            }),
        RuleMutant(
            "draws/denied-still-enters", "Denying answers DENIED and changes nothing", "draws.deny",
            by: .around("POST /draws/{id}/deny") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
    ]
}

extension Mutation {
    /// Changes what entrants in a state are told.
    fileprivate static func drawState(
        _ state: String, _ change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> Mutation {
        document("GET /draws/{id}/status") { document, _ in
            if document["status"]?.string == state { change(&document) }
        }
    }
}

extension JSONNode {
    /// Moves a time, written as an instant or as a duration from the start.
    mutating func move(seconds: Int) {
        guard let text = string else { return }
        if let instant = Instant(iso8601: text) {
            self = (instant + .seconds(seconds)).json
        } else if text.hasPrefix("+"), let duration = Duration(words: String(text.dropFirst())) {
            self = JSONNode("+\(duration.components.seconds + Int64(seconds))s")
        }
    }
}
