import Testing

@testable import FanfareModel

/// What a world tells those who listen.
struct DomainEventTests {
    private var world = World(
        organizationID: "org_test", seed: 1, now: Instant(milliseconds: 1_767_225_600_000),
        wording: .plain)
    private let sequence: SequenceKey

    init() {
        let experience = world.add(ExperiencePlan(name: "Sale"))
        sequence = world.add(SequencePlan(name: "Main"), to: experience)
        world.isListenedTo = true
    }

    private mutating func kinds() -> [DomainEvent.Kind] { world.takeEvents().map(\.kind) }

    @Test mutating func `nothing is kept while nobody listens`() {
        world.isListenedTo = false
        _ = world.startGuestSession(fingerprint: nil)
        #expect(world.takeEvents().isEmpty)
        world.isListenedTo = true
        #expect(world.takeEvents().isEmpty)
    }

    @Test mutating func `what is taken out is gone`() {
        _ = world.addGuest()
        #expect(kinds() == [.consumerCreated(.guest)])
        #expect(kinds() == [])
    }

    @Test mutating func `a queue tells of entering, admission and completion, once each`() throws {
        world.add(QueuePlan(id: "queue", name: "Queue"), to: sequence)
        let guest = world.addGuest()
        for _ in 0..<2 { _ = try world.enterQueue(0, as: guest, fingerprint: nil) }
        var admission: Admission?
        for _ in 0..<2 { admission = try world.admit(guest, toQueue: 0).admission }
        let since = world.now
        _ = try world.complete(guest, inQueue: 0)
        let order = try #require(world[guest].orders.first)
        #expect(
            kinds() == [
                .consumerCreated(.guest), .entered(place: 1),
                .admitted(try #require(admission), since: since), .completed(order),
            ])
    }

    @Test mutating func `an admission that time gives and takes is told as any other`() throws {
        var plan = QueuePlan(id: "queue", name: "Queue")
        plan.admissionsPerMinute = 1
        world.add(plan, to: sequence)
        let guest = world.addGuest()
        _ = try world.enterQueue(0, as: guest, fingerprint: nil)
        world.advance(to: world.now + .seconds(3600))
        let told = kinds()
        #expect(told.count == 4)
        guard case .admitted = told[2] else {
            Issue.record("\(told)")
            return
        }
        #expect(told[3] == .denied(.admissionExpired))
    }

    @Test mutating func `denying twice is told once`() throws {
        world.add(QueuePlan(id: "queue", name: "Queue"), to: sequence)
        let guest = world.addGuest()
        _ = try world.enterQueue(0, as: guest, fingerprint: nil)
        for _ in 0..<2 { _ = try world.deny(guest, inQueue: 0, reason: .adminAction) }
        #expect(
            kinds() == [.consumerCreated(.guest), .entered(place: 1), .denied(.adminAction)])
    }

    @Test mutating func `whoever is denied after an admission lapsed is out for the reason given`()
        throws
    {
        var plan = QueuePlan(id: "queue", name: "Queue")
        plan.admissionsPerMinute = 1
        world.add(plan, to: sequence)
        let guest = world.addGuest()
        _ = try world.enterQueue(0, as: guest, fingerprint: nil)
        world.advance(to: world.now + .seconds(3600))
        let denied = try world.deny(guest, inQueue: 0, reason: .fraudDetected)
        #expect(denied.denyReason == .fraudDetected)
        #expect(kinds().last == .denied(.fraudDetected))
        let again = try world.enterQueue(0, as: guest, fingerprint: nil)
        #expect(again.denyReason == .fraudDetected)
    }

    @Test mutating func `a bid pushes out the last of those who would win, and nobody else`() throws
    {
        var plan = AuctionPlan(name: "Auction", settleAt: world.now + .seconds(60))
        plan.winnerCount = 2
        world.add(plan, to: sequence)
        let guests = (0..<3).map { _ in world.addGuest() }
        var pushedOut: [ConsumerKey?] = []
        for (turn, bidder) in [0, 1, 1, 2, 1, 0].enumerated() {
            try world.placeBid(
                Money(units: Int64(100_000 + 10_000 * turn)), in: 0, as: guests[bidder],
                fingerprint: nil)
            let told = world.takeEvents().filter {
                if case .outbid = $0.kind { true } else { false }
            }
            pushedOut.append(told.first?.consumer)
        }
        #expect(pushedOut == [nil, nil, nil, guests[0], nil, guests[2]])
    }
}
