import JSONTree

/// Who people are: guests, codes, external identities, sessions.
extension StoryTeller {
    mutating func arrive(_ person: String) {
        known.insert(person)
        switch below(6) {
        case 0, 1: signInByEmail(person)
        case 2: signInByPhone(person)
        case 3: signInElsewhere(person)
        default: guest(person)
        }
    }

    /// Whoever comes as somebody new is in nothing yet.
    mutating func forget(_ person: String) {
        for place in inside.keys {
            inside[place]?.removeAll { $0 == person }
            if inside[place]?.isEmpty ?? false { inside[place] = nil }
        }
    }

    mutating func guest(_ person: String) {
        forget(person)
        var call = CallMove("POST /auth/guest")
        if chance(3) {
            call.headers = [.init(name: "X-Fingerprint", value: JSONNode("fp_of_\(person)"))]
        }
        call.gives = Self.gifts("POST /auth/guest", person, "")
        add(call)
    }

    /// Addresses that look alike or odd, and what the code of each is called.
    static func spellings(_ person: String) -> [(written: String, code: String)] {
        [
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
    }

    /// How an address is written, and what its code is called.
    mutating func email(_ person: String) -> (written: String, code: String) {
        guard chance(5) else { return ("\(person)@example.com", "\(person).emailCode") }
        let (written, code) = pick(Self.spellings(person))
        return (written, "\(person).\(code)")
    }

    /// A telephone number as somebody types it, and the country to read it by.
    mutating func phone(_ person: String) -> [CallMove.Field] {
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

    static let numbers = [
        "ann": "+12025550141", "ben": "+12025550142", "cleo": "+12025550143", "dan": "+12025550144",
    ]

    mutating func requestCode(
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

    mutating func verify(
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
    mutating func age(_ lifetime: Int) {
        switch below(14) {
        case 0: pass()
        case 1: wait("\(TimeSpan(milliseconds: lifetime - 1000))")
        case 2: wait("\(TimeSpan(milliseconds: lifetime + 1000))")
        case 3: wait("\(TimeSpan(milliseconds: lifetime - 500))")
        case 4: wait("\(TimeSpan(milliseconds: lifetime))")
        case 5: wait("\(TimeSpan(milliseconds: lifetime + 500))")
        default: break
        }
    }

    mutating func signInByEmail(_ person: String, linking: Bool = false) {
        // Sometimes somebody else's address.
        let owner = chance(5) ? pick(stage.people) : person
        let (fields, code) = requestCode(owner, byPhone: false)
        age(600_000)
        verify(person, fields, code, linking: linking)
    }

    mutating func signInByPhone(_ person: String, linking: Bool = false) {
        let owner = chance(5) ? pick(stage.people) : person
        let (fields, code) = requestCode(owner, byPhone: true)
        age(600_000)
        // The other way to write it is the same number.
        let typed = owner == person && chance(3) ? phone(owner) : fields
        verify(person, typed, code, linking: linking)
    }

    mutating func signInElsewhere(_ person: String, linking: Bool = false) {
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
                        "name": "Zoë Łukasiewicz",
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

    mutating func identity(_ person: String) {
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

    mutating func session(_ person: String) {
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
    mutating func guestElsewhere(_ person: String) {
        var call = CallMove("POST /auth/guest")
        call.isElsewhere = true
        call.gives = [.init(path: ["accessToken"], name: "\(person).foreignToken")]
        moves.append(.call(call))
        for _ in 0..<(2 + below(4)) { knock(pick(Self.doors), with: "{\(person).foreignToken}") }
    }

    mutating func logOut(_ person: String) {
        var call = CallMove("POST /auth/logout")
        call.credential = .nobody
        call.token = token(of: person)
        add(call)
        // Every door must be closed afterwards, not one.
        if chance(2) { doors(person) }
    }
}
