import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// The same person tries again: queues, draws, auctions and the rest.
extension RuleMutant {
    static let takingPartAgain: [RuleMutant] = [
        RuleMutant(
            "again/queue-entry-takes-another-place", "Entering a queue again takes another place",
            "queues.enter.full", "queues.order",
            by: .ghosts("POST /queues/{id}/enter")),
        RuleMutant(
            "again/draw-entry-counts-twice", "Entering a draw again is a second entry",
            "draws.enter.again", "draws.capacity", by: .ghosts("POST /draws/{id}/enter")),
        RuleMutant(
            "again/leaving-twice-is-fine", "Leaving a queue that was left is leaving",
            "queues.leave.not-in-queue",
            by: .remembering([String: JSONNode](), ["POST /queues/{id}/leave"]) {
                intercepted, left in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if response.isGood { left[key] = response.document }
                guard response.status == 404, let earlier = left[key] else { return response }
                return intercepted.wrong(HTTPResponse(200, like: response, earlier))
            }),
        RuleMutant(
            "again/status-at-once-is-too-often",
            "Asking for the status twice in a second is refused",
            "limits.status-checks",
            by: .remembering([String: Instant](), ["GET /queues/{id}/status"]) {
                intercepted, asked in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let now = intercepted.now
                if let last = asked[key], now - last < .seconds(1) {
                    return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 1)))
                }
                asked[key] = now
                return intercepted.proceed()
            }),
        RuleMutant(
            "again/failed-validation-uses-up", "A validation that failed uses the admission up",
            "queues.validate",
            by: .remembering(Set<String>(), ["POST /queues/{id}/validate"]) {
                intercepted, failed in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let response = intercepted.proceed()
                if !response.isGood { failed.insert(key) }
                guard response.isGood, failed.contains(key) else { return response }
                return intercepted.wrong(intercepted.refusal(.admissionInvalid(.queue)))
            }),
        RuleMutant(
            "again/failed-draw-validation-uses-up", "A validation that failed uses the win up",
            "draws.validate",
            by: .remembering(Set<String>(), ["POST /draws/{id}/validate"]) {
                intercepted, failed in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let response = intercepted.proceed()
                if !response.isGood { failed.insert(key) }
                guard response.isGood, failed.contains(key) else { return response }
                return intercepted.wrong(intercepted.refusal(.admissionInvalid(.draw)))
            }),
        RuleMutant(
            "again/highest-bidder-refused", "The highest bidder may not bid again", "auctions.bid",
            by: .refusing("POST /auctions/{id}/bid", with: .bidTooLow) { intercepted in
                intercepted.standing == "WINNING"
            }),
        RuleMutant(
            "again/own-bid-may-be-raised-a-little",
            "The highest bidder may raise the own bid by less than the increment",
            "auctions.bid.increment",
            by: .around("POST /auctions/{id}/bid") { intercepted in
                let own = intercepted.standing == "WINNING"
                let response = intercepted.proceed()
                guard own, response.error == "Bid must meet minimum increment",
                    let amount = intercepted.body["amount"]
                else { return response }
                let highest = intercepted.call("GET", intercepted.place).document
                let raised =
                    (highest["currentHighBid"]?.number?.double ?? 0)
                    + (highest["minimumBidIncrement"]?.number?.double ?? 0)
                intercepted.say("amount", JSONNode(.number(JSONNumber(text: "\(raised)"))))
                return intercepted.changing(intercepted.proceed()) {
                    $0[editing: "lastBidAmount"] = amount
                }
            }),
        RuleMutant(
            "again/raising-outbids-oneself", "Whoever raises the own bid is outbid",
            "auctions.bid.winning",
            by: .remembering(
                Set<String>(), ["POST /auctions/{id}/bid", "GET /auctions/{id}/status"]
            ) { intercepted, raised in
                let wasWinning = intercepted.standing == "WINNING"
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if intercepted.route.hasPrefix("POST"), response.isGood {
                    if wasWinning { raised.insert(key) } else { raised.remove(key) }
                }
                guard raised.contains(key) else { return response }
                return intercepted.changing(response) { document in
                    document.change("status") { if $0 == "WINNING" { $0 = "OUTBID" } }
                }
            }),
        RuleMutant(
            "again/raising-replaces-in-the-list", "A bidder's second bid replaces the first",
            "auctions.bids", "auctions.history",
            by: .document("GET /auctions/{id}/bids", "GET /auctions/{id}/bids/history") {
                document, intercepted in
                let bids = document.elements ?? []
                let own = bids.filter { $0["consumerId"]?.string == intercepted.consumerID }
                let older = Set(own.dropFirst().compactMap { $0["bidId"]?.string })
                document = JSONNode(bids.filter { !older.contains($0["bidId"]?.string ?? "") })
            }),
        RuleMutant(
            "again/third-bid-refused", "Whoever has bid twice bids no more", "auctions.bid",
            by: .counting("POST /auctions/{id}/bid", { $0.id + $0.consumerID }) {
                intercepted, count in
                intercepted.route == "POST /auctions/{id}/bid" && count > 1 ? .bidTooLow : nil
            }),
        RuleMutant(
            "again/refused-bid-counts", "A bid that was refused is shown as the last",
            "auctions.status",
            by: .remembering(
                [String: JSONNode](), ["POST /auctions/{id}/bid", "GET /auctions/{id}/status"]
            ) { intercepted, refused in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if intercepted.route.hasPrefix("POST") {
                    refused[key] = response.isGood ? nil : intercepted.body["amount"]
                    return response
                }
                guard let amount = refused[key], amount.number != nil else { return response }
                return intercepted.changing(response) { document in
                    document.change("lastBidAmount") { if !$0.isNull { $0 = amount } }
                }
            }),
        RuleMutant(
            "again/waitlist-never-again", "Whoever has left a waitlist cannot sign up again",
            "waitlists.enter", "waitlists.status",
            by: .afterLeaving("/waitlists/{id}") { document in
                document[editing: "isEntered"] = false
                document[editing: "enteredAt"] = nil
            }),
        RuleMutant(
            "again/experience-never-again", "Whoever has left an experience cannot enter again",
            "experiences.enter",
            by: .remembering(
                Set<String>(), ["POST /experiences/{id}/enter", "DELETE /experiences/{id}/leave"]
            ) { intercepted, left in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if intercepted.route.hasPrefix("POST"), left.contains(key) {
                    return intercepted.wrong(intercepted.refusal(.notFound(.experience)))
                }
                let response = intercepted.proceed()
                if response.document["left"] == true { left.insert(key) }
                return response
            }),
        RuleMutant(
            "again/booking-never-again", "Whoever has cancelled a booking cannot book again",
            "appointments.book",
            by: .remembering(
                Set<String>(), ["POST /appointments/{id}/book", "DELETE /appointments/{id}/cancel"]
            ) { intercepted, cancelled in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if intercepted.route.hasPrefix("POST"), cancelled.contains(key) {
                    return intercepted.wrong(intercepted.refusal(.alreadyBooked))
                }
                let response = intercepted.proceed()
                if intercepted.route.hasPrefix("DELETE"), response.isGood { cancelled.insert(key) }
                return response
            }),
        RuleMutant(
            "again/freed-slot-stays-full", "A slot that was full once stays full",
            "appointments.cancel.frees",
            by: .remembering(
                Set<String>(), ["POST /appointments/{id}/book", "GET /appointments/{id}/slots"]
            ) { intercepted, full in
                let place = intercepted.organization.id + intercepted.id
                let response = intercepted.proceed()
                guard intercepted.route.hasPrefix("GET") else { return response }
                for slot in response.document["slots"]?.elements ?? []
                where slot["available"]?.integer == 0 {
                    full.insert(place + (slot["id"]?.string ?? ""))
                }
                return intercepted.changing(response) { document in
                    document.change("slots", "*") { slot in
                        guard full.contains(place + (slot["id"]?.string ?? "")) else { return }
                        slot[editing: "available"] = 0
                    }
                }
            }),
    ]
}

extension Mutation {
    /// Lets a guest of nobody's enter as well, whenever somebody enters again.
    fileprivate static func ghosts(_ route: String) -> Mutation {
        remembering(Set<String>(), [route]) { intercepted, entered in
            let response = intercepted.proceed()
            let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
            guard response.isGood, !entered.insert(key).inserted else { return response }
            let ghost = intercepted.call("POST", "/auth/guest").document["accessToken"]?.string
            let path = intercepted.place + "/enter"
            return intercepted.call("POST", path, token: ghost).isGood
                ? intercepted.wrong(response) : response
        }
    }

    /// Shows whoever has left as out for ever, whatever was entered again.
    fileprivate static func afterLeaving(
        _ place: String, show: @escaping @Sendable (inout JSONNode) -> Void
    ) -> Mutation {
        remembering(Set<String>(), ["POST \(place)/leave", "GET \(place)/status"]) {
            intercepted, left in
            let response = intercepted.proceed()
            let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
            if intercepted.route.hasPrefix("POST") {
                if response.isGood { left.insert(key) }
                return response
            }
            return left.contains(key) ? intercepted.changing(response, show) : response
        }
    }
}

extension InterceptedCall {
    /// How its consumer stands in the auction before it is answered.
    fileprivate var standing: String? {
        guard let token else { return nil }
        return call("GET", place + "/status", token: token).document["status"]?.string
    }
}
