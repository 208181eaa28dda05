import Testing

@testable import FanfareModel

/// Strangers in queues and draws: no consumers, only counts, and yet consumers stand behind them.
struct CrowdTests {
    private func plan(
        _ size: Int, leave: Int = 0, arrivals: Int = 0
    ) -> CrowdPlan {
        var plan = CrowdPlan()
        plan.size = size
        plan.leave = leave
        plan.arrivalsPerMinute = arrivals
        return plan
    }

    private func queue(
        rate: Int? = nil, _ change: (inout QueuePlan) -> Void = { _ in }
    ) -> TestWorld {
        var test = TestWorld()
        var plan = QueuePlan(id: "queue_0", name: "Queue")
        plan.admissionsPerMinute = rate
        plan.schedule.openAt = TestWorld.start
        change(&plan)
        test.world.add(plan, to: test.sequence)
        return test
    }

    @Test func `whoever comes after strangers stands behind them, and is admitted after them`()
        throws
    {
        var test = queue(rate: 60)
        let (early, late) = (test.guest(), test.guest())
        _ = try test.world.enterQueue(0, as: early, fingerprint: nil)
        try test.world.setCrowd(plan(10), in: 0 as Key<Queue>)
        _ = try test.world.enterQueue(0, as: late, fingerprint: nil)
        #expect(test.world.position(of: early, inQueue: 0) == 1)
        #expect(test.world.position(of: late, inQueue: 0) == 12)
        let events = test.pass(.seconds(12))
        #expect(
            events.map { $0.at.milliseconds - TestWorld.start.milliseconds } == [1000, 12000])
        #expect(events.map(\.consumer) == [early, late])
        #expect(test.world.catalogue.queues[0].crowd?.admitted == 10)
        #expect(test.world.brokenInvariants() == [])
    }

    @Test func `the share that gives up in a minute is the one that was asked for`() throws {
        var test = queue()
        try test.world.setCrowd(plan(9000, leave: 30_000), in: 0 as Key<Queue>)
        test.pass(.seconds(60))
        let left = try #require(test.world.catalogue.queues[0].crowd?.left)
        #expect(abs(left - 270) < 20)
        try test.world.setCrowd(plan(9000, leave: 1_000_000), in: 0 as Key<Queue>)
        test.pass(.seconds(30))
        #expect(test.world.catalogue.queues[0].waitingCount == 4500)
        test.pass(.seconds(30))
        #expect(test.world.catalogue.queues[0].waitingCount == 0)
    }

    @Test func `who gives up stood anywhere, so that a place in the middle moves half as fast`()
        throws
    {
        var test = queue()
        try test.world.setCrowd(plan(50_000, leave: 100_000), in: 0 as Key<Queue>)
        let middle = test.guest()
        _ = try test.world.enterQueue(0, as: middle, fingerprint: nil)
        try test.world.setCrowd(plan(100_000, leave: 100_000), in: 0 as Key<Queue>)
        test.pass(.seconds(60))
        #expect(abs(test.world.catalogue.queues[0].waitingCount - 90_001) < 20)
        let position = try #require(test.world.position(of: middle, inQueue: 0))
        #expect(abs(position - 45_001) < 60)
    }

    @Test func `a line with a capacity turns away whoever finds no room, consumer or stranger`()
        throws
    {
        var test = queue { $0.capacity = 100 }
        let (first, second) = (test.guest(), test.guest())
        _ = try test.world.enterQueue(0, as: first, fingerprint: nil)
        try test.world.setCrowd(plan(98, arrivals: 60), in: 0 as Key<Queue>)
        test.pass(.seconds(5))
        let crowd = try #require(test.world.catalogue.queues[0].crowd)
        #expect((crowd.size, crowd.came, crowd.turnedAway) == (99, 99, 4))
        #expect(throws: FanfareError.full(.queue)) {
            try test.world.enterQueue(0, as: second, fingerprint: nil)
        }
        let wasThere = test.world.removeCrowd(from: .queue(0))
        #expect(wasThere)
        _ = try test.world.enterQueue(0, as: second, fingerprint: nil)
        #expect(test.world.position(of: second, inQueue: 0) == 2)
    }

    @Test func `a crowd comes when its queue opens, and nobody comes after it closes`() throws {
        var test = queue {
            $0.schedule.openAt = TestWorld.start + .seconds(10)
            $0.schedule.closeAt = TestWorld.start + .seconds(20)
        }
        try test.world.setCrowd(plan(7, arrivals: 60), in: 0 as Key<Queue>)
        test.pass(.milliseconds(9_999))
        #expect(test.world.catalogue.queues[0].waitingCount == 0)
        test.pass(.milliseconds(1))
        #expect(test.world.catalogue.queues[0].waitingCount == 7)
        test.pass(.hours(1))
        #expect(test.world.catalogue.queues[0].waitingCount == 16)
        #expect(throws: FanfareError.closed(.queue)) {
            try test.world.setCrowd(plan(9), in: 0 as Key<Queue>)
        }
    }

    @Test func `a month after the last order nobody comes any more, however far the clock leaps`()
        throws
    {
        var test = queue()
        try test.world.setCrowd(plan(5, arrivals: 1), in: 0 as Key<Queue>)
        test.world.advance(to: .latest)
        #expect(test.world.catalogue.queues[0].waitingCount == 5 + 31 * 24 * 60)
    }

    @Test func `the next thing that falls due is the turn of whoever stands behind strangers`()
        throws
    {
        var test = queue(rate: 60)
        try test.world.setCrowd(plan(1000, arrivals: 60), in: 0 as Key<Queue>)
        let guest = test.guest()
        _ = try test.world.enterQueue(0, as: guest, fingerprint: nil)
        #expect(test.world.nextDue == TestWorld.start + .seconds(1001))
        test.pass(.seconds(10))
        #expect(test.world.position(of: guest, inQueue: 0) == 991)
        #expect(test.world.nextDue == TestWorld.start + .seconds(1001))
        #expect(test.pass(.seconds(991)).map(\.consumer) == [guest])
    }

    @Test func `many crowds cost what they do, not what they are`() throws {
        var test = TestWorld()
        for index in 0..<60 {
            var plan = QueuePlan(id: "queue_\(index)", name: "Queue")
            plan.admissionsPerMinute = 6000
            test.world.add(plan, to: test.sequence)
            let key = Key<Queue>(at: index)
            try test.world.setCrowd(self.plan(1_000_000, arrivals: 6000), in: key)
            _ = try test.world.enterQueue(key, as: test.guest(), fingerprint: nil)
        }
        let (events, isDone) = test.world.advance(
            to: TestWorld.start + .minutes(10), within: 60 * 600 / 10)
        #expect(isDone)
        #expect(events == [])
        #expect(test.world.position(of: 0, inQueue: 0) == 1_000_001 - 60_000)
    }

    @Test func `crowds that were written and read stand in the order in which they came`() throws {
        var test = queue(rate: 60)
        let draw = test.draw(winners: 1)
        try test.world.setCrowd(plan(3), in: draw)
        try test.world.setCrowd(plan(3), in: 0 as Key<Queue>)
        var writer = StateWriter(.organization)
        test.world.write(to: &writer)
        var reader = try StateReader(writer.sealed(), .organization)
        let twin = try World(from: &reader, organizationID: "org_test", wording: .plain)
        #expect(twin.crowded == [.draw(draw), .queue(0)])
    }

    @Test func `who found no room is counted since the crowd was last told to be otherwise`() throws
    {
        var test = queue { $0.capacity = 10 }
        try test.world.setCrowd(plan(30), in: 0 as Key<Queue>)
        #expect(test.world.catalogue.queues[0].crowd?.turnedAway == 20)
        try test.world.setCrowd(plan(5), in: 0 as Key<Queue>)
        #expect(test.world.catalogue.queues[0].crowd?.turnedAway == 0)
    }

    @Test func `out of turn, the next are strangers as long as they stand first`() throws {
        var test = queue()
        try test.world.setCrowd(plan(3), in: 0 as Key<Queue>)
        let guest = test.guest()
        _ = try test.world.enterQueue(0, as: guest, fingerprint: nil)
        let two = try test.world.admitNext(2, toQueue: 0)
        #expect((two.places.count, two.strangers) == (0, 2))
        let rest = try test.world.admitNext(9, toQueue: 0)
        #expect(rest.places.map(\.consumer) == [guest])
        #expect(rest.strangers == 1)
    }

    @Test func `a queue without a rate keeps its crowd, and one that shrinks loses the last`()
        throws
    {
        var test = queue()
        try test.world.setCrowd(plan(5), in: 0 as Key<Queue>)
        let guest = test.guest()
        _ = try test.world.enterQueue(0, as: guest, fingerprint: nil)
        try test.world.setCrowd(plan(9), in: 0 as Key<Queue>)
        #expect(test.pass(.days(40)) == [])
        #expect(test.world.catalogue.queues[0].waitingCount == 10)
        try test.world.setCrowd(plan(5), in: 0 as Key<Queue>)
        #expect(test.world.position(of: guest, inQueue: 0) == 6)
        try test.world.setCrowd(plan(2), in: 0 as Key<Queue>)
        #expect(test.world.position(of: guest, inQueue: 0) == 3)
    }

    @Test func `the chance to win against strangers is real`() throws {
        var wins = 0
        for seed in 1...2000 as ClosedRange<UInt64> {
            var test = TestWorld(seed: seed)
            let draw = test.draw(winners: 3)
            try test.world.setCrowd(plan(29), in: draw)
            let guest = test.guest()
            _ = try test.world.enterDraw(draw, as: guest, fingerprint: nil)
            let events = test.pass(.hours(1))
            #expect(events.first?.kind == .drawn(entrants: 30, winners: 3))
            #expect(test.world.brokenInvariants() == [])
            let entry = try test.world.drawStatus(draw, of: guest)
            guard entry.win != nil else { continue }
            wins += 1
            #expect(test.world.catalogue[draw].crowd?.admitted == 2)
        }
        // One in ten, give or take three standard deviations.
        #expect(abs(wins - 200) < 40)
    }

    @Test func `a draw of strangers alone, and one that all win`() throws {
        var test = TestWorld()
        let (alone, all) = (test.draw(winners: 5), test.draw(winners: 5))
        try test.world.setCrowd(plan(1_000_000, leave: 10_000, arrivals: 60), in: alone)
        try test.world.setCrowd(plan(2), in: all)
        let guest = test.guest()
        _ = try test.world.enterDraw(all, as: guest, fingerprint: nil)
        test.pass(.hours(1))
        #expect(test.world.catalogue[alone].crowd?.admitted == 5)
        #expect(test.world.catalogue[all].crowd?.admitted == 2)
        #expect(try test.world.drawStatus(all, of: guest).win != nil)
        let entrants = test.world.catalogue[alone].entrantCount
        test.pass(.days(1))
        #expect(test.world.catalogue[alone].entrantCount == entrants)
        #expect(test.world.brokenInvariants() == [])
    }
}
