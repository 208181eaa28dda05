import JSONTree

/// What is waited for, and what is asked when it has come, more than once.
extension StoryTeller {
    /// Waits for what one of the places has in store, and asks everybody who is in it.
    mutating func returnTo() {
        let waits: [(place: String, minutes: Int)] = [
            ("draw_soon", 20), ("draw_luck", 20), ("draw_small", 60), ("draw_late", 120),
            ("auction_one", 20), ("auction_two", 60),
        ]
        let pending = waits.filter { inside[$0.place] != nil && clock < $0.minutes * 60_000 }
        switch below(pending.isEmpty ? 3 : 5) {
        case 0: returnToAdmission()
        case 1: returnToCode()
        case 2: returnToExchange()
        default:
            let (place, minutes) = pick(pending)
            approach(minutes * 60_000)
            for person in inside[place] ?? [] { result(place, person) }
        }
    }

    /// Lets a place's moment come: at once, or by way of the second before.
    private mutating func approach(_ moment: Int) {
        if chance(3), moment - clock > 1000 {
            wait("\(TimeSpan(milliseconds: moment - clock - 1000))")
            look(pick(stage.people))
        }
        guard moment > clock else { return }
        wait("\(TimeSpan(milliseconds: moment - clock))")
        // The tokens may have ended by now.
        for person in stage.people where !known.contains(person) { arrive(person) }
    }

    /// Somebody asks what came of it, uses it, and asks again.
    private mutating func result(_ place: String, _ person: String) {
        let isDraw = place.hasPrefix("draw")
        let kind = isDraw ? "draws" : "auctions"
        consumer(person, "GET /\(kind)/*/status", place)
        if chance(3) { consumer(person, "GET /\(kind)/*/status", place) }
        if chance(3) { validate("POST /\(kind)/*/validate", place, person) }
        switch below(8) {
        case 0, 1: complete("POST /\(kind)/*/complete", place, person)
        case 2 where isDraw: deny("POST /draws/*/deny", place, person)
        case 3: isDraw ? consumer(person, "POST /draws/*/enter", place) : bid(place, person)
        case 4: wait(pick(["1m", "10m", "15m"]))
        default: break
        }
        if chance(2) { consumer(person, "GET /\(kind)/*/status", place) }
        if chance(4) { consumer(person, "GET /consumers/me") }
        if chance(4) { consumer(person, "GET /\(kind)/*", place) }
    }

    /// Somebody is admitted, lets the time for it go by, and tries to use it.
    private mutating func returnToAdmission() {
        let queue = pick(["queue_wide", "queue_two", "queue_rate"])
        let person = somebody(in: queue, else: pick(stage.people))
        if !(inside[queue] ?? []).contains(person) {
            consumer(person, "POST /queues/*/enter", queue)
        }
        server("POST /queues/*/admit", queue, body: [consumerID(person)], about: person)
        wait(
            pick(
                queue == "queue_rate"
                    ? ["4m59s", "5m", "5m1s", "6m"] : ["9m59s", "10m", "10m1s", "11m"]))
        for _ in 0..<(1 + below(2)) { consumer(person, "GET /queues/*/status", queue) }
        switch below(5) {
        case 0: validate("POST /queues/*/validate", queue, person)
        case 1: complete("POST /queues/*/complete", queue, person)
        case 2: consumer(person, "POST /queues/*/enter", queue)
        case 3: consumer(person, "POST /queues/*/leave", queue)
        default:
            server("POST /queues/*/admit", queue, body: [consumerID(person)], about: person)
        }
        consumer(person, chance(2) ? "GET /consumers/me" : "GET /queues/*/status", queue)
    }

    /// Somebody lets a code lie, tries a wrong one, and then the right one.
    private mutating func returnToCode() {
        let person = pick(stage.people)
        let (fields, code) = requestCode(person, byPhone: chance(2))
        wait(pick(["9m59s", "10m", "10m1s", "5m"]))
        var call = CallMove("POST /auth/otp/verify")
        call.body = [.init(name: "code", value: "000000")] + fields
        if chance(2) { moves.append(.call(call)) }
        if chance(3) { wait(pick(["5m", "9m59s"])) }
        call.body?[0].value = JSONNode("{\(code)}")
        call.gives = Self.gifts("POST /auth/otp/verify", person, "")
        forget(person)
        for _ in 0..<(1 + below(2)) { moves.append(.call(call)) }
        known.insert(person)
        guest(person)
    }

    /// Somebody shows an exchange code late, or twice.
    private mutating func returnToExchange() {
        let person = pick(stage.people)
        forget(person)
        var authorize = CallMove("POST /auth/external/authorize")
        authorize.credential = .secret
        authorize.body = [
            .init(name: "provider", value: "shop"),
            .init(name: "issuer", value: "https://example.com"),
            .init(name: "subject", value: JSONNode("subject-\(person)")),
        ]
        authorize.gives = Self.gifts("POST /auth/external/authorize", person, "")
        moves.append(.call(authorize))
        if chance(2) { wait(pick(["59s", "60s", "61s", "1s"])) }
        var exchange = CallMove("POST /auth/external/exchange")
        exchange.body = [.init(name: "exchangeCode", value: JSONNode("{\(person).exchangeCode}"))]
        exchange.gives = Self.gifts("POST /auth/external/exchange", person, "")
        for _ in 0..<(1 + below(3)) { moves.append(.call(exchange)) }
        known.insert(person)
        guest(person)
    }

    /// One person in two queues: what happens in one must not show in the other.
    mutating func neighbours() {
        let person = pick(stage.people)
        let queues = ["queue_wide", "queue_two", "queue_rate"].shuffled(using: &random)
        for queue in queues.prefix(2) { consumer(person, "POST /queues/*/enter", queue) }
        switch below(4) {
        case 0: deny("POST /queues/*/deny", queues[0], person)
        case 1: consumer(person, "POST /queues/*/leave", queues[0])
        case 2: journey(queues[0], person)
        default:
            server("POST /queues/*/admit", queues[0], body: [consumerID(person)], about: person)
        }
        consumer(person, "GET /queues/*/status", queues[1])
        if chance(2) { consumer(person, "GET /consumers/me") }
        if chance(3) {
            server("POST /queues/*/admit", queues[1], body: [consumerID(person)], about: person)
        }
    }

    /// A guest in several places becomes somebody, and looks whether all of them came along.
    mutating func linking() {
        let person = pick(stage.people)
        guest(person)
        known.insert(person)
        let rows = [
            ("queues", "queue_wide"), ("queues", "queue_two"), ("queues", "queue_rate"),
            ("draws", "draw_soon"), ("waitlists", stage.waitlist),
            ("timed-releases", "release_one"),
        ]
        let places = rows.shuffled(using: &random).prefix(2 + below(3))
        for (kind, place) in places { consumer(person, "POST /\(kind)/*/enter", place) }
        switch below(3) {
        case 0: signInByEmail(person, linking: true)
        case 1: signInByPhone(person, linking: true)
        default: signInElsewhere(person, linking: true)
        }
        for (kind, place) in places { consumer(person, "GET /\(kind)/*/status", place) }
        consumer(person, "GET /consumers/me")
    }

    /// Somebody without any key or token asks, or somebody with the wrong ones.
    mutating func stranger() {
        let rows: [(String, String)] = [
            ("POST /auth/guest", ""), ("POST /auth/refresh", ""),
            ("POST /auth/external/authorize", ""), ("GET /experiences/*", stage.experience),
            ("GET /consumers/*", "{\(pick(stage.people)).consumerId}"),
            ("GET /organizations/current", ""), ("GET /queues/*", "queue_wide"),
            ("GET /draws/*", "draw_soon"), ("GET /auctions/*", "auction_one"),
            ("GET /timed-releases/*", "release_one"), ("GET /appointments/*", "appointment_one"),
            ("GET /appointments/*/slots", "appointment_one"),
            ("POST /queues/*/admit", "queue_wide"),
            ("POST /queues", ""), ("POST /draws", ""), ("POST /auctions", ""),
            ("POST /experiences", ""), ("GET /sequences/*/distributions", "seq_one"),
            ("GET /health", ""), ("GET /.well-known/jwks.json", ""), ("GET /openapi.json", ""),
        ]
        let (operation, place) = pick(rows)
        var call = CallMove(operation)
        call.path = Self.path(operation, place.isEmpty ? [] : [place])
        call.credential = pick([.nobody, .nobody, .publishable, .secret])
        if call.method == "POST" { call.body = [.init(name: "name", value: "Made")] }
        if operation == "POST /auth/refresh" {
            let token = JSONNode("{\(pick(stage.people)).refreshToken}")
            call.body = [.init(name: "refreshToken", value: token)]
        }
        moves.append(.call(call))
    }
}
