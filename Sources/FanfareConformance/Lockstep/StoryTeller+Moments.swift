import JSONTree

/// Moments: just before and just after what is said of time, and long after what is said of nothing.
extension StoryTeller {
    /// Goes to just before a moment at which something changes, and on to just after it, asking all along.
    mutating func brink() {
        let next = Self.moments.filter { $0.minutes * 60_000 - 5000 > clock }
        guard let soonest = next.map(\.minutes).min() else { return lasting() }
        let limit = chance(2) ? Int.max : soonest
        let (minutes, venue, place) = pick(next.filter { $0.minutes <= limit })
        let people = company(3)
        let moment = minutes * 60_000
        // Whoever will be asked about takes part as soon as that can be.
        reach((venue.places.first { $0.name == place }?.opens ?? 0) * 60_000 + 61_000)
        for person in people { newcomer(person, isSomebody: venue.isForSomebody) }
        let isOpen = openPlaces(venue).contains(place)
        if isOpen { for person in people.prefix(2) { enter(venue, place, person) } }
        if moment - clock > 50 * 60_000 {
            reach(moment - 60_000)
            for person in people { refreshPlainly(person) }
        }
        for distance in [-4000, -2500, -1000, -500, 0, 1000, 1500, 3000] {
            if distance != -500, distance != 0, chance(2) { continue }
            reach(moment + distance)
            if venue != .appointment, venue == .release || chance(2) {
                enter(venue, place, people[2])
            }
            for person in people.prefix(1 + below(2)) {
                for look in venue.looks.prefix(3) where chance(2) { plainly(person, look, place) }
            }
            plainly(people[0], venue.looks[venue.looks.count - 1], place)
        }
        if isOpen, venue == .draw || venue == .auction { outcome(venue, place, people) }
    }

    /// When something opens, closes, is drawn, settled or begins, in minutes of the story.
    private static let moments: [(minutes: Int, venue: Venue, place: String)] =
        Venue.allCases.flatMap { venue in
            venue.places.filter { venue != .appointment && ($0.opens > 0 || $0.closes < 24 * 60) }
                .flatMap { place in
                    [place.opens, place.closes].filter { $0 > 0 && $0 < 24 * 60 }
                        .map { ($0, venue, place.name) }
                }
        } + [
            (120, .draw, "draw_late"), (60, .draw, "draw_small"), (60, .auction, "auction_two"),
            (30, .appointment, "appointment_one"), (120, .appointment, "appointment_two"),
            (25 * 60, .appointment, "appointment_one"), (60, .release, "release_later"),
        ]

    /// What has no end said of it goes on: places, entries, bids, sessions.
    mutating func lasting() {
        let people = company(2)
        for person in people { newcomer(person, isSomebody: true) }
        var taken: [(Venue, String)] = []
        for venue in Venue.allCases.shuffled(using: &random).prefix(4) {
            guard let place = openPlaces(venue).randomElement(using: &random) else { continue }
            taken.append((venue, place))
            for person in people { enter(venue, place, person) }
        }
        for (venue, place) in taken { look(venue, [place], people[0]) }
        for span in [pick([11, 16, 31]), pick([31, 45]), pick([25 * 60, 61, 31])] {
            spend(span * 60_000)
            for person in people {
                if span > 30 { refreshPlainly(person) }
                for (venue, place) in taken { look(venue, [place], person) }
            }
            if chance(2) { return }
        }
    }

    /// What is over is shown as over, to anybody: one of each kind.
    mutating func lookBack() {
        for venue in Venue.allCases where venue != .appointment {
            let over = venue.places.filter { $0.closes < clock / 60_000 }
            guard let place = over.randomElement(using: &random) else { continue }
            moves.append(.call(CallMove(venue.looks[venue.looks.count - 1], place.name)))
        }
    }

    /// Everything that a token or a code is good for ends when it should, however it was come by.
    mutating func lifetimes() {
        let person = company(1)[0]
        newcomer(person)
        if chance(2) { refreshPlainly(person) }
        if chance(2) {
            for span in [pick([5 * 60, 59 * 60 - 1]), 59] where chance(2) {
                spend(span * 1000)
                plainly(person, "GET /consumers/me")
            }
            reach(clock + pick([3_599_500, 3_600_000, 3_600_500, 3_601_500, 7_200_000]))
            plainly(person, "GET /consumers/me")
        }
        let day = 24 * 3_600_000
        spend(pick([day + 3_600_000, 8 * day, 29 * day, 30 * day - 1000, 30 * day, 31 * day]))
        refreshPlainly(person)
        plainly(person, "GET /consumers/me")
    }

    /// An access token to the second of its hour, of whoever came in whatever way.
    mutating func ending() {
        let people = company(3)
        let begin = clock
        for person in people {
            newcomer(person)
            if chance(2) { refreshPlainly(person) }
        }
        for moment in [300_500, 1_200_000, 3_540_500, 3_599_000, 3_600_000, 3_600_500, 3_601_500]
        where chance(2) {
            reach(begin + moment)
            for person in people { plainly(person, "GET /consumers/me") }
        }
    }

    /// As many calls as a minute takes, and one more; in the next minute as many again.
    mutating func burst() {
        let person = company(1)[0]
        let isOfCodes = !chance(6)
        func repeated(_ teller: inout StoryTeller, _ count: Int) {
            for _ in 0..<count {
                if isOfCodes {
                    _ = teller.ask(for: person, at: "\(person)@example.com")
                } else {
                    _ = teller.vouch(for: person, "subject-\(person)")
                }
            }
        }
        repeated(&self, isOfCodes ? 11 : 101)
        if chance(2) {
            _ =
                isOfCodes
                ? vouch(for: person, "subject-\(person)") : ask(for: person, at: "a@example.com")
        }
        var elsewhere = CallMove("POST /auth/otp/request")
        elsewhere.isElsewhere = true
        elsewhere.body = [.init(name: "email", value: JSONNode("\(person)@example.com"))]
        if chance(2) { moves.append(.call(elsewhere)) }
        if chance(2) {
            spend(2000)
            repeated(&self, 1)
        }
        spend(61_000)
        repeated(&self, 1)
    }
}
