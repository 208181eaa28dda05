import JSONTree

/// Makes stories up: the same ones for the same seed.
///
/// It knows who probably is who by now, so that stories get somewhere; what comes of a move is for the
/// servers to say.
struct StoryTeller {
    private var random: SplitMix
    private var rules = StoryWorld.Rules.usual
    private var moves: [Move] = []
    /// Who has been given a token, probably.
    private var known: Set<String> = []
    /// Who is probably in what.
    private var inside: [String: [String]] = [:]
    /// How long ago those who are known came.
    private var elapsed = 0
    /// What was probably bid last.
    private var highest = 0
    /// What a story is mostly about, so that its moves meet.
    private var stage = Stage()

    /// The few places that most of a story's moves go to.
    private struct Stage {
        var people = StoryWorld.people
        var queue = "", draw = "", auction = "", release = "", appointment = "", waitlist = ""
        var experience = ""
    }

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// The story of a number of moves.
    static func story(seed: UInt64, moves: Int) -> Story {
        var teller = StoryTeller(seed: seed)
        return teller.story(moves)
    }

    private mutating func story(_ count: Int) -> Story {
        switch below(8) {
        case 0, 1: rules = .oneOrder
        case 2: rules = .fingerprints
        default: break
        }
        stage.people = Array(StoryWorld.people.prefix(2 + below(3)))
        stage.queue = pick(StoryWorld.queues)
        stage.draw = pick(StoryWorld.draws)
        stage.auction = pick(StoryWorld.auctions)
        stage.release = pick(StoryWorld.releases)
        stage.appointment = pick(StoryWorld.appointments)
        stage.waitlist = pick(StoryWorld.waitlists)
        stage.experience = pick(StoryWorld.experiences)
        if chance(2) {
            let spans = [
                "9m58s", "9m59s", "10m", "19m", "19m59s", "29m", "29m59s", "49m", "58m", "59m59s",
                "1h59m",
            ]
            if let span = TimeSpan(pick(spans)) { moves.append(.advance(span)) }
        }
        let themes = Self.themes.shuffled(using: &random).prefix(2 + below(2))
        while moves.count < count {
            let person = pick(stage.people)
            if !known.contains(person), !chance(12) {
                arrive(person)
            } else if chance(4) {
                pass()
            } else if chance(5) {
                look(pick(stage.people))
            } else if chance(7) {
                act(pick(Self.themes), person)
            } else {
                act(pick(Array(themes)), person)
            }
        }
        var story = Story(moves)
        story.rules = rules
        return story
    }

    private enum Theme {
        case identity, session, queue, draw, auction, release, booking, waitlist, experience
    }
    private static let themes: [Theme] = [
        .identity, .identity, .session, .queue, .queue, .queue, .draw, .draw, .auction, .auction,
        .release, .booking, .waitlist, .experience,
    ]

    private mutating func act(_ theme: Theme, _ person: String) {
        switch theme {
        case .identity: identity(person)
        case .session: session(person)
        case .queue: queue(person)
        case .draw: draw(person)
        case .auction: auction(person)
        case .release: release(person)
        case .booking: booking(person)
        case .waitlist: waitlist(person)
        case .experience: experience(person)
        }
    }
}

// Chance.
extension StoryTeller {
    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    fileprivate mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }
    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
    /// Mostly the place of this story, sometimes another of its kind.
    private mutating func place(_ usual: String, _ all: [String]) -> String {
        if chance(40) { return "nowhere" }
        return chance(4) ? pick(all) : usual
    }
}

// Calls.
extension StoryTeller {
    private mutating func add(_ call: CallMove) {
        moves.append(.call(call))
        let words = call.path.split(separator: "/")
        if words.count > 2, ["enter", "bid", "book"].contains(words[2]), let name = call.token {
            let person = String(name.dropFirst().prefix { $0 != "." })
            let place = String(words[1])
            if known.contains(person), !(inside[place] ?? []).contains(person) {
                inside[place, default: []].append(person)
            }
        }
        // Whoever asks twice must be answered as the documentation says of the second time.
        if call.method != "GET", chance(14) { moves.append(.call(call)) }
    }

    /// A call of a consumer, with its token or something else in its place.
    private mutating func consumer(
        _ person: String, _ operation: String, _ names: String..., body: [CallMove.Field]? = nil
    ) {
        var call = CallMove(operation)
        call.path = Self.path(operation, names)
        call.body = body
        call.token = token(of: person)
        if call.token != nil, chance(60) { call.isElsewhere = true }
        if Self.fingerprinted.contains(operation), rules == .fingerprints ? !chance(8) : chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode(device(of: person)))]
        }
        call.gives = Self.gifts(operation, person, names.first ?? "")
        add(call)
    }

    /// A call of the organization's server.
    private mutating func server(
        _ operation: String, _ names: String..., body: [CallMove.Field]? = nil, about person: String
    ) {
        var call = CallMove(operation)
        call.path = Self.path(operation, names)
        call.body = body
        call.credential = chance(4) ? .secretHeaders : .secret
        if chance(50) { call.isElsewhere = true }
        if chance(60) { call.credential = .publishable }
        if Self.fingerprinted.contains(operation), rules == .fingerprints ? !chance(8) : chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode(device(of: person)))]
        }
        call.gives = Self.gifts(operation, person, names.first ?? "")
        add(call)
    }

    private static func path(_ operation: String, _ names: [String]) -> String {
        var rest = names[...]
        return operation.split(separator: " ")[1].split(separator: "/").map { part in
            "/" + (part == "*" ? rest.popFirst() ?? "*" : String(part))
        }.joined()
    }

    private static let fingerprinted: Set = [
        "POST /auth/guest", "POST /queues/*/enter", "POST /queues/*/validate",
        "POST /draws/*/enter", "POST /draws/*/validate", "POST /auctions/*/bid",
        "POST /auctions/*/validate", "POST /timed-releases/*/enter",
    ]

    private mutating func device(of person: String) -> String {
        chance(6) ? "fp_another" : "fp_of_\(person)"
    }

    private mutating func token(of person: String) -> String? {
        switch below(40) {
        case 0: return nil
        case 1, 2: return "{\(person).accessToken_1}"
        case 3: return "{\(person).accessToken_2}"
        case 4: return "{\(person).refreshToken}"
        case 5: return "not-a-token"
        default: return "{\(person).accessToken}"
        }
    }

    /// What answers give.
    private static func gifts(
        _ operation: String, _ person: String, _ place: String
    ) -> [CallMove.Gift] {
        switch operation {
        case "POST /auth/guest", "POST /auth/otp/verify", "POST /auth/external/exchange":
            [
                .init(path: ["accessToken"], name: "\(person).accessToken"),
                .init(path: ["refreshToken"], name: "\(person).refreshToken"),
                .init(path: ["session", "consumerId"], name: "\(person).consumerId"),
            ]
        case "POST /auth/refresh":
            [
                .init(path: ["accessToken"], name: "\(person).accessToken"),
                .init(path: ["refreshToken"], name: "\(person).refreshToken"),
            ]
        case "POST /auth/external/authorize":
            [.init(path: ["exchangeCode"], name: "\(person).exchangeCode")]
        case "POST /queues/*/admit", "GET /queues/*/status", "POST /queues/*/enter",
            "GET /draws/*/status", "POST /draws/*/enter":
            [.init(path: ["admissionToken"], name: "\(person).admission.\(place)")]
        case "GET /auctions/*/status", "POST /auctions/*/bid":
            [.init(path: ["paymentToken"], name: "\(person).admission.\(place)")]
        default: []
        }
    }

    private mutating func consumerID(_ person: String) -> CallMove.Field {
        .init(
            name: "consumerId",
            value: JSONNode(chance(30) ? "cons_nobody" : "{\(person).consumerId}"))
    }

    private mutating func pass() {
        let spans = ["1s", "30s", "59s", "60s", "61s", "5m", "9m59s", "10m", "10m1s", "20m", "1h"]
        let weights = [3, 3, 2, 3, 2, 3, 1, 3, 1, 2, 1]
        var rest = below(weights.reduce(0, +))
        for (span, weight) in zip(spans, weights) {
            if rest < weight { return wait(span) }
            rest -= weight
        }
    }

    private mutating func wait(_ text: String) {
        guard let span = TimeSpan(text) else { return }
        moves.append(.advance(span))
        elapsed += span.milliseconds
        guard elapsed >= 3_600_000 else { return }
        // The tokens have ended by now: mostly people come back, by a new sign-in or a refresh.
        elapsed = 0
        for person in stage.people where known.contains(person) && !chance(5) {
            if chance(2) {
                refresh(person)
            } else {
                known.remove(person)
            }
        }
    }

    private mutating func refresh(_ person: String) {
        var call = CallMove("POST /auth/refresh")
        let age = chance(6) ? "_1" : ""
        let token = chance(20) ? "{\(person).accessToken}" : "{\(person).refreshToken\(age)}"
        call.body = [.init(name: "refreshToken", value: JSONNode(token))]
        call.gives = Self.gifts("POST /auth/refresh", person, "")
        add(call)
    }

    /// Somebody who is probably in something; somebody else now and then.
    private mutating func somebody(in place: String, else person: String) -> String {
        let people = inside[place] ?? []
        return people.isEmpty || chance(5) ? person : pick(people)
    }

    /// Whether somebody should come in first, for what follows to have a point.
    private mutating func isEmpty(_ place: String) -> Bool {
        inside[place] == nil && !chance(5)
    }
}

// Identity.
extension StoryTeller {
    private mutating func arrive(_ person: String) {
        known.insert(person)
        switch below(6) {
        case 0, 1: signInByEmail(person)
        case 2: signInByPhone(person)
        case 3: signInElsewhere(person)
        default: guest(person)
        }
    }

    /// Whoever comes as somebody new is in nothing yet.
    private mutating func forget(_ person: String) {
        for place in inside.keys {
            inside[place]?.removeAll { $0 == person }
            if inside[place]?.isEmpty ?? false { inside[place] = nil }
        }
    }

    private mutating func guest(_ person: String) {
        forget(person)
        var call = CallMove("POST /auth/guest")
        if chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode("fp_of_\(person)"))]
        }
        call.gives = Self.gifts("POST /auth/guest", person, "")
        add(call)
    }

    /// How an address is written, and who it is for the inbox.
    private mutating func email(_ person: String) -> (written: String, code: String) {
        switch below(24) {
        case 0: ("\(person.uppercased())@example.com", "\(person).emailCode")
        case 1: ("\(person)@EXAMPLE.com", "\(person).emailCode")
        case 2: ("\(person)+tag@example.com", "\(person).tagCode")
        case 3:
            (
                "\(person.prefix(1)).\(person.dropFirst())@example.com", "\(person).dotCode"
            )
        default: ("\(person)@example.com", "\(person).emailCode")
        }
    }

    private static let numbers = [
        "ann": "+12025550141", "ben": "+12025550142", "cleo": "+12025550143", "dan": "+12025550144",
    ]

    private mutating func requestCode(_ person: String, byPhone: Bool) -> (CallMove.Field, String) {
        var call = CallMove("POST /auth/otp/request")
        let field: CallMove.Field
        if byPhone {
            let number = Self.numbers[person] ?? ""
            field = .init(name: "phone", value: JSONNode(number))
            call.codeTo = number
            call.codeName = "\(person).phoneCode"
        } else {
            let (written, code) = email(person)
            field = .init(name: "email", value: JSONNode(written))
            call.codeTo = written
            call.codeName = code
        }
        call.body = [field]
        add(call)
        return (field, call.codeName)
    }

    private mutating func verify(
        _ person: String, _ field: CallMove.Field, _ code: String, linking: Bool
    ) {
        var call = CallMove("POST /auth/otp/verify")
        var digits = "{\(code)}"
        switch below(16) {
        case 0: digits = "000000"
        case 1: digits = "{\(code)_1}"
        case 2: digits = "{\(pick(stage.people)).emailCode}"
        default: break
        }
        call.body = [field, .init(name: "code", value: JSONNode(digits))]
        if linking { call.token = "{\(person).accessToken}" } else { forget(person) }
        call.gives = Self.gifts("POST /auth/otp/verify", person, "")
        if digits != "{\(code)}", chance(2) {
            for _ in 0..<below(5) { moves.append(.call(call)) }
        }
        add(call)
        if digits != "{\(code)}" {
            call.body?[1].value = JSONNode("{\(code)}")
            add(call)
        }
    }

    private mutating func signInByEmail(_ person: String, linking: Bool = false) {
        // Sometimes somebody else's address.
        let owner = chance(5) ? pick(stage.people) : person
        let (field, code) = requestCode(owner, byPhone: false)
        if chance(10) { pass() }
        verify(person, field, code, linking: linking)
    }

    private mutating func signInByPhone(_ person: String, linking: Bool = false) {
        let owner = chance(5) ? pick(stage.people) : person
        let (field, code) = requestCode(owner, byPhone: true)
        if chance(10) { pass() }
        verify(person, field, code, linking: linking)
    }

    private mutating func signInElsewhere(_ person: String, linking: Bool = false) {
        let owner = chance(5) ? pick(stage.people) : person
        var authorize = CallMove("POST /auth/external/authorize")
        authorize.credential = .secret
        authorize.body = [
            .init(name: "provider", value: JSONNode(chance(8) ? "other" : "shop")),
            .init(
                name: "issuer",
                value: JSONNode(chance(8) ? "https://other.example.com" : "https://example.com")),
            .init(name: "subject", value: JSONNode("subject-\(owner)")),
        ]
        if chance(3) {
            authorize.body?.append(
                .init(name: "claims", value: ["email": JSONNode("\(owner)@example.com")]))
        }
        authorize.gives = Self.gifts("POST /auth/external/authorize", owner, "")
        add(authorize)
        if chance(10) { pass() }
        var exchange = CallMove("POST /auth/external/exchange")
        let code =
            chance(12)
            ? "{\(owner).exchangeCode_1}" : chance(30) ? "unknown" : "{\(owner).exchangeCode}"
        exchange.body = [.init(name: "exchangeCode", value: JSONNode(code))]
        if linking { exchange.token = "{\(person).accessToken}" } else { forget(person) }
        exchange.gives = Self.gifts("POST /auth/external/exchange", person, "")
        add(exchange)
    }

    private mutating func identity(_ person: String) {
        switch below(10) {
        case 0: guest(person)
        case 1: signInByEmail(person)
        case 2: signInByPhone(person)
        case 3: signInElsewhere(person)
        case 4, 5: signInByEmail(person, linking: true)
        case 6: signInByPhone(person, linking: true)
        case 7: signInElsewhere(person, linking: true)
        case 8: consumer(person, "GET /consumers/me")
        default: server("GET /consumers/*", "{\(person).consumerId}", about: person)
        }
    }

    private mutating func session(_ person: String) {
        switch below(8) {
        case 0: logOut(person)
        case 1, 2, 3: refresh(person)
        case 4: consumer(person, "GET /consumers/me")
        case 5:
            var call = CallMove("GET /consumers/me")
            call.token = "{\(person).accessToken_1}"
            add(call)
        case 6: signInByEmail(person)
        default: consumer(person, "POST /queues/*/enter", place(stage.queue, StoryWorld.queues))
        }
    }

    private mutating func logOut(_ person: String) {
        var call = CallMove("POST /auth/logout")
        call.credential = .nobody
        call.token = token(of: person)
        add(call)
        // Every door must be closed afterwards, not one.
        if chance(2) { look(person) }
    }
}

// What people take part in.
extension StoryTeller {
    private mutating func queue(_ person: String) {
        let queue = place(stage.queue, StoryWorld.queues)
        if isEmpty(queue) { return consumer(person, "POST /queues/*/enter", queue) }
        let somebody = self.somebody(in: queue, else: person)
        if chance(6) { return journey(queue, somebody) }
        switch below(16) {
        case 0, 1, 2, 3: consumer(person, "POST /queues/*/enter", queue)
        case 4, 5: consumer(somebody, "GET /queues/*/status", queue)
        case 6: consumer(somebody, "POST /queues/*/leave", queue)
        case 7, 8, 9:
            server("POST /queues/*/admit", queue, body: [consumerID(somebody)], about: somebody)
        case 10, 11: complete("POST /queues/*/complete", queue, somebody)
        case 12: deny("POST /queues/*/deny", queue, somebody)
        case 13, 14: validate("POST /queues/*/validate", queue, somebody)
        default: consumer(person, "GET /queues/*", queue)
        }
    }

    /// The way through a queue, on which anybody may look or do something in between.
    private mutating func journey(_ queue: String, _ person: String) {
        server("POST /queues/*/admit", queue, body: [consumerID(person)], about: person)
        if chance(2) { consumer(person, "GET /queues/*/status", queue) }
        if chance(4) { pass() }
        validate("POST /queues/*/validate", queue, person)
        if chance(3) { look(pick(stage.people)) }
        complete("POST /queues/*/complete", queue, person)
        if chance(2) { look(person) }
        if chance(3) { consumer(person, "POST /queues/*/enter", queue) }
    }

    private mutating func draw(_ person: String) {
        let draw = place(stage.draw, StoryWorld.draws)
        if isEmpty(draw) { return consumer(person, "POST /draws/*/enter", draw) }
        let somebody = self.somebody(in: draw, else: person)
        switch below(14) {
        case 0, 1, 2, 3: consumer(person, "POST /draws/*/enter", draw)
        case 4, 5, 6: consumer(somebody, "GET /draws/*/status", draw)
        case 7: consumer(somebody, "POST /draws/*/leave", draw)
        case 8: complete("POST /draws/*/complete", draw, somebody)
        case 9: deny("POST /draws/*/deny", draw, somebody)
        case 10, 11: validate("POST /draws/*/validate", draw, somebody)
        case 12: wait("20m")
        default: consumer(person, "GET /draws/*", draw)
        }
    }

    private mutating func auction(_ person: String) {
        let auction = place(stage.auction, StoryWorld.auctions)
        if isEmpty(auction) { return bid(auction, person) }
        let somebody = self.somebody(in: auction, else: person)
        switch below(16) {
        case 0, 1, 2, 3, 4:
            bid(auction, chance(2) ? somebody : person)
        case 5, 6: consumer(somebody, "GET /auctions/*/status", auction)
        case 7: consumer(person, "GET /auctions/*/highest-bid", auction)
        case 8: consumer(person, "GET /auctions/*/bids/history", auction)
        case 9: consumer(person, "GET /auctions/*/bids", auction)
        case 10: complete("POST /auctions/*/complete", auction, somebody)
        case 11, 12: validate("POST /auctions/*/validate", auction, somebody)
        case 13: wait("20m")
        default: consumer(person, "GET /auctions/*", auction)
        }
    }

    private mutating func bid(_ auction: String, _ person: String) {
        highest = max(highest, auction == "auction_one" ? 90 : 45)
        let step = pick([-10, 0, 4, 5, 9, 10, 10, 10, 15, 20, 50])
        let amount = highest + step
        highest = max(highest, amount)
        consumer(
            person, "POST /auctions/*/bid", auction,
            body: [.init(name: "amount", value: JSONNode(amount))])
    }

    private mutating func release(_ person: String) {
        let release = place(stage.release, StoryWorld.releases)
        if isEmpty(release) { return consumer(person, "POST /timed-releases/*/enter", release) }
        let somebody = self.somebody(in: release, else: person)
        switch below(7) {
        case 0, 1: consumer(person, "POST /timed-releases/*/enter", release)
        case 2, 3: consumer(somebody, "GET /timed-releases/*/status", release)
        case 4: consumer(somebody, "POST /timed-releases/*/leave", release)
        case 5: complete("POST /timed-releases/*/complete", release, somebody)
        default: consumer(person, "GET /timed-releases/*", release)
        }
    }

    private mutating func booking(_ person: String) {
        let appointment = place(stage.appointment, StoryWorld.appointments)
        switch below(7) {
        case 0, 1, 2:
            let own =
                appointment == "appointment_two" ? ["slot_other"] : ["slot_single", "slot_wide"]
            let slot = chance(8) ? pick(StoryWorld.slots) : pick(own)
            consumer(
                person, "POST /appointments/*/book", appointment,
                body: [.init(name: "slotId", value: JSONNode(slot))])
        case 3: consumer(person, "DELETE /appointments/*/cancel", appointment)
        case 4, 5: consumer(person, "GET /appointments/*/slots", appointment)
        default: consumer(person, "GET /appointments/*", appointment)
        }
    }

    private mutating func waitlist(_ person: String) {
        let waitlist = place(stage.waitlist, StoryWorld.waitlists)
        switch below(5) {
        case 0, 1: consumer(person, "POST /waitlists/*/enter", waitlist)
        case 2, 3: consumer(person, "GET /waitlists/*/status", waitlist)
        default: consumer(person, "POST /waitlists/*/leave", waitlist)
        }
    }

    private mutating func experience(_ person: String) {
        let experience = place(stage.experience, StoryWorld.experiences)
        switch below(7) {
        case 0, 1: consumer(person, "POST /experiences/*/enter", experience)
        case 2: consumer(person, "DELETE /experiences/*/leave", experience)
        case 3: consumer(person, "GET /experiences/*", experience)
        case 4: consumer(person, "GET /sequences/*/distributions", pick(StoryWorld.sequences))
        case 5: consumer(person, "GET /organizations/current")
        default: consumer(person, "GET /consumers/me")
        }
    }

    /// Looks at what somebody's acts, or anybody's, have done to somebody.
    private mutating func look(_ person: String) {
        switch below(8) {
        case 0, 1, 2: consumer(person, "GET /consumers/me")
        case 3, 4: consumer(person, "GET /queues/*/status", stage.queue)
        case 5: consumer(person, "GET /auctions/*/status", stage.auction)
        case 6: consumer(person, "GET /draws/*/status", stage.draw)
        default: consumer(person, "GET /queues/*", stage.queue)
        }
    }

    private mutating func complete(_ operation: String, _ place: String, _ person: String) {
        var body = [consumerID(person)]
        if chance(3) { body.append(.init(name: "orderId", value: JSONNode("order-\(below(3))"))) }
        server(operation, place, body: body, about: person)
    }

    private mutating func deny(_ operation: String, _ place: String, _ person: String) {
        let reasons = ["FRAUD_DETECTED", "ADMIN_ACTION", "ORDER_LIMIT_EXCEEDED"]
        server(
            operation, place,
            body: [consumerID(person), .init(name: "reason", value: JSONNode(pick(reasons)))],
            about: person)
    }

    private mutating func validate(_ operation: String, _ place: String, _ person: String) {
        let owner = chance(8) ? pick(stage.people) : person
        var token = "{\(owner).admission.\(place)}"
        if chance(12) { token = "{\(owner).admission.\(pick(StoryWorld.queues))}" }
        if chance(20) { token = "{\(person).accessToken}" }
        server(
            operation, place,
            body: [consumerID(person), .init(name: "token", value: JSONNode(token))], about: person)
    }
}
