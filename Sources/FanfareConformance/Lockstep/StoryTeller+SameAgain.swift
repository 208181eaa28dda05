import JSONTree

/// The same person once more: codes, codes from elsewhere, sessions.
extension StoryTeller {
    mutating func sameAgain() {
        let people = company(2)
        switch below(8) {
        case 0: signInTwice(people[0])
        case 1: wrongCodes(people[0])
        case 2: wrongExchanges(people[0])
        case 3: conflicts(people[0], with: people[1])
        case 4: exchangeTwice(people[0])
        case 5: twoCodes(people[0])
        case 6: refreshOften(people[0])
        default: twoSessions(people[0])
        }
    }

    private mutating func tellMe(_ person: String) {
        plainly(person, "GET /consumers/me")
    }

    private mutating func tellServer(_ person: String, _ age: String = "") {
        var call = CallMove("GET /consumers/*", "{\(person).consumerId\(age)}")
        call.credential = .secret
        moves.append(.call(call))
    }

    private mutating func freshAddress(_ person: String) -> String {
        visits += 1
        return "\(person).\(visits)@example.com"
    }

    /// Somebody signs in, and some time later again, by the same address or number.
    private mutating func signInTwice(_ person: String) {
        let email = freshAddress(person)
        let name = "Zoë Łukasiewicz, Countess of Somewhere"
        let isByPhone = chance(3)
        for round in 0..<(2 + below(2)) {
            if isByPhone {
                let number = Self.numbers[person] ?? ""
                let verify = ask(
                    for: person, at: [.init(name: "phone", value: JSONNode(number))], of: number,
                    called: "phoneCode")
                moves.append(.call(verify))
            } else {
                comeByCode(person, email, named: round == 0 ? name : nil)
            }
            if chance(2) { tellServer(person) }
            tellMe(person)
            pause()
            if chance(3) { logOutPlainly(person) }
        }
        tellServer(person)
    }

    /// A guest shows wrong codes, and goes on as a guest, or with the right one.
    private mutating func wrongCodes(_ person: String) {
        comeAsGuest(person)
        if chance(2) { plainly(person, "POST /queues/*/enter", "queue_wide") }
        var right = ask(for: person, at: freshAddress(person))
        right.token = "{\(person).accessToken}"
        var wrong = right
        wrong.body?[1].value = "000000"
        wrong.gives = []
        for _ in 0..<(1 + below(4)) { moves.append(.call(wrong)) }
        tellMe(person)
        moves.append(.call(right))
        tellMe(person)
        // Whoever a guest has become is found by either name.
        for age in ["", "_1"] where chance(2) { tellServer(person, age) }
        if chance(2) { moves.append(.call(right)) }
        var again = right
        again.token = nil
        if chance(2) { moves.append(.call(again)) }
    }

    private mutating func wrongExchanges(_ person: String) {
        comeAsGuest(person)
        var exchange = vouch(for: person, "subject-\(person)-\(visits)")
        exchange.token = "{\(person).accessToken}"
        var wrong = exchange
        wrong.body?[0].value = "unknown"
        wrong.gives = []
        for _ in 0..<(1 + below(3)) { moves.append(.call(wrong)) }
        tellMe(person)
        moves.append(.call(exchange))
        tellMe(person)
        if chance(2) { moves.append(.call(exchange)) }
    }

    /// A guest shows a code for an address that is another's already.
    private mutating func conflicts(_ person: String, with other: String) {
        let email = freshAddress(other)
        comeByCode(other, email)
        comeAsGuest(person)
        for _ in 0..<(1 + below(3)) {
            var verify = ask(for: person, at: email)
            verify.token = "{\(person).accessToken}"
            moves.append(.call(verify))
            if chance(2) { tellMe(person) }
        }
        tellMe(person)
        if chance(2) {
            var own = ask(for: person, at: freshAddress(person))
            own.token = "{\(person).accessToken}"
            moves.append(.call(own))
            tellMe(person)
        }
    }

    private mutating func exchangeTwice(_ person: String) {
        visits += 1
        let subject = "subject-\(person)-\(visits)"
        let claims: JSONNode = [
            "email": JSONNode(freshAddress(person)), "fullName": "Zoë Łukasiewicz",
        ]
        comeFromElsewhere(person, subject, claims: chance(2) ? claims : nil)
        tellServer(person)
        pause()
        comeFromElsewhere(person, subject)
        tellServer(person)
        tellMe(person)
        if chance(2) { comeFromElsewhere(person, chance(2) ? subject : subject.uppercased()) }
        tellMe(person)
    }

    /// Two codes of a kind are open, and both are shown, in either order.
    private mutating func twoCodes(_ person: String) {
        if chance(2) {
            let subjects = chance(2) ? ["subject-a", "subject-b"] : ["subject-a", "subject-a"]
            var uses: [CallMove] = []
            for (index, subject) in subjects.enumerated() {
                var use = vouch(for: person, "\(subject)-\(person)")
                use.body?[0].value = JSONNode("{\(person).exchangeCode\(index == 0 ? "_1" : "")}")
                uses.append(use)
            }
            for use in chance(2) ? uses : uses.reversed() {
                moves.append(.call(use))
                tellMe(person)
            }
        } else {
            let email = freshAddress(person)
            _ = ask(for: person, at: email)
            if chance(2) { pause() }
            let newest = ask(for: person, at: email)
            var older = newest
            older.body?[1].value = JSONNode("{\(person).emailCode_1}")
            if chance(2) { moves.append(.call(older)) }
            moves.append(.call(newest))
            tellMe(person)
        }
    }

    private mutating func refreshOften(_ person: String) {
        newcomer(person)
        for _ in 0..<(2 + below(3)) {
            refreshPlainly(person)
            tellMe(person)
            if chance(3) { refreshPlainly(person, "_1") }
            if chance(2) { pause() }
        }
        if chance(2) {
            logOutPlainly(person, pick(["", "", "_1"]))
            tellMe(person)
            var old = CallMove("GET /consumers/me")
            old.token = "{\(person).accessToken_1}"
            moves.append(.call(old))
            refreshPlainly(person)
        }
    }

    /// One person at two devices; what is done at one must not show at the other.
    private mutating func twoSessions(_ person: String) {
        let email = freshAddress(person)
        visits += 1
        let isByCode = chance(2)
        for _ in 0..<2 {
            if isByCode {
                comeByCode(person, email)
            } else {
                comeFromElsewhere(person, "subject-\(person)-\(visits)")
            }
        }
        if chance(2) { refreshPlainly(person, pick(["", "_1"])) }
        for age in ["", "_1"].shuffled(using: &random) {
            if chance(2) { logOutPlainly(person, age) }
            for other in ["", "_1", "_2"] {
                var look = CallMove("GET /consumers/me")
                look.token = "{\(person).accessToken\(other)}"
                moves.append(.call(look))
            }
            if chance(2) { refreshPlainly(person, age) }
        }
    }

    mutating func logOutPlainly(_ person: String, _ age: String = "") {
        var call = CallMove("POST /auth/logout")
        call.token = "{\(person).accessToken\(age)}"
        moves.append(.call(call))
    }

    /// One does something about a session, and the sessions and codes of all others stay good.
    mutating func sessionsOfSeveral() {
        let people = company(3)
        var codes: [CallMove] = []
        for person in people { newcomer(person) }
        let queue = pick(["queue_wide", "queue_two"])
        if chance(2) {
            for person in people { plainly(person, "POST /queues/*/enter", queue) }
        }
        if chance(2) {
            for person in people {
                visits += 1
                codes.append(
                    chance(2)
                        ? ask(for: person, at: freshAddress(person))
                        : vouch(for: person, "subject-\(person)-\(visits)"))
            }
        }
        let actor = pick(people)
        switch below(6) {
        case 0: newcomer(actor)
        case 1: refreshPlainly(actor)
        case 2: logOutPlainly(actor)
        case 3: comeByCode(actor, freshAddress(actor))
        case 4:
            var link = ask(for: actor, at: freshAddress(actor), called: "linkCode")
            link.token = "{\(actor).accessToken}"
            moves.append(.call(link))
        default:
            if var wrong = codes.first {
                let digits = (wrong.body?.count ?? 1) - 1
                wrong.body?[digits].value = "000000"
                wrong.gives = []
                moves.append(.call(wrong))
            }
        }
        for person in people {
            tellMe(person)
            if chance(3) { plainly(person, "GET /queues/*/status", queue) }
            if chance(3) { tellServer(person) }
        }
        for code in codes.dropFirst() + codes.prefix(1) {
            if chance(4) { pause() }
            moves.append(.call(code))
        }
        if !codes.isEmpty { for person in people { tellMe(person) } }
    }

    /// A token that is no good any more, or none here, is tried at every door.
    mutating func closedDoors() {
        let person = company(1)[0]
        switch below(4) {
        case 0:
            newcomer(person, isSomebody: true)
            logOutPlainly(person)
        case 1:
            newcomer(person, isSomebody: true)
            spend(3_600_000 + pick([0, 1, 60]) * 1000)
        case 2:
            var call = CallMove("POST /auth/guest")
            call.isElsewhere = true
            call.gives = [.init(path: ["accessToken"], name: "\(person).accessToken")]
            moves.append(.call(call))
        default: return closedServerDoors(person)
        }
        let doors = Self.doors.shuffled(using: &random)
        for row in doors { knock(row, with: "{\(person).accessToken}") }
    }

    /// What only the organization's server may do is tried by others, about somebody of whom it could be done.
    mutating func closedServerDoors(_ person: String) {
        newcomer(person, isSomebody: true)
        plainly(person, "POST /queues/*/enter", "queue_wide")
        plainly(person, "POST /draws/*/enter", "draw_soon")
        plainly(person, "POST /timed-releases/*/enter", "release_one")
        if clock < 900_000 { offer("auction_one", person) }
        if chance(2) { plainlyByServer("POST /queues/*/admit", "queue_wide", about: person) }
        if !chance(3) {
            reach(1_200_000)
            plainly(person, "GET /draws/*/status", "draw_soon")
            plainly(person, "GET /auctions/*/status", "auction_one")
        }
        let isElsewhere = !chance(3)
        for door in Self.serverDoors.shuffled(using: &random) {
            knockAsServer(door, person)
            guard case .call(var call) = moves[moves.count - 1], let body = call.body else {
                return
            }
            call.body = body.map { field in
                switch field.name {
                case "consumerId":
                    .init(name: field.name, value: JSONNode("{\(person).consumerId}"))
                case "token":
                    .init(name: field.name, value: JSONNode("{\(person).admission.\(door.place)}"))
                default: field
                }
            }
            // A secret key, which is another organization's, or none.
            call.credential = isElsewhere ? .secret : .publishable
            call.isElsewhere = isElsewhere
            moves[moves.count - 1] = .call(call)
        }
        // Nothing of it has been done.
        for (venue, place) in [
            (Venue.queue, "queue_wide"), (.draw, "draw_soon"), (.release, "release_one"),
            (.auction, "auction_one"),
        ] {
            plainly(person, venue.looks[0], place)
        }
        _ = vouch(for: person, "subject-\(person)")
        guard case .call(var authorize) = moves[moves.count - 1] else { return }
        authorize.credential = .publishable
        authorize.gives = []
        moves.append(.call(authorize))
    }
}
