import Testing

@testable import FanfareModel

/// Guests who bid by themselves.
struct BotTests {
    private func amounts(_ events: [DomainEvent]) -> [Int64] {
        events.compactMap { event in
            if case .bidPlaced(_, let amount, _) = event.kind { amount.units } else { nil }
        }
    }

    @Test func `bots outbid each other by the step, one at a beat, up to the limit`() throws {
        var test = TestWorld()
        let auction = test.auction()
        try test.world.setBots(
            BotsPlan(count: 5, limit: Money(units: 50_000), step: Money(units: 15_000)),
            in: auction)
        let events = test.pass(.minutes(10))
        #expect(amounts(events) == [10_000, 25_000, 40_000, 50_000])
        let bids = test.world.catalogue[auction].bids
        #expect(
            bids.map { $0.placedAt.seconds - TestWorld.start.seconds } == [10, 20, 30, 40])
        #expect(zip(bids, bids.dropFirst()).allSatisfy { $0.bidder != $1.bidder })
        #expect(test.world.catalogue[auction].bots?.bidCount == 4)
        #expect(test.world.nextDue == test.world.catalogue[auction].settleAt)
    }

    @Test func `one bot answers whoever outbids it, and tells of that as every bid does`() throws {
        var test = TestWorld()
        test.world.isListenedTo = true
        let (auction, guest) = (test.auction(), test.guest())
        try test.world.setBots(
            BotsPlan(count: 1, limit: Money(units: 30_000), every: .seconds(5)), in: auction)
        test.pass(.minutes(1))
        #expect(test.world.catalogue[auction].bidCount == 1)
        try test.world.placeBid(
            Money(units: 11_000), in: auction, as: guest, fingerprint: nil)
        _ = test.world.takeEvents()
        let told = test.pass(.seconds(5))
        #expect(amounts(told) == [12_000])
        #expect(
            told.last?.kind == .outbid(Money(units: 11_000), by: Money(units: 12_000)))
        #expect(told.last?.consumer == guest)
        #expect(test.world.takeEvents() == told)
        #expect(test.world.catalogue[auction].standing(of: guest) == .outbid)
        try test.world.placeBid(
            Money(units: 29_500), in: auction, as: guest, fingerprint: nil)
        #expect(amounts(test.pass(.minutes(5))) == [])
        #expect(test.world.catalogue[auction].standing(of: guest) == .winning)
        #expect(test.world.brokenInvariants() == [])
    }

    @Test func `as many bots as win are content, and those sent away bid no more`() throws {
        var test = TestWorld()
        let auction = test.auction(winners: 2)
        try test.world.setBots(BotsPlan(count: 2, limit: Money(units: 90_000)), in: auction)
        #expect(amounts(test.pass(.minutes(5))) == [10_000, 11_000])
        let bots = test.world.catalogue[auction].bids.map {
            test.world.catalogue[auction].bidder(of: $0).consumer
        }
        let wasThere = test.world.removeCrowd(from: .auction(auction))
        #expect(wasThere)
        #expect(bots.allSatisfy { test.world[$0].isBot })
        try test.world.placeBid(
            Money(units: 12_000), in: auction, as: test.guest(), fingerprint: nil)
        #expect(amounts(test.pass(.minutes(5))) == [])
    }

    @Test func `where guests may not bid and devices must be named, bots bid all the same`() throws
    {
        var settings = Settings()
        settings.leeway.insert(.guestsMayNotBid)
        settings.requiresFingerprint = true
        var test = TestWorld(settings)
        let auction = test.auction()
        try test.world.setBots(BotsPlan(count: 1, limit: Money(units: 90_000)), in: auction)
        #expect(amounts(test.pass(.minutes(5))) == [10_000])
    }
}
