import JSONTree

/// What people take part in, by its kind.
enum Venue: CaseIterable {
    case queue, draw, auction, release, appointment, waitlist, experience

    /// Whether only those who have an identity may take part.
    var isForSomebody: Bool { self == .auction || self == .appointment }

    /// What its calls begin with.
    var path: String {
        switch self {
        case .queue: "/queues/*"
        case .draw: "/draws/*"
        case .auction: "/auctions/*"
        case .release: "/timed-releases/*"
        case .appointment: "/appointments/*"
        case .waitlist: "/waitlists/*"
        case .experience: "/experiences/*"
        }
    }

    /// The calls that show it, to one who takes part first.
    var looks: [String] {
        switch self {
        case .queue, .draw, .release: ["GET \(path)/status", "GET \(path)"]
        case .auction:
            [
                "GET \(path)/status", "GET \(path)/bids/history", "GET \(path)/bids",
                "GET \(path)/highest-bid", "GET \(path)",
            ]
        case .appointment: ["GET \(path)/slots", "GET \(path)"]
        case .waitlist: ["GET \(path)/status"]
        case .experience: ["GET \(path)"]
        }
    }

    /// The call that ends taking part, nil for none.
    var leaving: String? {
        switch self {
        case .queue, .draw, .release, .waitlist: "POST \(path)/leave"
        case .appointment: "DELETE \(path)/cancel"
        case .experience: "DELETE \(path)/leave"
        case .auction: nil
        }
    }

    /// The places of the kind, and from when until when each is open, in minutes of the story.
    var places: [(name: String, opens: Int, closes: Int)] {
        let ever = Int.max
        return switch self {
        case .queue:
            [
                ("queue_wide", 0, ever), ("queue_two", 0, ever), ("queue_rate", 0, ever),
                ("queue_later", 10, 60),
            ]
        case .draw:
            [
                ("draw_soon", 0, 20), ("draw_luck", 0, 20), ("draw_late", 0, 30),
                ("draw_small", 10, 60),
            ]
        case .auction: [("auction_one", 0, 20), ("auction_two", 10, 50)]
        case .release: [("release_one", 0, ever), ("release_later", 10, 60)]
        case .appointment: [("appointment_one", 0, 24 * 60), ("appointment_two", 0, 110)]
        case .waitlist: [("waitlist_one", 0, ever), ("waitlist_two", 0, ever)]
        case .experience: [("exp_one", 0, ever), ("exp_two", 0, ever)]
        }
    }

    /// When two of the kind are open at once, in minutes of the story.
    var pairs: Int { self == .auction || self == .release ? 10 : 0 }
}

extension StoryTeller {
    /// A kind of which something is open, or will be two at once.
    mutating func venue(withTwo: Bool) -> Venue? {
        // Most is said of queues, and much of draws and auctions.
        let venues = Venue.allCases + [.queue, .queue, .draw, .auction]
        for venue in venues.shuffled(using: &random) {
            if withTwo, clock < venue.pairs * 60_000 { reach(venue.pairs * 60_000) }
            if openPlaces(venue).count > (withTwo ? 1 : 0) { return venue }
        }
        return nil
    }

    /// What of a kind is open, and for some minutes yet.
    func openPlaces(_ venue: Venue) -> [String] {
        let minute = clock / 60_000
        return venue.places.filter { $0.opens <= minute && minute + 5 < $0.closes }.map(\.name)
    }

    mutating func enter(_ venue: Venue, _ place: String, _ person: String) {
        switch venue {
        case .auction: offer(place, person)
        case .appointment:
            let slots = place == "appointment_two" ? ["slot_other"] : ["slot_single", "slot_wide"]
            plainly(
                person, "POST \(venue.path)/book", place,
                body: [.init(name: "slotId", value: JSONNode(pick(slots)))])
        case .release where chance(3):
            plainly(
                person, "POST \(venue.path)/enter", place,
                body: [.init(name: "variantId", value: "Variant-Blue")])
        default: plainly(person, "POST \(venue.path)/enter", place)
        }
        if !(inside[place] ?? []).contains(person) { inside[place, default: []].append(person) }
    }

    /// Bids more than anybody has, mostly.
    mutating func offer(_ auction: String, _ person: String) {
        let (least, step) = auction == "auction_one" ? (100, 10) : (50, 5)
        let highest = offers[auction]
        var amount = highest.map { $0 + step * pick([1, 1, 2, 5]) } ?? least
        // Less than what was bid, or less than a step more.
        let isTooLow = highest != nil && chance(6)
        if isTooLow { amount = (highest ?? 0) + pick([-step, 0, step - 1]) }
        // Amounts of more digits, in another spelling, of which as numbers the greater is the greater.
        if !isTooLow, chance(8) { amount = amount * 10 + 20_000_001 }
        if !isTooLow { offers[auction] = amount }
        let text = chance(8) ? pick(["\(amount).5", "\(amount).00", "\(amount)e0"]) : "\(amount)"
        if !isTooLow, text.hasSuffix(".5") { offers[auction] = amount + 1 }
        plainly(
            person, "POST /auctions/*/bid", auction,
            body: [.init(name: "amount", value: JSONNode(.number(JSONNumber(text: text))))])
    }

    /// Does something about one who takes part.
    mutating func act(_ venue: Venue, _ place: String, _ person: String) {
        switch venue {
        case .auction: return offer(place, person)
        case .queue:
            switch below(8) {
            case 0, 1: plainly(person, "POST /queues/*/leave", place)
            case 2, 3: plainlyByServer("POST /queues/*/admit", place, about: person)
            case 4: denyPlainly("POST /queues/*/deny", place, person)
            case 5, 6: goThrough(place, person)
            default: validatePlainly(venue, place, person)
            }
        case .draw where chance(4): denyPlainly("POST /draws/*/deny", place, person)
        case .release where chance(2):
            plainlyByServer("POST /timed-releases/*/complete", place, about: person)
        default: if let leaving = venue.leaving { plainly(person, leaving, place) }
        }
    }

    /// Admission, its proof and what it was for.
    private mutating func goThrough(_ queue: String, _ person: String) {
        plainlyByServer("POST /queues/*/admit", queue, about: person)
        if chance(2) { pause() }
        if chance(2) { validatePlainly(.queue, queue, person) }
        plainlyByServer("POST /queues/*/complete", queue, about: person)
    }

    private mutating func denyPlainly(_ operation: String, _ place: String, _ person: String) {
        plainlyByServer(
            operation, place, about: person, .init(name: "reason", value: "ADMIN_ACTION"))
    }

    /// Shows what somebody holds: the newest admission, the one before it, or what is none.
    mutating func validatePlainly(_ venue: Venue, _ place: String, _ person: String) {
        func validate(_ token: String) {
            plainlyByServer(
                "POST \(venue.path)/validate", place, about: person,
                .init(name: "token", value: JSONNode(token)))
        }
        if chance(4) { validate("{\(person).accessToken}") }
        if chance(3) { validate("{\(person).admission.\(place)_1}") }
        if chance(3) { validate("{\(pick(StoryWorld.people)).admission.\(place)}") }
        if venue == .queue, chance(3) {
            validate("{\(person).admission.\(pick(StoryWorld.queues))}")
        }
        validate("{\(person).admission.\(place)}")
    }

    /// Looks at what somebody takes part in, and at the list of everything.
    mutating func look(_ venue: Venue, _ places: [String], _ person: String) {
        for place in places {
            for (index, look) in venue.looks.enumerated() where index == 0 || chance(3) {
                plainly(person, look, place)
            }
        }
        if chance(2) { plainly(person, "GET /consumers/me") }
    }

    /// Waits until it is known who has won, and asks and uses it, twice.
    mutating func outcome(_ venue: Venue, _ place: String, _ people: [String]) {
        let minutes = [
            "draw_soon": 20, "draw_luck": 20, "draw_late": 120, "draw_small": 60,
            "auction_one": 20, "auction_two": 60,
        ]
        reach((minutes[place] ?? 0) * 60_000)
        if clock >= 3_600_000 {
            for person in people { refreshPlainly(person) }
        }
        for person in people { plainly(person, "GET \(venue.path)/status", place) }
        for person in people { validatePlainly(venue, place, person) }
        if chance(2) {
            plainlyByServer("POST \(venue.path)/complete", place, about: pick(people))
        }
        pause()
        for person in people { look(venue, [place], person) }
    }

    mutating func refreshPlainly(_ person: String, _ age: String = "") {
        var call = CallMove("POST /auth/refresh")
        call.body = [
            .init(name: "refreshToken", value: JSONNode("{\(person).refreshToken\(age)}"))
        ]
        call.gives = Self.gifts(call.operation, person, "")
        moves.append(.call(call))
    }
}
