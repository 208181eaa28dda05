@testable public import FanfareModel

/// A world with one sequence, and what most tests of the model begin with.
struct TestWorld {
    static let start = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01T00:00:00Z

    var world: World
    let sequence: SequenceKey

    init(seed: UInt64 = 1, _ settings: Settings = Settings()) {
        world = World(
            organizationID: "org_test", settings: settings, seed: seed, now: Self.start,
            wording: .plain)
        let experience = world.add(ExperiencePlan(id: "exp_main", name: "Main"))
        sequence = world.add(SequencePlan(id: "seq_main", name: "Main"), to: experience)
    }

    /// A new guest, who has no session, because signing tokens takes longer than most tests.
    mutating func guest() -> ConsumerKey { world.addGuest() }

    /// Adds a draw that is open and drawn in an hour.
    mutating func draw(
        winners: Int = 1, _ change: (inout DrawPlan) -> Void = { _ in }
    ) -> Key<Draw> {
        var plan = DrawPlan(
            id: "draw_\(world.catalogue.draws.count)", name: "Draw",
            drawAt: world.now + .hours(1), winnerCount: winners)
        change(&plan)
        world.add(plan, to: sequence)
        return Key(at: world.catalogue.draws.count - 1)
    }

    /// Adds an auction that is open and settled in an hour, from 100 in steps of 10.
    mutating func auction(
        winners: Int = 1, _ change: (inout AuctionPlan) -> Void = { _ in }
    ) -> Key<Auction> {
        var plan = AuctionPlan(
            id: "auction_\(world.catalogue.auctions.count)", name: "Auction",
            settleAt: world.now + .hours(1))
        plan.startingPrice = Money(units: 10000)
        plan.minimumBidIncrement = Money(units: 1000)
        plan.winnerCount = winners
        change(&plan)
        world.add(plan, to: sequence)
        return Key(at: world.catalogue.auctions.count - 1)
    }

    @discardableResult
    mutating func pass(_ duration: Duration) -> [DomainEvent] {
        world.advance(to: world.now + duration)
    }

    /// Lets something be done, and says how it was refused otherwise than expected.
    mutating func complaint(
        _ name: String, _ expected: FanfareError?, _ act: (inout World) throws -> Void
    ) -> String? {
        var actual: (any Error)?
        do { try act(&world) } catch { actual = error }
        guard actual as? FanfareError != expected else { return nil }
        return "\(name): \(String(describing: actual)), not \(String(describing: expected))"
    }
}

/// Tests name things by their place.
extension Key: ExpressibleByIntegerLiteral {
    /// The key of the thing at a place.
    public init(integerLiteral place: Int) { self.init(at: place) }
}
