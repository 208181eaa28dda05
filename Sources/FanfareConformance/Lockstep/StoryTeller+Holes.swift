import JSONTree

/// Kinds of holes: neighbours, edges, doors, what is made.
extension StoryTeller {
    /// Several are in the same place, one does something, and all the others look.
    mutating func crowd() {
        let people = StoryWorld.people.shuffled(using: &random)
        for person in people where !known.contains(person) { arrive(person) }
        let (enter, look, place): (String, String, String)
        let act: (inout StoryTeller, String) -> Void
        switch below(5) {
        case 0, 1:
            place = chance(2) ? "queue_wide" : "queue_rate"
            (enter, look) = ("POST /queues/*/enter", "GET /queues/*/status")
            act = { [place] teller, one in
                switch teller.below(4) {
                case 0: teller.consumer(one, "POST /queues/*/leave", place)
                case 1:
                    teller.server(
                        "POST /queues/*/admit", place, body: [teller.consumerID(one)], about: one)
                case 2: teller.deny("POST /queues/*/deny", place, one)
                default: teller.journey(place, one)
                }
            }
        case 2:
            place = pick(["draw_soon", "draw_soon", "draw_luck"])
            (enter, look) = ("POST /draws/*/enter", "GET /draws/*/status")
            act = { [place] teller, one in
                switch teller.below(3) {
                case 0: teller.consumer(one, "POST /draws/*/leave", place)
                case 1: teller.deny("POST /draws/*/deny", place, one)
                default: teller.complete("POST /draws/*/complete", place, one)
                }
            }
        case 3:
            place = stage.waitlist
            (enter, look) = ("POST /waitlists/*/enter", "GET /waitlists/*/status")
            act = { [place] teller, one in teller.consumer(one, "POST /waitlists/*/leave", place) }
        default:
            place = stage.auction
            (enter, look) = ("POST /auctions/*/bid", "GET /auctions/*/status")
            act = { [place] teller, one in teller.bid(place, one) }
        }
        for person in people {
            if enter.hasSuffix("/bid") {
                bid(place, person)
            } else {
                consumer(person, enter, place)
            }
            if chance(4) { wait("1s") }
        }
        act(&self, pick(people))
        for person in people {
            consumer(person, look, place)
            if chance(4) { consumer(person, "GET /consumers/me") }
        }
    }

    /// Moves to a second before something opens, closes or is drawn, and looks before and after.
    mutating func edge() {
        let minutes = [10, 20, 30, 50, 60, 120]
        guard let next = minutes.map({ $0 * 60_000 }).first(where: { $0 - 1000 > clock }) else {
            return pass()
        }
        wait("\(TimeSpan(milliseconds: next - 1000 - clock))")
        for person in stage.people where !known.contains(person) { arrive(person) }
        for _ in 0..<3 {
            let person = pick(stage.people)
            switch next / 60_000 {
            case 10:
                switch below(4) {
                case 0: atQueue("queue_later", person)
                case 1: atRelease(person)
                case 2: atDraw("draw_small", person)
                default: atAuction("auction_two", person)
                }
            case 20: chance(2) ? atDraw("draw_soon", person) : atAuction("auction_one", person)
            case 30: chance(2) ? atDraw("draw_late", person) : slots("appointment_one", person)
            case 50: atAuction("auction_two", person)
            case 60:
                chance(2) ? atQueue("queue_later", person) : atAuction("auction_two", person)
            default: chance(2) ? atDraw("draw_late", person) : slots("appointment_two", person)
            }
            wait(pick(["500ms", "1s", "1s"]))
        }
    }

    mutating func atQueue(_ queue: String, _ person: String) {
        consumer(person, chance(2) ? "POST /queues/*/enter" : "GET /queues/*", queue)
    }

    mutating func atRelease(_ person: String) {
        consumer(
            person, chance(2) ? "POST /timed-releases/*/enter" : "GET /timed-releases/*",
            "release_later")
    }

    mutating func atDraw(_ draw: String, _ person: String) {
        let call = pick(["POST /draws/*/enter", "GET /draws/*/status", "GET /draws/*"])
        consumer(person, call, draw)
    }

    mutating func atAuction(_ auction: String, _ person: String) {
        chance(2)
            ? bid(auction, person)
            : consumer(person, pick(["GET /auctions/*/status", "GET /auctions/*"]), auction)
    }

    mutating func slots(_ appointment: String, _ person: String) {
        consumer(person, "GET /appointments/*/slots", appointment)
    }

    /// Somebody whose token has ended, or soon will have, tries several doors.
    mutating func doors(_ person: String) {
        let token = pick(["{\(person).accessToken}", "{\(person).accessToken_1}"])
        for _ in 0..<(2 + below(4)) { knock(pick(Self.doors), with: token) }
        if chance(3) { knockAsServer(pick(Self.serverDoors), person) }
    }

    /// The calls that need somebody, with a place of each.
    static let doors: [(operation: String, place: String?)] = [
        ("POST /experiences/*/enter", "exp_one"), ("GET /consumers/me", nil),
        ("DELETE /experiences/*/leave", "exp_one"),
        ("POST /queues/*/enter", "queue_wide"), ("POST /queues/*/leave", "queue_wide"),
        ("GET /queues/*/status", "queue_wide"), ("POST /draws/*/enter", "draw_soon"),
        ("POST /draws/*/leave", "draw_soon"), ("GET /draws/*/status", "draw_soon"),
        ("POST /auctions/*/bid", "auction_one"), ("GET /auctions/*/status", "auction_one"),
        ("GET /auctions/*/bids/history", "auction_one"),
        ("POST /timed-releases/*/enter", "release_one"),
        ("GET /timed-releases/*/status", "release_one"),
        ("POST /timed-releases/*/leave", "release_one"),
        ("POST /appointments/*/book", "appointment_one"),
        ("DELETE /appointments/*/cancel", "appointment_one"),
        ("POST /waitlists/*/enter", "waitlist_one"),
        ("GET /waitlists/*/status", "waitlist_one"),
        ("POST /waitlists/*/leave", "waitlist_one"),
    ]

    /// Somebody tries a door with a token.
    mutating func knock(_ door: (operation: String, place: String?), with token: String) {
        let (operation, place) = door
        var call = CallMove(operation)
        call.path = Self.path(operation, [place].compactMap(\.self))
        call.token = token
        if operation.hasSuffix("/bid") {
            call.body = [.init(name: "amount", value: JSONNode(highest + 50))]
        } else if operation.hasSuffix("/book") {
            call.body = [.init(name: "slotId", value: "slot_wide")]
        }
        moves.append(.call(call))
    }

    /// The calls that need the secret key, with a place of each.
    static let serverDoors: [(operation: String, place: String)] = [
        ("POST /queues/*/admit", "queue_wide"), ("POST /queues/*/complete", "queue_wide"),
        ("POST /queues/*/deny", "queue_wide"), ("POST /queues/*/validate", "queue_wide"),
        ("POST /draws/*/complete", "draw_soon"), ("POST /draws/*/deny", "draw_soon"),
        ("POST /draws/*/validate", "draw_soon"), ("POST /auctions/*/complete", "auction_one"),
        ("POST /auctions/*/validate", "auction_one"),
        ("POST /timed-releases/*/complete", "release_one"),
    ]

    /// A call of the organization's server, with a key that does not open it.
    mutating func knockAsServer(_ door: (operation: String, place: String), _ person: String) {
        let (operation, place) = door
        var call = CallMove(operation)
        call.path = Self.path(operation, [place])
        call.credential = chance(2) ? .publishable : .secret
        call.isElsewhere = call.credential == .secret
        call.body = [consumerID(person)]
        if operation.hasSuffix("/deny") {
            call.body?.append(.init(name: "reason", value: "ADMIN_ACTION"))
        } else if operation.hasSuffix("/validate") {
            call.body?.append(.init(name: "token", value: "not-a-token"))
        }
        moves.append(.call(call))
    }

    static func kind(of place: String) -> String? {
        ["queue", "draw", "auction"].first { place.hasPrefix($0 + "_") }
    }

    /// Something is made by the admin calls, to be used from then on.
    mutating func make() {
        guard !chance(6) else { return makeExperience() }
        let kind = pick(["queue", "draw", "auction"])
        var body: [CallMove.Field] = [
            .init(name: "sequenceId", value: JSONNode(pick(StoryWorld.sequences))),
            .init(name: "name", value: JSONNode(pick(["Made", "Gemacht für Zoë"]))),
            .init(
                name: "openAt",
                value: JSONNode(
                    pick([
                        "2020-01-01T00:00:00Z", "2020-01-01T05:30:00+05:30",
                        "2090-07-01T00:00:00-04:00",
                    ]))),
        ]
        switch kind {
        case "queue":
            body.append(.init(name: "sessionDurationSeconds", value: 600))
            if chance(2) { body.append(.init(name: "maxCapacity", value: JSONNode(1 + below(3)))) }
        case "draw":
            body.append(.init(name: "drawAt", value: "2090-12-15T21:30:00+02:00"))
            body.append(.init(name: "winnerCount", value: 10))
        default:
            body.append(.init(name: "settleAt", value: "2090-12-15T21:30:00Z"))
            body.append(.init(name: "startingBid", value: JSONNode(100)))
            body.append(.init(name: "minimumIncrement", value: JSONNode(10)))
        }
        var call = CallMove("POST /\(kind)s")
        call.credential = chance(12) ? .publishable : .secret
        call.isElsewhere = chance(12)
        call.body = body
        call.gives = call.isElsewhere ? [] : [.init(path: ["id"], name: "made.\(kind)")]
        // What lacks something must be refused; nothing of it is there afterwards.
        if chance(6) {
            var lacking = call
            lacking.body?.remove(at: below(body.count))
            lacking.gives = []
            moves.append(.call(lacking))
        }
        moves.append(.call(call))
        made.insert(kind)
        consumer(pick(stage.people), "GET /\(kind)s/*", "{made.\(kind)}")
    }

    /// An experience is made by the admin calls.
    mutating func makeExperience() {
        var call = CallMove("POST /experiences")
        call.credential = chance(6) ? .publishable : .secret
        call.body = [
            .init(name: "name", value: JSONNode(pick(["Made", "Gemacht für Zoë"]))),
            .init(
                name: "openAt",
                value: JSONNode(pick(["2020-12-01T09:00:00Z", "2090-12-01T09:00:00Z"]))),
            .init(name: "closeAt", value: "2090-12-01T18:00:00Z"),
            .init(name: "timeZone", value: "America/New_York"),
        ]
        call.gives = [.init(path: ["id"], name: "made.experience")]
        if chance(6) { call.body?.removeFirst() }
        moves.append(.call(call))
        consumer(pick(stage.people), "GET /experiences/*", "{made.experience}")
    }
}
