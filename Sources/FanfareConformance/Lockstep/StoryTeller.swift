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
    /// What time it is in the story, in milliseconds from its beginning.
    private var clock = 0
    /// What has been made by the admin calls, by its kind.
    private var made: Set<String> = []
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
    static func story(seed: UInt64, moves: Int) -> Plot {
        var teller = StoryTeller(seed: seed)
        return teller.story(moves)
    }

    private mutating func story(_ count: Int) -> Plot {
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
            if let span = TimeSpan(pick(spans)) {
                moves.append(.advance(span))
                clock += span.milliseconds
            }
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
            } else if chance(16) {
                crowd()
            } else if chance(16) {
                edge()
            } else if chance(20) {
                doors(person)
            } else if chance(24) {
                make()
            } else if chance(7) {
                act(pick(Self.themes), person)
            } else {
                act(pick(Array(themes)), person)
            }
        }
        var story = Plot(moves)
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
        // Where the story has gone past something, mostly to what is still to come.
        if usual == "auction_one", clock > 1_200_000, !chance(4) { return "auction_two" }
        if usual == "draw_soon", clock > 1_200_000, !chance(3) {
            return clock < 1_800_000 ? "draw_late" : "draw_small"
        }
        if let kind = Self.kind(of: usual), made.contains(kind), chance(4) {
            return "{made.\(kind)}"
        }
        return chance(4) ? pick(all) : usual
    }
}

// Calls.
extension StoryTeller {
    private mutating func add(_ plain: CallMove) {
        var call = plain
        if chance(40) { respell(&call) }
        if chance(60) { spoil(&call) }
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

    /// Leaves something out of a body, or writes something else in its place.
    private mutating func spoil(_ call: inout CallMove) {
        guard let body = call.body, !body.isEmpty else { return }
        let index = below(body.count)
        if chance(2) {
            call.body?.remove(at: index)
        } else {
            call.body?[index].value = pick([.null, "", 7, [:], true])
        }
    }

    /// Writes the names of headers as another client would.
    private mutating func respell(_ call: inout CallMove) {
        guard !call.isElsewhere else { return }
        switch call.credential {
        case .publishable:
            call.headers.append(.init(name: "x-publishable-key", value: "{publishableKey}"))
            call.credential = .nobody
        case .secretHeaders:
            call.headers.append(.init(name: "x-organization-id", value: "{organizationId}"))
            call.headers.append(.init(name: "x-secret-key", value: "{secretKey}"))
            call.credential = .nobody
        case .secret:
            call.headers.append(.init(name: "authorization", value: "Bearer {secretKey}"))
            call.credential = .nobody
        case .nobody: break
        }
        if call.body != nil {
            call.headers.append(
                .init(name: "Content-Type", value: "application/json; charset=utf-8"))
        }
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
        if operation.contains("/bids"), chance(4) {
            call.path += pick(["?limit=1", "?limit=2", "?limit=%32"])
        }
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
        if chance(25) { call.isElsewhere = true }
        if chance(30) { call.credential = .publishable }
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
        chance(6) ? pick(["fp_another", "FP_OF_\(person)", "fp_of_\(person)x"]) : "fp_of_\(person)"
    }

    private mutating func token(of person: String) -> String? {
        switch below(40) {
        case 0: return nil
        case 1, 2: return "{\(person).accessToken_1}"
        case 3: return "{\(person).accessToken_2}"
        case 4: return "{\(person).refreshToken}"
        case 5: return "not-a-token"
        case 6: return "{\(person).foreignToken}"
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
        clock += span.milliseconds
        guard elapsed >= 3_600_000 else { return }
        // The tokens have ended by now: mostly people come back, by a new sign-in or a refresh.
        elapsed = 0
        for person in stage.people where known.contains(person) && !chance(5) {
            if chance(3) { doors(person) }
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

    /// How an address is written, and what its code is called.
    private mutating func email(_ person: String) -> (written: String, code: String) {
        let spellings = [
            ("\(person.uppercased())@example.com", "emailCode"),
            ("\(person)@EXAMPLE.com", "emailCode"),
            ("\(person)+tag@example.com", "tagCode"),
            ("\(person.prefix(1)).\(person.dropFirst())@example.com", "dotCode"),
            ("\(person)@mail.example.com", "subdomainCode"),
            ("\(person)@my-example.com", "hyphenCode"),
            ("\(person)@example.museum", "endingCode"),
            ("\(person).o'neil@example.com", "apostropheCode"),
            ("\(person)_x@example.com", "underscoreCode"),
            ("7\(person)@example.com", "digitCode"),
            ("\(person).with.a.name.that.goes.on.and.on.for.long@example.com", "longCode"),
        ]
        guard chance(5) else { return ("\(person)@example.com", "\(person).emailCode") }
        let (written, code) = pick(spellings)
        return (written, "\(person).\(code)")
    }

    /// A telephone number as somebody types it, and the country to read it by.
    private mutating func phone(_ person: String) -> [CallMove.Field] {
        let number = Self.numbers[person] ?? ""
        let digits = number.dropFirst(2)
        let area = digits.prefix(3)
        let line = digits.suffix(4)
        guard chance(3) else { return [.init(name: "phone", value: JSONNode(number))] }
        let written = pick([
            "(\(area)) 555-\(line)", "\(area)-555-\(line)", String(digits), number,
        ])
        return [
            .init(name: "phone", value: JSONNode(written)),
            .init(name: "defaultCountry", value: "US"),
        ]
    }

    private static let numbers = [
        "ann": "+12025550141", "ben": "+12025550142", "cleo": "+12025550143", "dan": "+12025550144",
    ]

    private mutating func requestCode(
        _ person: String, byPhone: Bool
    ) -> ([CallMove.Field], String) {
        var call = CallMove("POST /auth/otp/request")
        let fields: [CallMove.Field]
        if byPhone {
            fields = phone(person)
            call.codeTo = Self.numbers[person]
            call.codeName = "\(person).phoneCode"
        } else {
            let (written, code) = email(person)
            fields = [.init(name: "email", value: JSONNode(written))]
            call.codeTo = written
            call.codeName = code
        }
        call.body = fields
        if chance(6) {
            let names = ["Zoë Łukasiewicz", "Ann Example", "A name of more than sixteen letters"]
            call.body?.append(.init(name: "name", value: JSONNode(pick(names))))
        }
        add(call)
        return (fields, call.codeName)
    }

    private mutating func verify(
        _ person: String, _ fields: [CallMove.Field], _ code: String, linking: Bool
    ) {
        var call = CallMove("POST /auth/otp/verify")
        var digits = "{\(code)}"
        switch below(16) {
        case 0: digits = "000000"
        case 1: digits = "{\(code)_1}"
        case 2: digits = "{\(pick(stage.people)).emailCode}"
        default: break
        }
        call.body = [.init(name: "code", value: JSONNode(digits))] + fields
        if linking { call.token = "{\(person).accessToken}" } else { forget(person) }
        call.gives = Self.gifts("POST /auth/otp/verify", person, "")
        if digits != "{\(code)}", chance(2) {
            for _ in 0..<below(5) { moves.append(.call(call)) }
        }
        add(call)
        if digits != "{\(code)}" {
            call.body?[0].value = JSONNode("{\(code)}")
            add(call)
        }
    }

    /// Lets a code grow old: just within its time, just behind it, or somewhere.
    private mutating func age(_ lifetime: Int) {
        switch below(14) {
        case 0: pass()
        case 1: wait("\(TimeSpan(milliseconds: lifetime - 1000))")
        case 2: wait("\(TimeSpan(milliseconds: lifetime + 1000))")
        case 3: wait("\(TimeSpan(milliseconds: lifetime - 500))")
        default: break
        }
    }

    private mutating func signInByEmail(_ person: String, linking: Bool = false) {
        // Sometimes somebody else's address.
        let owner = chance(5) ? pick(stage.people) : person
        let (fields, code) = requestCode(owner, byPhone: false)
        age(600_000)
        verify(person, fields, code, linking: linking)
    }

    private mutating func signInByPhone(_ person: String, linking: Bool = false) {
        let owner = chance(5) ? pick(stage.people) : person
        let (fields, code) = requestCode(owner, byPhone: true)
        age(600_000)
        // The other way to write it is the same number.
        let typed = owner == person && chance(3) ? phone(owner) : fields
        verify(person, typed, code, linking: linking)
    }

    private mutating func signInElsewhere(_ person: String, linking: Bool = false) {
        let owner = chance(5) ? pick(stage.people) : person
        var authorize = CallMove("POST /auth/external/authorize")
        authorize.credential = .secret
        authorize.body = [
            .init(name: "provider", value: JSONNode(chance(8) ? "other" : "shop")),
            .init(
                name: "issuer",
                value: JSONNode(
                    chance(8)
                        ? pick(["https://other.example.com", "https://example.com/"])
                        : "https://example.com")),
            .init(
                name: "subject",
                value: JSONNode(chance(10) ? "Subject-\(owner)" : "subject-\(owner)")),
        ]
        if chance(3) {
            authorize.body?.append(
                .init(
                    name: "claims",
                    value: [
                        "email": JSONNode("\(owner)@example.com"), "fullName": "Zoë Łukasiewicz",
                    ]))
        }
        authorize.gives = Self.gifts("POST /auth/external/authorize", owner, "")
        add(authorize)
        age(60_000)
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
        switch below(11) {
        case 10: guestElsewhere(person)
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

    /// Somebody comes to the other organization, and brings the token from there.
    private mutating func guestElsewhere(_ person: String) {
        var call = CallMove("POST /auth/guest")
        call.isElsewhere = true
        call.gives = [.init(path: ["accessToken"], name: "\(person).foreignToken")]
        moves.append(.call(call))
        for _ in 0..<(2 + below(4)) { knock(person, with: "{\(person).foreignToken}") }
    }

    private mutating func logOut(_ person: String) {
        var call = CallMove("POST /auth/logout")
        call.credential = .nobody
        call.token = token(of: person)
        add(call)
        // Every door must be closed afterwards, not one.
        if chance(2) { doors(person) }
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
        if chance(2) { doors(person) }
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
        case 8: consumer(chance(2) ? somebody : person, "GET /auctions/*/bids/history", auction)
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
        var amount = highest + step
        if chance(20) { amount += 1000 }
        highest = max(highest, amount)
        // The same number may be written in several ways, and be no whole one.
        let text = chance(8) ? pick(["\(amount).50", "\(amount).0", "\(amount)e0"]) : "\(amount)"
        consumer(
            person, "POST /auctions/*/bid", auction,
            body: [.init(name: "amount", value: JSONNode(.number(JSONNumber(text: text))))])
    }

    private mutating func release(_ person: String) {
        let release = place(stage.release, StoryWorld.releases)
        if isEmpty(release) { return consumer(person, "POST /timed-releases/*/enter", release) }
        let somebody = self.somebody(in: release, else: person)
        switch below(7) {
        case 0: consumer(person, "POST /timed-releases/*/enter", release)
        case 1:
            consumer(
                person, "POST /timed-releases/*/enter", release,
                body: [.init(name: "variantId", value: "Variant-Blue")])
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

// Kinds of holes: neighbours, edges, doors, what is made.
extension StoryTeller {
    /// Several are in the same place, one does something, and all the others look.
    private mutating func crowd() {
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
            place = "draw_soon"
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
    private mutating func edge() {
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

    private mutating func atQueue(_ queue: String, _ person: String) {
        consumer(person, chance(2) ? "POST /queues/*/enter" : "GET /queues/*", queue)
    }

    private mutating func atRelease(_ person: String) {
        consumer(
            person, chance(2) ? "POST /timed-releases/*/enter" : "GET /timed-releases/*",
            "release_later")
    }

    private mutating func atDraw(_ draw: String, _ person: String) {
        let call = pick(["POST /draws/*/enter", "GET /draws/*/status", "GET /draws/*"])
        consumer(person, call, draw)
    }

    private mutating func atAuction(_ auction: String, _ person: String) {
        chance(2)
            ? bid(auction, person)
            : consumer(person, pick(["GET /auctions/*/status", "GET /auctions/*"]), auction)
    }

    private mutating func slots(_ appointment: String, _ person: String) {
        consumer(person, "GET /appointments/*/slots", appointment)
    }

    /// Somebody whose token has ended, or soon will have, tries several doors.
    private mutating func doors(_ person: String) {
        let token = pick(["{\(person).accessToken}", "{\(person).accessToken_1}"])
        for _ in 0..<(2 + below(4)) { knock(person, with: token) }
        if chance(3) { knockAsServer(person) }
    }

    private mutating func knock(_ person: String, with token: String) {
        let rows: [(String, String?)] = [
            ("POST /experiences/*/enter", stage.experience), ("GET /consumers/me", nil),
            ("DELETE /experiences/*/leave", stage.experience),
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
        let (operation, place) = pick(rows)
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

    /// A call of the organization's server, with a key that does not open it.
    private mutating func knockAsServer(_ person: String) {
        let rows = [
            ("POST /queues/*/admit", "queue_wide"), ("POST /queues/*/complete", "queue_wide"),
            ("POST /queues/*/deny", "queue_wide"), ("POST /queues/*/validate", "queue_wide"),
            ("POST /draws/*/complete", "draw_soon"), ("POST /draws/*/deny", "draw_soon"),
            ("POST /draws/*/validate", "draw_soon"), ("POST /auctions/*/complete", "auction_one"),
            ("POST /auctions/*/validate", "auction_one"),
            ("POST /timed-releases/*/complete", "release_one"),
        ]
        let (operation, place) = pick(rows)
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

    private static func kind(of place: String) -> String? {
        ["queue", "draw", "auction"].first { place.hasPrefix($0 + "_") }
    }

    /// Something is made by the admin calls, to be used from then on.
    private mutating func make() {
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
        moves.append(.call(call))
        made.insert(kind)
        consumer(pick(stage.people), "GET /\(kind)s/*", "{made.\(kind)}")
    }
}
