/// Competitive bidding: the best bids of different consumers win when it is settled.
///
/// Every accepted bid is worth more than the one before, so the bids lie sorted as they come in: the
/// highest is the last, a consumer's best is its latest.
public struct Auction: Sendable {
    /// The identifier, `auction_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The sequence it belongs to, by its place in the catalogue.
    public let parent: SequenceKey
    /// When it takes bids.
    public let schedule: Schedule
    /// When the winners are determined.
    public let settleAt: Instant
    /// The currency of all amounts.
    public let currency: Currency
    /// The least that the first bid may be.
    public let startingPrice: Money
    /// The least that a winning bid may be, nil for any.
    public let reservePrice: Money?
    /// By how much a bid must exceed the one before.
    public let minimumBidIncrement: Money
    /// How many consumers win.
    public let winnerCount: Int
    /// How long a payment token is good for.
    public let paymentWindow: Duration

    private(set) var bids = Chunked<AuctionBid>()
    private(set) var bidders = Chunked<AuctionBidder>()
    private var numbers = Sharded<ConsumerKey, Int32>()
    /// The bids that are the best of their bidders, in their order.
    private var best = TicketLine()
    /// Whether the winners are determined.
    public private(set) var isSettled = false
    /// The bidders who won, the best bid first.
    private(set) var winners: [Int32] = []
    /// The guests who bid by themselves.
    public internal(set) var bots: Bots?

    init(_ plan: AuctionPlan, id: String, sequenceID: String, parent: SequenceKey) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        name = plan.name
        schedule = plan.schedule
        settleAt = plan.settleAt
        currency = plan.currency ?? .usDollar
        startingPrice = plan.startingPrice
        reservePrice = plan.reservePrice
        minimumBidIncrement = plan.minimumBidIncrement
        winnerCount = plan.winnerCount
        paymentWindow = plan.paymentWindow
    }
}

/// What callers ask.
extension Auction {
    /// The best bid so far.
    public var highestBid: AuctionBid? { bids.last }

    /// How many bids there are.
    public var bidCount: Int { bids.count }

    /// How many consumers have bid.
    public var bidderCount: Int { numbers.count }

    /// Who won with the best bid, nil before the settlement and where nobody did.
    public var firstWinner: AuctionBidder? { winners.first.map { bidders[Int($0)] } }

    /// A consumer's part, nil for one who has never bid.
    public func bidder(_ consumer: ConsumerKey) -> AuctionBidder? {
        numbers[consumer].map { bidders[Int($0)] }
    }

    /// Who placed a bid.
    public func bidder(of bid: AuctionBid) -> AuctionBidder { bidders[Int(bid.bidder)] }

    /// A consumer's best bid.
    public func bestBid(of consumer: ConsumerKey) -> AuctionBid? {
        bidder(consumer).flatMap { bestBid(of: $0) }
    }

    /// A bidder's best bid.
    public func bestBid(of bidder: AuctionBidder) -> AuctionBid? {
        bidder.lastBid < 0 ? nil : bids[Int(bidder.lastBid)]
    }

    /// How a consumer's best bid compares with the others'.
    public func standing(of consumer: ConsumerKey) -> BidderStanding {
        guard let bidder = bidder(consumer) else { return .active }
        switch bidder.state {
        case .won: return .won
        case .completed: return .completed
        case .lost: return .lost
        case .bidding:
            let rank = best.count - (best.position(of: bidder.lastBid) ?? 0)
            return rank == 0 ? .winning : rank < winnerCount ? .active : .outbid
        }
    }

    /// The last of the consumers whose bids would win now, when a bid of another would push it out.
    func bidderPushedOut(by consumer: ConsumerKey) -> ConsumerKey? {
        guard let last = best.ticket(at: best.count - winnerCount + 1) else { return nil }
        let own = bidder(consumer).flatMap { best.position(of: $0.lastBid) } ?? 0
        return own > best.count - winnerCount ? nil : bidders[Int(bids[Int(last)].bidder)].consumer
    }

    /// The newest bids, which are the highest, newest first.
    public func newestBids(_ limit: Int) -> [AuctionBid] { Array(bids.suffix(limit).reversed()) }

    /// A consumer's own newest bids, newest first.
    public func newestBids(_ limit: Int, of consumer: ConsumerKey) -> [AuctionBid] {
        guard let bidder = bidder(consumer) else { return [] }
        return numbers(of: bidder).prefix(limit).map { bids[Int($0)] }
    }

    /// The numbers of a bidder's bids, newest first.
    private func numbers(of bidder: AuctionBidder) -> some Sequence<Int32> {
        sequence(first: bidder.lastBid) { bids[Int($0)].previous }.lazy.prefix { $0 >= 0 }
    }
}

/// What happens to an auction.
extension Auction {
    /// specs/v1/contract.md#auctions: the order in which a bid is refused.
    func check(_ amount: Money, at now: Instant) throws(FanfareError) {
        try schedule.requireOpen(.auction, at: now)
        try require(!isSettled && now < settleAt, or: .closed(.auction))
        guard let highestBid else { return try require(amount >= startingPrice, or: .bidTooLow) }
        try require(amount > highestBid.amount, or: .bidTooLow)
        try require(
            amount >= highestBid.amount + minimumBidIncrement, or: .bidBelowIncrement)
    }

    /// Takes a bid that was checked.
    mutating func bidPlaced(
        _ amount: Money, by consumer: ConsumerKey, id: ULID, at now: Instant, fingerprint: String?
    ) {
        let bidder = number(of: consumer)
        let bid = best.draw()
        let previous = bidders[Int(bidder)].lastBid
        if previous >= 0 { best.leave(previous) }
        bids.append(
            AuctionBid(
                id: id, amount: amount, placedAt: now, bidder: bidder, previous: previous))
        bidders[Int(bidder)].lastBid = bid
        bidders[Int(bidder)].bidCount += 1
        bidders[Int(bidder)].fingerprint = fingerprint
    }

    /// Lets an event happen to a consumer's part.
    mutating func change(
        _ consumer: ConsumerKey, _ event: (inout AuctionBidder) throws(FanfareError) -> Void
    ) throws(FanfareError) -> AuctionBidder {
        guard let number = numbers[consumer] else { throw .notParticipating(.auction) }
        try event(&bidders[Int(number)])
        return bidders[Int(number)]
    }

    private mutating func number(of consumer: ConsumerKey) -> Int32 {
        if let number = numbers[consumer] { return number }
        let number = Int32(bidders.count)
        numbers[consumer] = number
        bidders.append(AuctionBidder(consumer: consumer))
        return number
    }

    /// Determines the winners: the best bids of different consumers that meet the reserve price.
    mutating func settled(_ win: (ConsumerKey) -> Win) {
        isSettled = true
        for (number, bid) in bids.enumerated().reversed() {
            guard winners.count < winnerCount, bid.amount >= reservePrice ?? bid.amount else {
                break
            }
            if bidders[Int(bid.bidder)].lastBid == Int32(number) { winners.append(bid.bidder) }
        }
        for number in winners {
            bidders[Int(number)].settled(win(bidders[Int(number)].consumer))
        }
        for number in bidders.indices where bidders[number].state == .bidding {
            bidders[number].settled(nil)
        }
    }

    /// Gives a guest's bids to another consumer.
    ///
    /// A bid binds the others' bids, so none is ever withdrawn: where both have bid, the bids join.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey) {
        guard let number = numbers.removeValue(forKey: guest) else { return }
        if let own = numbers[owner] {
            join(number, into: own)
        } else {
            bidders[Int(number)].consumer = owner
            numbers[owner] = number
        }
    }

    private mutating func join(_ guest: Int32, into own: Int32) {
        let (left, right) = (bidders[Int(guest)], bidders[Int(own)])
        let all = (Array(numbers(of: left)) + Array(numbers(of: right))).sorted()
        best.leave(min(left.lastBid, right.lastBid))
        var previous: Int32 = -1
        for bid in all {
            bids[Int(bid)].bidder = own
            bids[Int(bid)].previous = previous
            previous = bid
        }
        joinResults(of: guest, and: own)
        bidders[Int(own)].lastBid = previous
        bidders[Int(own)].bidCount = Int32(all.count)
        bidders[Int(guest)].lastBid = -1
        bidders[Int(guest)].bidCount = 0
    }

    /// A win is kept once; a guest's is given up where its owner has won as well.
    private mutating func joinResults(of guest: Int32, and own: Int32) {
        let hadWon = bidders[Int(own)].win != nil
        bidders[Int(own)].joined(by: bidders[Int(guest)])
        guard let place = winners.firstIndex(of: guest) else { return }
        if hadWon { winners.remove(at: place) } else { winners[place] = own }
    }
}

/// Which bid is a bidder's best, and which came before it, follows from the bids in their order.
extension Auction: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        var plan = AuctionPlan(name: head.name, settleAt: try reader.read())
        plan.schedule = try reader.read()
        plan.currency = Currency(try reader.read())
        try reader.require(plan.currency != nil, "the code of a currency")
        plan.startingPrice = try reader.read()
        plan.reservePrice = try reader.read()
        plan.minimumBidIncrement = try reader.read()
        plan.winnerCount = try reader.tally()
        plan.paymentWindow = try reader.read()
        self.init(plan, id: head.id, sequenceID: head.sequenceID, parent: head.parent)
        isSettled = try reader.read()
        try readBidders(from: &reader)
        try readBids(from: &reader)
        for _ in 0..<(try reader.count()) {
            winners.append(try reader.index(below: bidders.count, of: "bidders"))
        }
        try reader.require(isSettled || winners.isEmpty, "no winners before it is settled")
        bots = try reader.read()
    }

    private mutating func readBidders(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        numbers.reserveCapacity(reader.reservation(for: count, of: (ConsumerKey, Int32).self))
        for _ in 0..<count {
            var bidder = AuctionBidder(consumer: try reader.read())
            bidder.fingerprint = try reader.read()
            if isSettled { try bidder.readResult(from: &reader) }
            bidders.append(bidder)
        }
    }

    private mutating func readBids(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        for number in 0..<count {
            let bid = AuctionBid(
                id: try reader.read(), amount: try reader.read(), placedAt: try reader.read(),
                bidder: try reader.index(below: bidders.count, of: "bidders"), previous: -1)
            bids.append(bid)
            bids[number].previous = bidders[Int(bid.bidder)].lastBid
            bidders[Int(bid.bidder)].lastBid = Int32(number)
            bidders[Int(bid.bidder)].bidCount += 1
        }
        best = TicketLine(
            waiting: bids.enumerated().map { bidders[Int($1.bidder)].lastBid == Int32($0) })
        for (number, bidder) in bidders.enumerated() where bidder.lastBid >= 0 {
            let other = numbers.updateValue(Int32(number), forKey: bidder.consumer)
            try reader.require(other == nil, "one bidder a consumer")
        }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(settleAt)
        writer.write(schedule)
        writer.write(currency.code)
        writer.write(startingPrice)
        writer.write(reservePrice)
        writer.write(minimumBidIncrement)
        writer.write(winnerCount)
        writer.write(paymentWindow)
        writer.write(isSettled)
        writeBids(to: &writer)
        writer.number(UInt64(winners.count))
        for winner in winners { writer.number(UInt64(winner)) }
        writer.write(bots)
    }

    private func writeBids(to writer: inout StateWriter) {
        writer.number(UInt64(bidders.count))
        for bidder in bidders {
            writer.write(bidder.consumer)
            writer.write(bidder.fingerprint)
            if isSettled {
                writer.write(bidder.win)
                writer.write(bidder.completedAt)
            }
        }
        writer.number(UInt64(bids.count))
        for bid in bids {
            writer.write(bid.id)
            writer.write(bid.amount)
            writer.write(bid.placedAt)
            writer.number(UInt64(bid.bidder))
        }
    }
}
