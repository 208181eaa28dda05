import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Edges, not only to the second: openings, lifetimes of each kind of token, limits, counts.
extension RuleMutant {
    static let edges: [RuleMutant] = [
        RuleMutant(
            "edges/queue-opens-a-second-early", "A queue opens a second before its time",
            "queues.enter.not-open", by: .made(.openAt("queues")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/queue-opens-two-seconds-late", "A queue opens two seconds after its time",
            "queues.details.open", by: .made(.openAt("queues")) { $0.move(seconds: 2) }),
        RuleMutant(
            "edges/queue-closes-a-second-early", "A queue closes a second before its time",
            "queues.details.open", by: .made(.closeAt("queues")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/queue-closes-an-hour-late", "A queue closes an hour after its time",
            "queues.details.closed", by: .made(.closeAt("queues")) { $0.move(seconds: 3600) }),
        RuleMutant(
            "edges/draw-opens-a-second-early", "A draw opens a second before its time",
            "draws.enter.not-open", by: .made(.openAt("draws")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/draw-opens-an-hour-late", "A draw opens an hour after its time",
            "draws.details.open", by: .made(.openAt("draws")) { $0.move(seconds: 3600) }),
        RuleMutant(
            "edges/draw-closes-a-second-early", "A draw closes a second before its time",
            "draws.details.open", by: .made(.closeAt("draws")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/draw-closes-two-seconds-late", "A draw closes two seconds after its time",
            "draws.enter.closed", by: .made(.closeAt("draws")) { $0.move(seconds: 2) }),
        RuleMutant(
            "edges/draw-drawn-a-second-early", "A draw is drawn a second before its time",
            "draws.on-time", by: .made(.drawAt) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/draw-drawn-an-hour-late", "A draw is drawn an hour after its time",
            "draws.on-time", by: .made(.drawAt) { $0.move(seconds: 3600) }),
        RuleMutant(
            "edges/auction-opens-a-second-early", "An auction opens a second before its time",
            "auctions.bid.not-open", by: .made(.openAt("auctions")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/auction-opens-an-hour-late", "An auction opens an hour after its time",
            "auctions.details.open", by: .made(.openAt("auctions")) { $0.move(seconds: 3600) }),
        RuleMutant(
            "edges/auction-closes-a-second-early", "An auction closes a second before its time",
            "auctions.details.open", by: .made(.closeAt("auctions")) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/auction-closes-two-seconds-late", "An auction closes two seconds after its time",
            "auctions.bid.closed", by: .made(.closeAt("auctions")) { $0.move(seconds: 2) }),
        RuleMutant(
            "edges/auction-settled-a-second-early", "An auction is settled a second early",
            "auctions.bid.until-settled", by: .made(.settleAt) { $0.move(seconds: -1) }),
        RuleMutant(
            "edges/release-opens-five-seconds-early", "A timed release opens five seconds early",
            "releases.opens", by: .releases("openAt", by: -5)),
        RuleMutant(
            "edges/release-opens-five-seconds-late", "A timed release opens five seconds late",
            "releases.opens", by: .releases("openAt", by: 5)),
        RuleMutant(
            "edges/release-closes-five-seconds-late", "A timed release closes five seconds late",
            "releases.closes", by: .releases("closeAt", by: 5)),
        RuleMutant(
            "edges/release-closes-an-hour-early", "A timed release closes an hour early",
            "releases.closes", by: .releases("closeAt", by: -3600)),
        RuleMutant(
            "edges/one-entrant-more", "A draw takes one entry more than its capacity",
            "draws.capacity", by: .made(.drawCapacity) { $0.add(1) }),
        RuleMutant(
            "edges/one-entrant-less", "A draw takes one entry less than its capacity",
            "draws.enter", by: .made(.drawCapacity) { $0.add(-1) }),
        RuleMutant(
            "edges/rate-of-one-more", "A queue admits one more a minute than its rate says",
            "queues.admit.rate", by: .made(.rate) { $0.add(1) }),
        RuleMutant(
            "edges/rate-of-one-less", "A queue admits one less a minute than its rate says",
            "queues.admit.rate", by: .made(.rate) { if $0.integer ?? 0 > 1 { $0.add(-1) } }),
        RuleMutant(
            "edges/as-many-winners-as-entrants", "Where as many enter as can win, one loses",
            "draws.winners.all",
            by: .document("GET /draws/{id}/status") { document, intercepted in
                guard document["status"] == "WON", intercepted.isFirstOfAllWinners else { return }
                document[editing: "status"] = "LOST"
                for name in ["wonAt", "admissionToken"] { document[editing: name] = .null }
            }),
        RuleMutant(
            "edges/second-best-bid-wins", "The second best bid wins", "auctions.status.won",
            by: .among("GET /auctions/{id}/status") { intercepted, crowd in
                let own = intercepted.proceed()
                let states = ["WON", "LOST"]
                guard states.contains(own.document["status"]?.string ?? "") else { return own }
                let other = crowd.others(.everybody, than: intercepted).map {
                    intercepted.answer(as: $0).document
                }.first {
                    states.contains($0["status"]?.string ?? "")
                        && $0["status"] != own.document["status"]
                }
                guard let other else { return own }
                return intercepted.changing(own) { document in
                    document[editing: "status"] = other["status"]
                    document[editing: "paymentToken"] = other["paymentToken"]
                }
            }),
        RuleMutant(
            "edges/two-bids-win-twice", "A bidder with the two best bids takes the place of two",
            "auctions.status.won",
            by: .around("GET /auctions/{id}/status") { intercepted in
                let own = intercepted.proceed()
                guard own.document["status"] == "WON" else { return own }
                let details = intercepted.call("GET", intercepted.place).document
                let path = intercepted.place + "/bids?limit=\(details["winnerCount"]?.integer ?? 1)"
                let best = intercepted.call("GET", path, token: intercepted.token).document
                let winners = (best.elements ?? []).compactMap { $0["consumerId"]?.string }
                guard !winners.contains(intercepted.consumerID) else { return own }
                return intercepted.changing(own) { document in
                    document[editing: "status"] = "LOST"
                    document[editing: "paymentToken"] = nil
                }
            }),
        RuleMutant(
            "edges/slots-of-the-next-hour-hidden", "A slot is hidden an hour before it begins",
            "appointments.slots.fields",
            by: .document("GET /appointments/{id}/slots") { document, intercepted in
                let soon = intercepted.now + .seconds(3600)
                document.change("slots") { slots in
                    slots = JSONNode(
                        (slots.elements ?? []).filter {
                            $0["startTime"]?.string.flatMap(Instant.init(iso8601:)) ?? soon > soon
                        })
                }
            }),
        RuleMutant(
            "edges/begun-slots-shown", "A slot is shown for an hour after it has begun",
            "appointments.slots.past",
            by: .remembering([String: [JSONNode]](), ["GET /appointments/{id}/slots"]) {
                intercepted, known in
                let response = intercepted.proceed()
                guard response.isGood else { return response }
                let key = intercepted.organization.id + intercepted.id
                let slots = response.document["slots"]?.elements ?? []
                let ids = slots.map { $0["id"]?.string ?? "" }
                let limit = intercepted.now + .seconds(-3600)
                let begun = (known[key] ?? []).filter { slot in
                    let start = slot["startTime"]?.string.flatMap(Instant.init(iso8601:))
                    return !ids.contains(slot["id"]?.string ?? "") && start ?? limit > limit
                }
                known[key] = begun + slots
                return intercepted.changing(response) {
                    $0[editing: "slots"] = JSONNode(begun + slots)
                }
            }),
    ]
}

extension Property {
    fileprivate static let drawCapacity = Property(
        kind: "draws", name: "capacity", created: "maxEntries")

    fileprivate static func openAt(_ kind: String) -> Property {
        Property(kind: kind, name: "openAt", created: "openAt")
    }

    fileprivate static func closeAt(_ kind: String) -> Property {
        Property(kind: kind, name: "closeAt", created: "closeAt")
    }
}

extension Mutation {
    /// Moves a time of every timed release, which still shows the one it was to have.
    fileprivate static func releases(_ name: String, by seconds: Int) -> Mutation {
        document("GET /timed-releases/{id}") { document, _ in
            document.change(name) { $0.move(seconds: -seconds) }
        }
        .and(.distributions("timedReleases") { $0.change(name) { $0.move(seconds: seconds) } })
    }
}

extension InterceptedCall {
    /// Whether its consumer won first in a draw where everybody wins.
    fileprivate var isFirstOfAllWinners: Bool {
        let world = organization.world
        guard let index = try? world.catalogue.draw(id) else { return false }
        let draw = world.catalogue[index]
        return draw.entrantCount == draw.winnerCount
            && draw.winners(first: 1).first?.consumer == world.consumer(consumerID)
    }
}
