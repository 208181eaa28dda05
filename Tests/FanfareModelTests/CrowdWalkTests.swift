import Testing

@testable import FanfareModel

/// Crowds among consumers at random: slow twins, invariants, and time in one leap or in many steps.
struct CrowdWalkTests {
    /// Everybody in line written down one by one: a ticket, or -1 for a stranger.
    private struct SlowLine {
        var all: [Int32] = []
        var tickets: Int32 = 0

        func ahead(of ticket: Int32) -> Int {
            all.prefix { $0 != ticket }.count { $0 < 0 }
        }

        var strangers: [Int] { all.indices.filter { all[$0] < 0 } }

        mutating func remove(_ places: [Int]) {
            let all = strangers
            for place in places.sorted().reversed() { self.all.remove(at: all[place]) }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `counts by ticket say what a list of everybody says`(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed, stream: "line")
        var (line, slow) = (StrangerLine(), SlowLine())
        for step in 0..<200 {
            let number = chance.below(30)
            let going = min(number, line.count)
            switch chance.below(6) {
            case 0, 1:
                line.join(number)
                slow.all += Array(repeating: -1, count: number)
            case 2, 3:
                line.ticketDrawn()
                slow.all.append(slow.tickets)
                slow.tickets += 1
            case 4 where chance.below(2) == 0:
                line.takeFirst(number)
                slow.remove(Array(0..<going))
            case 4:
                let count = line.count
                line.takeLast(number)
                slow.remove(Array(count - going..<count))
            default:
                var twin = chance
                let count = line.count
                _ = line.takeAnywhere(going, by: &chance)
                if going > 0 {
                    let first = twin.below(count)
                    slow.remove((0..<going).map { (first + $0 * count) / going })
                }
            }
            #expect(line.isSound)
            #expect(line.count == slow.strangers.count)
            for ticket in 0..<slow.tickets {
                #expect(line.ahead(of: ticket) == slow.ahead(of: ticket), "step \(step)")
            }
        }
    }

    /// Three distributions with crowds, guests who come and go, and time that passes between.
    private struct Walk {
        var test: TestWorld
        var events: [DomainEvent] = []
        private var chance: SeededGenerator
        private var people: [ConsumerKey] = []

        init(seed: UInt64) throws {
            test = TestWorld(seed: seed)
            chance = SeededGenerator(seed: seed, stream: "crowds")
            for (index, rate) in [90, 7, 60_000].enumerated() {
                var plan = QueuePlan(id: "queue_\(index)", name: "Queue")
                plan.admissionsPerMinute = rate
                plan.admissionWindow = .seconds(45)
                plan.capacity = index == 0 ? 60 : nil
                plan.schedule.closeAt = TestWorld.start + .hours(3)
                test.world.add(plan, to: test.sequence)
            }
            _ = test.draw(winners: 4)
            _ = test.auction(winners: 2)
            for _ in 0..<12 { people.append(test.guest()) }
        }

        /// Something happens; then time passes, in as many pieces as are asked for.
        mutating func step(pieces: Int) throws {
            let person = people[chance.below(people.count)]
            let queue = Key<Queue>(at: chance.below(3))
            switch chance.below(12) {
            case 0..<4: _ = try? test.world.enterQueue(queue, as: person, fingerprint: nil)
            case 4: _ = try? test.world.leaveQueue(queue, as: person)
            case 5: _ = try? test.world.admitNext(2, toQueue: queue)
            case 6:
                var plan = CrowdPlan()
                plan.size = chance.below(80)
                plan.leave = chance.below(200_000)
                plan.arrivalsPerMinute = chance.below(200)
                try? test.world.setCrowd(plan, in: queue)
            case 7: _ = chance.below(4) == 0 && test.world.removeCrowd(from: .queue(queue))
            case 8:
                var plan = CrowdPlan()
                plan.arrivalsPerMinute = chance.below(100)
                plan.leave = chance.below(50_000)
                try? test.world.setCrowd(plan, in: 0 as Key<Draw>)
                _ = try? test.world.enterDraw(0, as: person, fingerprint: nil)
            case 9:
                let plan = BotsPlan(
                    count: chance.below(4), limit: Money(units: Int64(chance.below(90_000))),
                    every: .milliseconds(1000 + chance.below(30_000)))
                try? test.world.setBots(plan, in: 0)
            case 10:
                let highest = test.world.catalogue.auctions[0].highestBid?.amount
                try? test.world.placeBid(
                    (highest ?? Money(units: 9000)) + Money(units: 1000), in: 0, as: person,
                    fingerprint: nil)
            default: break
            }
            let end = test.world.now + .milliseconds(chance.below(90_000))
            let length = (end - test.world.now).inMilliseconds
            for piece in 1...Int64(pieces) {
                let now = end.milliseconds - length + length * piece / Int64(pieces)
                events += test.world.advance(to: Instant(milliseconds: now))
            }
        }

        var bytes: [UInt8] {
            var writer = StateWriter(.organization)
            test.world.write(to: &writer)
            return writer.sealed()
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `a leap of the clock comes to what many small steps come to, and no rule breaks`(
        _ seed: UInt64
    ) throws {
        var (leaping, stepping) = (try Walk(seed: seed), try Walk(seed: seed))
        for step in 0..<120 {
            try leaping.step(pieces: 1)
            try stepping.step(pieces: 37)
            #expect(leaping.test.world.brokenInvariants() == [], "step \(step)")
            #expect(leaping.events == stepping.events, "step \(step)")
            guard leaping.bytes == stepping.bytes else {
                Issue.record("the worlds differ after step \(step)")
                return
            }
        }
        #expect(leaping.events.contains { if case .admitted = $0.kind { true } else { false } })
    }

    @Test func `a world that is written and read goes on as it would have`() throws {
        var walk = try Walk(seed: 5)
        for _ in 0..<60 { try walk.step(pieces: 1) }
        var reader = try StateReader(walk.bytes, .organization)
        var twin = walk
        twin.test.world = try World(
            from: &reader, organizationID: "org_test", wording: .plain)
        #expect(twin.bytes == walk.bytes)
        for _ in 0..<60 {
            try walk.step(pieces: 1)
            try twin.step(pieces: 3)
        }
        #expect(twin.bytes == walk.bytes)
    }
}
