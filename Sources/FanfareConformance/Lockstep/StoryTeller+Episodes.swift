import JSONTree

/// Episodes: what makes a kind of hole show, told without digressions and by people who are in nothing yet.
///
/// In a story where everything happens much is open by the end of it; in an episode hardly anything is.
extension StoryTeller {
    /// Tells episodes until there are so many moves; those that take longest come last.
    mutating func episodes(_ count: Int) {
        while moves.count < count, clock < 3 * 3_600_000 {
            episode()
            if chance(2) { lookBack() }
        }
    }

    private mutating func episode() {
        if rules == .limited, chance(2) { return burst() }
        // While draws and auctions are yet to end, so that what was won can be tried at their doors.
        if clock == 0, chance(16) { return closedServerDoors(company(1)[0]) }
        switch below(38) {
        case 0...5: pair()
        case 6...12: bystanders()
        case 13...17: encore()
        case 18, 19: sessionsOfSeveral()
        case 20...23: sameAgain()
        case 24, 25: spelled()
        case 26...28: closedDoors()
        case 29: makeAndLook()
        case 30: line()
        case 31...33: brink()
        case 34: lasting()
        case 35: ending()
        default: lifetimes()
        }
    }

    /// A call as it should be: under the newest token, and nothing else about it.
    mutating func plainly(
        _ person: String, _ operation: String, _ names: String..., body: [CallMove.Field]? = nil
    ) {
        var call = CallMove(operation)
        call.path = Self.path(operation, names)
        call.body = body
        call.token = "{\(person).accessToken}"
        // What was given by an admission stays the newest, for the one before it to be told from it.
        if operation != "GET /queues/*/status" || names.first == StoryWorld.selfAdmitting {
            call.gives = Self.gifts(operation, person, names.first ?? "")
        }
        showDevice(person, &call)
        moves.append(.call(call))
    }

    /// A call of the organization's server about somebody, as it should be.
    mutating func plainlyByServer(
        _ operation: String, _ place: String, about person: String, _ more: CallMove.Field...
    ) {
        var call = CallMove(operation, place)
        call.credential = .secret
        call.body = [.init(name: "consumerId", value: JSONNode("{\(person).consumerId}"))] + more
        call.gives = Self.gifts(operation, person, place)
        showDevice(person, &call)
        moves.append(.call(call))
    }

    private func showDevice(_ person: String, _ call: inout CallMove) {
        guard rules == .fingerprints, Self.fingerprinted.contains(call.operation) else { return }
        call.headers = [.init(name: "X-Fingerprint", value: JSONNode("fp_of_\(person)"))]
    }

    /// Lets time pass without a thought of whose token ends by it.
    mutating func spend(_ milliseconds: Int) {
        moves.append(.advance(TimeSpan(milliseconds: milliseconds).pastTheEdge))
        clock += milliseconds
    }

    /// Lets enough time pass for two moments not to be taken for each other.
    mutating func pause() { spend(pick([2, 31, 61]) * 1000) }

    /// Moves on to a moment of the story; nowhere where that is past.
    mutating func reach(_ moment: Int) {
        if moment > clock { spend(moment - clock) }
    }

    /// People of this story in some order.
    mutating func company(_ count: Int) -> [String] {
        Array(StoryWorld.people.shuffled(using: &random).prefix(count))
    }
}

// Who comes.
extension StoryTeller {
    /// Somebody comes who has never been there.
    mutating func newcomer(_ person: String, isSomebody: Bool = false) {
        forget(person)
        known.insert(person)
        visits += 1
        switch below(isSomebody ? 3 : 6) {
        case 0, 1:
            let name = chance(3) ? "Zoë Łukasiewicz" : nil
            comeByCode(person, "\(person).\(visits)@example.com", named: name)
        case 2: comeFromElsewhere(person, "subject-\(person)-\(visits)")
        default: comeAsGuest(person)
        }
    }

    mutating func comeAsGuest(_ person: String) {
        var call = CallMove("POST /auth/guest")
        call.gives = Self.gifts(call.operation, person, "")
        showDevice(person, &call)
        moves.append(.call(call))
    }

    /// Asks for a code; what shows it.
    @discardableResult
    mutating func ask(
        for person: String, at fields: [CallMove.Field], of address: String, called code: String,
        named name: String? = nil, layout: CallMove.Layout = .plain
    ) -> CallMove {
        var request = CallMove("POST /auth/otp/request")
        request.layout = layout
        request.body = fields + (name.map { [.init(name: "name", value: JSONNode($0))] } ?? [])
        request.codeTo = address
        request.codeName = "\(person).\(code)"
        moves.append(.call(request))
        var verify = CallMove("POST /auth/otp/verify")
        verify.layout = layout
        verify.body = fields + [.init(name: "code", value: JSONNode("{\(person).\(code)}"))]
        verify.gives = Self.gifts(verify.operation, person, "")
        return verify
    }

    mutating func ask(
        for person: String, at email: String, called code: String = "emailCode",
        named name: String? = nil
    ) -> CallMove {
        ask(
            for: person, at: [.init(name: "email", value: JSONNode(email))], of: email,
            called: code, named: name)
    }

    mutating func comeByCode(_ person: String, _ email: String, named name: String? = nil) {
        moves.append(.call(ask(for: person, at: email, named: name)))
    }

    /// The organization's server vouches for somebody; what shows the code of that.
    mutating func vouch(
        for person: String, _ subject: String, claims: JSONNode? = nil
    ) -> CallMove {
        var authorize = CallMove("POST /auth/external/authorize")
        authorize.credential = .secret
        authorize.body = [
            .init(name: "provider", value: "shop"),
            .init(name: "issuer", value: "https://example.com"),
            .init(name: "subject", value: JSONNode(subject)),
        ]
        if let claims { authorize.body?.append(.init(name: "claims", value: claims)) }
        authorize.gives = Self.gifts(authorize.operation, person, "")
        moves.append(.call(authorize))
        var exchange = CallMove("POST /auth/external/exchange")
        exchange.body = [.init(name: "exchangeCode", value: JSONNode("{\(person).exchangeCode}"))]
        exchange.gives = Self.gifts(exchange.operation, person, "")
        return exchange
    }

    mutating func comeFromElsewhere(_ person: String, _ subject: String, claims: JSONNode? = nil) {
        moves.append(.call(vouch(for: person, subject, claims: claims)))
    }
}

// Two of everything, bystanders, and the same once more.
extension StoryTeller {
    /// One person in two of a kind: what happens in one must not show in the other.
    mutating func pair() {
        guard let venue = venue(withTwo: true) else { return lasting() }
        let person = company(1)[0]
        newcomer(person, isSomebody: venue.isForSomebody)
        let places = Array(openPlaces(venue).shuffled(using: &random).prefix(2))
        for place in places {
            enter(venue, place, person)
            pause()
        }
        // Two admissions at once, so that what is done with one could be done with the other.
        if venue == .queue, chance(2) {
            for place in places { plainlyByServer("POST /queues/*/admit", place, about: person) }
            for (place, other) in zip(places, places.reversed()) {
                plainlyByServer(
                    "POST /queues/*/validate", place, about: person,
                    .init(name: "token", value: JSONNode("{\(person).admission.\(other)}")))
            }
        }
        look(venue, places, person)
        plainly(person, "GET /consumers/me")
        for place in places.prefix(1 + below(2)) {
            act(venue, place, person)
            look(venue, places, person)
        }
        if chance(3) {
            pause()
            for place in places { enter(venue, place, person) }
            look(venue, places, person)
        }
    }

    /// Several are in one place, one of them does something, and all of them look before and after.
    mutating func bystanders() {
        guard let venue = venue(withTwo: false) else { return lasting() }
        let people = company(3 + below(2))
        let place = pick(openPlaces(venue))
        for person in people { newcomer(person, isSomebody: venue.isForSomebody) }
        for person in people {
            enter(venue, place, person)
            if chance(2) { pause() }
        }
        if chance(2) { for person in people { look(venue, [place], person) } }
        if venue == .queue, chance(4) {
            for person in people { plainlyByServer("POST /queues/*/admit", place, about: person) }
            for person in people { validatePlainly(venue, place, person) }
        }
        for _ in 0..<(1 + below(2)) {
            act(venue, place, pick(people))
            pause()
            for person in people { look(venue, [place], person) }
        }
        if venue == .draw || venue == .auction, chance(2) { outcome(venue, place, people) }
    }

    /// Somebody goes in, out and in again, and looks each time.
    mutating func encore() {
        guard let venue = venue(withTwo: false) else { return lasting() }
        let people = company(2)
        let place = pick(openPlaces(venue))
        for person in people { newcomer(person, isSomebody: venue.isForSomebody) }
        // Somebody else is there, so that a place has a number.
        if chance(2) { enter(venue, place, people[1]) }
        for _ in 0..<(2 + below(2)) {
            enter(venue, place, people[0])
            if chance(2) { enter(venue, place, people[0]) }
            pause()
            look(venue, [place], people[0])
            act(venue, place, people[0])
            if chance(2) { act(venue, place, people[0]) }
            look(venue, [place], people[0])
        }
        if venue == .draw || venue == .auction, chance(2) {
            // Whoever has left is not drawn.
            outcome(venue, place, people)
        } else if chance(2) {
            enter(venue, place, people[1])
            look(venue, [place], people[1])
        }
    }

    /// One after the other comes to the end of a line that is longer than any other.
    mutating func line() {
        let person = company(1)[0]
        for number in 1...12 {
            comeAsGuest(person)
            plainly(person, "POST /queues/*/enter", "queue_wide")
            if number > 9, chance(2) { plainly(person, "GET /queues/*/status", "queue_wide") }
        }
    }
}
