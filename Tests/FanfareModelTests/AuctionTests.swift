import Testing

@testable import FanfareModel

struct AuctionTests {
    var test = TestWorld()

    private mutating func bid(_ amount: Int64, _ index: Key<Auction>, _ person: ConsumerKey) throws
    {
        try test.world.placeBid(
            Money(units: amount * 100), in: index, as: person, fingerprint: nil)
    }

    private func standings(_ index: Key<Auction>, _ people: [ConsumerKey]) -> [BidderStanding] {
        people.map { test.world.catalogue[index].standing(of: $0) }
    }

    @Test mutating func `the first bid meets the starting price`() throws {
        let (index, ann) = (test.auction(), test.guest())
        #expect(throws: FanfareError.bidTooLow) { try bid(99, index, ann) }
        #expect(test.world[ann].holdings == [])
        try bid(100, index, ann)
        #expect(standings(index, [ann]) == [.winning])
    }

    @Test mutating func `a bid exceeds the highest, and by the increment, one's own too`() throws {
        let (index, ann, ben) = (test.auction(), test.guest(), test.guest())
        try bid(100, index, ann)
        #expect(throws: FanfareError.bidTooLow) { try bid(100, index, ben) }
        #expect(throws: FanfareError.bidTooLow) { try bid(50, index, ann) }
        #expect(throws: FanfareError.bidBelowIncrement) { try bid(109, index, ben) }
        #expect(throws: FanfareError.bidBelowIncrement) { try bid(109, index, ann) }
        try bid(110, index, ann)
        try bid(120, index, ben)
        #expect(standings(index, [ann, ben, test.guest()]) == [.outbid, .winning, .active])
        #expect(test.world.brokenInvariants() == [])
    }

    @Test mutating func `a bid within the winning places but not the best is active`() throws {
        let index = test.auction(winners: 2)
        let people = (0..<3).map { _ in test.guest() }
        for (step, person) in people.enumerated() { try bid(100 + 10 * Int64(step), index, person) }
        #expect(standings(index, people) == [.outbid, .active, .winning])
        try bid(200, index, people[0])
        #expect(standings(index, people) == [.winning, .outbid, .active])
    }

    @Test mutating func `the best bids of different consumers win`() throws {
        let index = test.auction(winners: 2)
        let people = (0..<3).map { _ in test.guest() }
        for amount in [100, 110, 120] as [Int64] { try bid(amount, index, people[0]) }
        try bid(130, index, people[1])
        for amount in [140, 150, 160] as [Int64] { try bid(amount, index, people[2]) }
        let told = test.pass(.hours(1))
        #expect(told.map(\.kind) == [.settled, .won(place: 1), .won(place: 2), .lost])
        #expect(told.map(\.consumer) == [nil, people[2], people[1], people[0]])
        #expect(standings(index, people) == [.lost, .won, .won])
        #expect(test.world.brokenInvariants() == [])
    }

    @Test(arguments: [(499, false), (500, true), (501, true)])
    mutating func `nobody wins below the reserve price`(_ amount: Int64, _ wins: Bool) throws {
        let index = test.auction(winners: 2) { $0.reservePrice = Money(units: 50000) }
        let (ann, ben) = (test.guest(), test.guest())
        try bid(100, index, ann)
        try bid(amount, index, ben)
        test.pass(.hours(1))
        #expect(standings(index, [ann, ben]) == [.lost, wins ? .won : .lost])
        #expect((test.world.payment(of: ben, in: index) != nil) == wins)
        #expect(test.world.payment(of: ann, in: index) == nil)
    }

    @Test mutating func `bidding ends with the closing, at the latest with the settlement`() throws
    {
        let closing = test.auction { $0.schedule.closeAt = TestWorld.start + .minutes(30) }
        let open = test.auction()
        let ann = test.guest()
        test.pass(.milliseconds(1_799_999))
        try bid(100, closing, ann)
        test.pass(.milliseconds(1))
        #expect(throws: FanfareError.closed(.auction)) { try bid(200, closing, ann) }
        test.pass(.milliseconds(1_799_999))
        try bid(100, open, ann)
        test.pass(.milliseconds(1))
        #expect(throws: FanfareError.closed(.auction)) { try bid(200, open, ann) }
    }

    @Test mutating func `what stands for the state is refused before the amount`() throws {
        let index = test.auction { $0.schedule.openAt = TestWorld.start + .minutes(1) }
        let opensAt = TestWorld.start + .minutes(1)
        #expect(throws: FanfareError.notOpenYet(.auction, opensAt: opensAt)) {
            try bid(1, index, test.guest())
        }
    }

    @Test mutating func `histories are newest first and hold no more than asked for`() throws {
        let (index, ann, ben) = (test.auction(), test.guest(), test.guest())
        for step in 0..<10 { try bid(100 + 10 * Int64(step), index, step % 3 == 0 ? ann : ben) }
        let auction = test.world.catalogue[index]
        #expect(auction.newestBids(3).map(\.amount.units) == [19000, 18000, 17000])
        #expect(auction.newestBids(100).count == 10)
        #expect(auction.newestBids(2, of: ann).map(\.amount.units) == [19000, 16000])
        #expect(auction.newestBids(100, of: ann).count == 4)
        #expect(auction.newestBids(5, of: test.guest()).isEmpty)
    }

    @Test mutating func `a year's jump gives what small steps give`() throws {
        let index = test.auction(winners: 2)
        let people = (0..<5).map { _ in test.guest() }
        for (step, person) in people.enumerated() { try bid(100 + 10 * Int64(step), index, person) }
        var (jumper, walker) = (test.world, test.world)
        let jumped = jumper.advance(to: test.world.now + .days(365))
        var walked: [DomainEvent] = []
        for hour in 1...100 { walked += walker.advance(to: test.world.now + .hours(hour)) }
        #expect(jumped == walked)
        for person in people {
            #expect(jumper.payment(of: person, in: index) == walker.payment(of: person, in: index))
        }
    }
}
