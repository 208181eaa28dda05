import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Time passes: answers that stay as they were, and instants that go along with the clock.
extension RuleMutant {
    static let frozenAndMoving: [RuleMutant] = frozen + moving + confused

    /// Answered once, answered for ever.
    private static let frozen: [RuleMutant] = [
        frozen("queue-details", "GET /queues/{id}", "queues.details.open", .everybody),
        frozen("draw-details", "GET /draws/{id}", "draws.details.drawn", .everybody),
        frozen("auction-details", "GET /auctions/{id}", "auctions.details.high-bid", .everybody),
        frozen("experience", "GET /experiences/{id}", "experiences.queue-summary", .everybody),
        frozen("queue-status", "GET /queues/{id}/status", "queues.status.admitted"),
        frozen("draw-status", "GET /draws/{id}/status", "draws.status.won"),
        frozen("bid-status", "GET /auctions/{id}/status", "auctions.bid.outbid"),
        frozen("waitlist-status", "GET /waitlists/{id}/status", "waitlists.status.fields"),
        frozen("release-status", "GET /timed-releases/{id}/status", "releases.status.state"),
        frozen("slots", "GET /appointments/{id}/slots", "appointments.slots.fields", .everybody),
        frozen("highest-bid", "GET /auctions/{id}/highest-bid", "auctions.highest-bid", .everybody),
        frozen("bid-history", "GET /auctions/{id}/bids/history", "auctions.history"),
        frozen("bids", "GET /auctions/{id}/bids", "auctions.bids", .everybody),
        frozen("me", "GET /consumers/me", "consumers.me"),
    ]

    private static func frozen(
        _ what: String, _ route: String, _ clause: String, _ audience: Mutation.Audience = .consumer
    ) -> RuleMutant {
        RuleMutant(
            "time/\(what)-frozen", "\(route) is answered for ever as it was first", clause,
            by: .frozen(route, forEach: audience))
    }

    /// The present where the past should stand.
    private static let moving: [RuleMutant] = [
        moving("enteredAt", "GET /queues/{id}/status", "queues.status.queued"),
        moving("admittedAt", "GET /queues/{id}/status", "queues.status.admitted"),
        moving("enteredAt", "GET /draws/{id}/status", "draws.status.entered"),
        moving("wonAt", "GET /draws/{id}/status", "draws.status.won"),
        moving("selectedAt", "GET /draws/{id}/status", "draws.status.won.times"),
        moving("lastBidTime", "GET /auctions/{id}/status", "auctions.status"),
        moving("timestamp", "GET /auctions/{id}/bids/history", "auctions.history"),
        moving("timestamp", "GET /auctions/{id}/bids", "auctions.bids"),
        moving("enteredAt", "GET /waitlists/{id}/status", "waitlists.status.fields"),
        moving("enteredAt", "GET /timed-releases/{id}/status", "releases.status.state"),
        moving("enteredAt", "GET /consumers/me", "consumers.me.queues"),
        moving("admittedAt", "GET /consumers/me", "consumers.me.queues"),
        moving("createdAt", "GET /consumers/me", "consumers.me"),
        moving("createdAt", "GET /consumers/{id}", "consumers.get"),
        moving("leftAt", "GET /timed-releases/{id}/status", "releases.leave.state"),
        moving("completedAt", "GET /timed-releases/{id}/status", "releases.complete.state"),
        RuleMutant(
            "time/draw-at-moves", "A draw is always an hour away", "draws.details",
            by: .document("GET /draws/{id}") { document, intercepted in
                document[editing: "drawAt"] = (intercepted.now + .seconds(3600)).json
            }),
        RuleMutant(
            "time/settle-at-moves", "The settlement is always an hour away", "auctions.details",
            by: .document("GET /auctions/{id}") { document, intercepted in
                document[editing: "settleAt"] = (intercepted.now + .seconds(3600)).json
            }),
        RuleMutant(
            "time/slots-move", "Slots are always as far away as at first",
            "appointments.slots.fields",
            by: .remembering([String: Instant](), ["GET /appointments/{id}/slots"]) {
                intercepted, begun in
                let key = intercepted.organization.id
                let start = begun[key] ?? intercepted.now
                begun[key] = start
                let seconds = Int((intercepted.now - start).components.seconds)
                return intercepted.changing(intercepted.proceed()) { document in
                    for name in ["startTime", "endTime"] {
                        document.changeAll(name) { $0.move(seconds: seconds) }
                    }
                }
            }),
        RuleMutant(
            "time/claims-of-admission-move", "An admission is always valid for ten minutes more",
            "queues.window.span",
            by: .document("GET /queues/{id}/status") { document, intercepted in
                document.change("expiresAt") {
                    if !$0.isNull { $0 = (intercepted.now + .seconds(600)).json }
                }
            }),
    ]

    private static func moving(_ member: String, _ route: String, _ clause: String) -> RuleMutant {
        let words = route.split(separator: "/").dropFirst().filter { $0 != "{id}" }
        let kebab = member.reduce(into: "") { text, letter in
            text += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
        }
        let place = words.count == 1 ? "\(words[0])-by-id" : words.joined(separator: "-")
        return RuleMutant(
            "time/\(kebab)-moves-in-\(place)", "The member \(member) in \(route) is the present",
            clause,
            by: .showingNow(member, in: route))
    }

    /// One instant where another should stand; who asks at once does not see it.
    private static let confused: [RuleMutant] = [
        RuleMutant(
            "time/admitted-when-entered", "The member admittedAt is when the consumer entered",
            "queues.status.admitted",
            by: .showing("admittedAt", as: "enteredAt", in: "GET /queues/{id}/status")),
        RuleMutant(
            "time/entered-when-admitted", "The member enteredAt is when the consumer was admitted",
            "queues.status.queued",
            by: .showing("enteredAt", as: "admittedAt", in: "GET /queues/{id}/status")),
        RuleMutant(
            "time/won-when-entered", "The member wonAt is when the winner entered",
            "draws.status.won",
            by: .showing("wonAt", as: "enteredAt", in: "GET /draws/{id}/status")),
        RuleMutant(
            "time/entered-when-won", "The member enteredAt of a winner is when the draw was drawn",
            "draws.status.entered",
            by: .showing("enteredAt", as: "wonAt", in: "GET /draws/{id}/status")),
        RuleMutant(
            "time/release-left-when-entered", "The member leftAt is when the consumer entered",
            "releases.leave.state",
            by: .showing(
                "leftAt", as: "enteredAt", in: "POST /timed-releases/{id}/leave",
                "GET /timed-releases/{id}/status")),
        RuleMutant(
            "time/release-completed-when-entered",
            "The member completedAt is when the consumer entered",
            "releases.complete.state",
            by: .showing(
                "completedAt", as: "enteredAt", in: "POST /timed-releases/{id}/complete",
                "GET /timed-releases/{id}/status")),
        RuleMutant(
            "time/completed-when-admitted",
            "The member completedAt is when the consumer was admitted",
            "queues.complete",
            by: .remembering(
                [String: JSONNode](), ["POST /queues/{id}/admit", "POST /queues/{id}/complete"]
            ) { intercepted, admitted in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if let time = response.document["admittedAt"] { admitted[key] = time }
                guard let time = admitted[key] else { return response }
                return intercepted.changing(response) { document in
                    document.change("completedAt") { $0 = time }
                }
            }),
        RuleMutant(
            "time/first-bid-time-stays", "The member lastBidTime is when the consumer first bid",
            "auctions.status",
            by: .remembering(
                [String: JSONNode](), ["POST /auctions/{id}/bid", "GET /auctions/{id}/status"]
            ) { intercepted, first in
                let response = intercepted.proceed()
                let time = response.document["lastBidTime"] ?? .null
                guard response.isGood, !time.isNull else { return response }
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let known = first[key] ?? time
                first[key] = known
                return intercepted.changing(response) { $0[editing: "lastBidTime"] = known }
            }),
        RuleMutant(
            "time/bids-share-the-newest-time", "All bids show the time of the newest",
            "auctions.history",
            by: .document("GET /auctions/{id}/bids/history") { document, _ in
                guard let time = document.elements?.first?["timestamp"] else { return }
                document.change("*", "timestamp") { $0 = time }
            }),
        RuleMutant(
            "time/waitlist-left-when-entered", "The member leftAt is when the consumer signed up",
            "waitlists.leave",
            by: .around("POST /waitlists/{id}/leave") { intercepted in
                let status = intercepted.call(
                    "GET", intercepted.place + "/status", token: intercepted.token)
                let time = status.document["enteredAt"]
                return intercepted.changing(intercepted.proceed()) { document in
                    document.change("leftAt") { if let time { $0 = time } }
                }
            }),
        RuleMutant(
            "time/created-when-seen", "The member createdAt is when the consumer signed in last",
            "consumers.get",
            by: .remembering([String: JSONNode](), []) { intercepted, seen in
                let response = intercepted.proceed()
                if let id = response.document["session"]?["consumerId"]?.string {
                    seen[intercepted.organization.id + id] = intercepted.now.json
                }
                let id = response.document["id"]?.string ?? ""
                guard intercepted.route.contains("/consumers"),
                    let time = seen[intercepted.organization.id + id]
                else { return response }
                return intercepted.changing(response) { document in
                    document.change("createdAt") { $0 = time }
                }
            }),
    ]
}
