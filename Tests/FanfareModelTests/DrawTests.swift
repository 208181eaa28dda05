import Testing

@testable import FanfareModel

struct DrawTests {
    var test = TestWorld()

    private func states(_ index: Key<Draw>, _ people: [ConsumerKey]) -> [DrawEntry.State?] {
        people.map { test.world.catalogue[index].entry(of: $0)?.state }
    }

    private mutating func entered(_ index: Key<Draw>, _ count: Int) throws -> [ConsumerKey] {
        let people = (0..<count).map { _ in test.guest() }
        for person in people { _ = try test.world.enterDraw(index, as: person, fingerprint: nil) }
        return people
    }

    private func winners(_ index: Key<Draw>, of people: [ConsumerKey]) -> [Int] {
        let draw = test.world.catalogue[index]
        return people.indices.filter { draw.entry(of: people[$0])?.win != nil }
    }

    @Test mutating func `exactly as many win as may`() throws {
        let index = test.draw(winners: 3)
        let people = try entered(index, 20)
        test.pass(.hours(1))
        #expect(winners(index, of: people).count == 3)
        #expect(states(index, people).count { $0 == .lost } == 17)
        #expect(test.world.brokenInvariants() == [])
    }

    @Test(arguments: [(0, 5), (1, 5), (5, 5), (4, 5)])
    mutating func `all win when there are no more entrants than winners`(
        _ entrants: Int, _ wins: Int
    ) throws {
        let index = test.draw(winners: wins)
        let people = try entered(index, entrants)
        test.pass(.hours(1))
        #expect(winners(index, of: people).count == entrants)
        #expect(test.world.catalogue[index].isDrawn)
    }

    @Test mutating func `nobody is drawn a millisecond early`() throws {
        let index = test.draw()
        let people = try entered(index, 1)
        #expect(test.pass(.milliseconds(3_599_999)).isEmpty)
        #expect(states(index, people) == [.entered])
        let told = test.pass(.milliseconds(1))
        #expect(told.map(\.kind) == [.drawn(entrants: 1, winners: 1), .won(place: 1)])
        #expect(told.map(\.consumer) == [nil, people[0]])
    }

    @Test func `the same seed and entrants give the same winners, whatever else went on`() throws {
        func winners(seed: UInt64, busy: Bool) throws -> [Int] {
            var suite = DrawTests(test: TestWorld(seed: seed))
            let index = suite.test.draw(winners: 5)
            var people: [ConsumerKey] = []
            for _ in 0..<100 {
                if busy { _ = suite.test.guest() }
                people += try suite.entered(index, 1)
                if busy { suite.test.pass(.seconds(7)) }
            }
            suite.test.pass(.days(1))
            return suite.winners(index, of: people)
        }
        let quiet = try winners(seed: 7, busy: false)
        #expect(quiet.count == 5)
        #expect(try winners(seed: 7, busy: true) == quiet)
        #expect(try winners(seed: 8, busy: false) != quiet)
    }

    @Test mutating func `everybody has the same chance`() throws {
        var wins = [Int](repeating: 0, count: 10)
        for _ in 0..<2000 {
            let index = test.draw(winners: 2)
            let people = (0..<10).map { _ in test.guest() }
            for person in people {
                _ = try test.world.enterDraw(index, as: person, fingerprint: nil)
            }
            test.pass(.hours(1))
            for winner in winners(index, of: people) { wins[winner] += 1 }
        }
        // 400 expected each, standard deviation 18.
        #expect(wins.allSatisfy { (310...490).contains($0) }, "\(wins)")
    }

    @Test mutating func `two draws of one world draw differently`() throws {
        let (one, other) = (test.draw(winners: 10), test.draw(winners: 10))
        let people = try entered(one, 100)
        for person in people { _ = try test.world.enterDraw(other, as: person, fingerprint: nil) }
        test.pass(.hours(1))
        #expect(winners(one, of: people) != winners(other, of: people))
    }

    @Test mutating func `a leaver frees its place, wins nothing, and may come back last`() throws {
        let index = test.draw(winners: 5) { $0.capacity = 1 }
        let (ann, ben) = (test.guest(), test.guest())
        _ = try test.world.enterDraw(index, as: ann, fingerprint: nil)
        #expect(throws: FanfareError.full(.draw)) {
            try test.world.enterDraw(index, as: ben, fingerprint: nil)
        }
        try test.world.leaveDraw(index, as: ann)
        #expect(throws: FanfareError.notParticipating(.draw)) {
            try test.world.leaveDraw(index, as: ann)
        }
        _ = try test.world.enterDraw(index, as: ben, fingerprint: nil)
        #expect(throws: FanfareError.full(.draw)) {
            try test.world.enterDraw(index, as: ann, fingerprint: nil)
        }
        test.pass(.hours(1))
        #expect(states(index, [ann]) == [.left])
        #expect(winners(index, of: [ann, ben]) == [1])
        #expect(test.world.brokenInvariants() == [])
    }

    @Test mutating func `what is drawn cannot be left`() throws {
        let index = test.draw()
        let people = try entered(index, 2)
        test.pass(.hours(1))
        for person in people {
            #expect(throws: FanfareError.closed(.draw)) {
                try test.world.leaveDraw(index, as: person)
            }
        }
    }

    @Test mutating func `the drawing ends the entering even without a closing`() throws {
        let index = test.draw()
        test.pass(.hours(1))
        #expect(throws: FanfareError.closed(.draw)) { try entered(index, 1) }
    }

    @Test mutating func `a win is good for its window, then denied, and a completed one is kept`()
        throws
    {
        let index = test.draw(winners: 3) { $0.admissionWindow = .minutes(10) }
        let people = try entered(index, 3)
        test.pass(.hours(1))
        _ = try test.world.complete(people[0], inDraw: index)
        _ = try test.world.deny(people[2], inDraw: index, reason: .fraudDetected)
        try test.world.validate(token: nil, of: people[1], inDraw: index, fingerprint: nil)
        #expect(test.pass(.milliseconds(599_999)).isEmpty)
        let told = test.pass(.milliseconds(1))
        #expect(told.map(\.kind) == [.denied(.admissionExpired)])
        #expect(told.map(\.consumer) == [people[1]])
        #expect(throws: FanfareError.admissionExpired(.draw)) {
            try test.world.validate(token: nil, of: people[1], inDraw: index, fingerprint: nil)
        }
        let entry = test.world.catalogue[index].entry(of: people[1])
        #expect(entry?.denyReason == .admissionExpired)
        #expect(test.world[people[0]].orders.map(\.distribution) == [.draw(index)])
        #expect(throws: FanfareError.alreadyCompleted(.draw)) {
            try test.world.complete(people[0], inDraw: index)
        }
    }

    @Test mutating func `a year's jump gives what small steps give`() throws {
        let index = test.draw(winners: 3)
        let people = try entered(index, 10)
        var (jumper, walker) = (test.world, test.world)
        let jumped = jumper.advance(to: test.world.now + .days(365))
        var walked: [DomainEvent] = []
        for hour in 1...(365 * 24) {
            walked += walker.advance(to: test.world.now + .hours(hour))
        }
        #expect(jumped == walked)
        for person in people {
            let (one, other) = (
                try jumper.drawStatus(index, of: person), try walker.drawStatus(index, of: person)
            )
            #expect(one.state == other.state)
            #expect(
                jumper.admission(of: one, inDraw: index)
                    == walker.admission(of: other, inDraw: index))
        }
    }

    @Test mutating func `a completed order counts against the limit of the next draw`() throws {
        var settings = Settings()
        settings.orderLimit = 1
        test = TestWorld(settings)
        let (first, second) = (test.draw(), test.draw { $0.drawAt = $0.drawAt + .hours(1) })
        let people = try entered(first, 1)
        test.pass(.hours(1))
        _ = try test.world.complete(people[0], inDraw: first)
        let entry = try test.world.enterDraw(second, as: people[0], fingerprint: nil)
        #expect(entry.state == .denied(.orderLimitExceeded, nil))
        #expect(entry.enteredAt == nil)
        #expect(test.world.catalogue[second].entrantCount == 0)
    }
}
