/// What bots in an auction are to be like.
public struct BotsPlan: Hashable, Sendable {
    /// How many bid.
    public var count: Int
    /// The most that each of them bids.
    public var limit: Money
    /// By how much each exceeds the best bid, nil for the least that the auction takes.
    public var step: Money?
    /// How long they take to answer.
    public var every: Duration

    /// How many may bid in one auction.
    public static let most = 1000
    /// How long they take unless somebody says otherwise.
    public static let usualPause = Duration.seconds(10)
    /// How often they bid in one auction at most.
    public static let mostBids = 100_000
    /// How fast they may be.
    public static let shortestPause = Duration.seconds(1)

    /// Makes a plan.
    public init(count: Int, limit: Money, step: Money? = nil, every: Duration = usualPause) {
        self.count = count
        self.limit = limit
        self.step = step
        self.every = every
    }
}

/// Guests who bid by themselves, up to a limit.
///
/// At each beat one of those whose bid would not win, or who has none, bids a step more than the best.
/// Which one is chance, from a stream of its own.
public struct Bots: Sendable {
    /// What they are like.
    public internal(set) var plan: BotsPlan
    /// When they begin: at once, or when the auction opens.
    public let startsAt: Instant
    /// How often they have bid.
    public internal(set) var bidCount = 0
    /// When the next of them bids, nil while none would.
    var due: Instant?
    var consumers: [ConsumerKey] = []
    var generator: SeededGenerator

    init(_ plan: BotsPlan, startsAt: Instant, generator: SeededGenerator) {
        self.plan = plan
        self.startsAt = startsAt
        self.generator = generator
    }

    /// The first beat after an instant.
    fileprivate func beat(after now: Instant) -> Instant {
        let pause = plan.every.inMilliseconds
        let begun = max(0, now.milliseconds - startsAt.milliseconds)
        return Instant(milliseconds: startsAt.milliseconds + (begun / pause + 1) * pause)
    }
}

extension Auction {
    /// The first bot, from one of them on and around, that would bid now: whose bid would not win, or who
    /// has not bid yet.
    func waitingBot(from start: Int) -> ConsumerKey? {
        guard let bots = bots?.consumers else { return nil }
        let isWaiting = { (bot: ConsumerKey) in bidder(bot) == nil || standing(of: bot) == .outbid }
        return bots[start...].first(where: isWaiting) ?? bots[..<start].first(where: isWaiting)
    }

    /// What a bot bids next, nil when that is more than it would.
    var nextBotBid: Money? {
        guard let plan = bots?.plan else { return nil }
        guard let highestBid else { return startingPrice <= plan.limit ? startingPrice : nil }
        let step = max(plan.step ?? minimumBidIncrement, minimumBidIncrement, Money(units: 1))
        let least = highestBid.amount + max(minimumBidIncrement, Money(units: 1))
        return least <= plan.limit ? min(highestBid.amount + step, plan.limit) : nil
    }

    /// Plans when the next bot bids.
    mutating func planBots(at now: Instant) {
        guard let bots else { return }
        let beat = bots.beat(after: now)
        let end = min(settleAt, schedule.closeAt ?? settleAt)
        let isOver = isSettled || beat >= end || bots.bidCount >= BotsPlan.mostBids
        let mayBid = !isOver && nextBotBid != nil && waitingBot(from: 0) != nil
        self.bots?.due = mayBid ? beat : nil
    }
}

extension World {
    /// Lets bots bid in an auction, or those that bid there already be others.
    public mutating func setBots(_ plan: BotsPlan, in index: Key<Auction>) throws(FanfareError) {
        let schedule = catalogue[index].schedule
        let isOver = catalogue[index].isSettled || schedule.phase(at: now) == .closed
        try require(!isOver, or: .closed(.auction))
        let beginning = Bots(
            plan, startsAt: max(now, schedule.openAt ?? now),
            generator: SeededGenerator(seed: seed, stream: "bots \(catalogue[index].id)"))
        var bots = catalogue[index].bots ?? beginning
        bots.plan = plan
        while bots.consumers.count > plan.count { bots.consumers.removeLast() }
        while bots.consumers.count < plan.count { bots.consumers.append(addBot()) }
        catalogue[index].bots = bots
        catalogue[index].planBots(at: now)
        noteCrowd(in: .auction(index))
    }

    /// Adds somebody who is nobody's visitor, and may bid.
    public mutating func addBot() -> ConsumerKey {
        let bot = settings.leeway.contains(.guestsMayNotBid) ? add(ConsumerPlan()) : addGuest()
        consumers[bot].isBot = true
        return bot
    }

    /// Lets one of the bots bid, and answers what occurred by it.
    mutating func bidByBot(in index: Key<Auction>) -> [DomainEvent] {
        defer { catalogue[index].planBots(at: now) }
        let count = catalogue[index].bots?.consumers.count ?? 0
        guard count > 0, let amount = catalogue[index].nextBotBid,
            let start = catalogue[index].bots?.generator.below(count),
            let bot = catalogue[index].waitingBot(from: start)
        else { return [] }
        let device = settings.requiresFingerprint ? identifier(of: bot) : nil
        let events = try? bid(amount, in: index, as: bot, fingerprint: device, isTold: true)
        if events != nil { catalogue[index].bots?.bidCount += 1 }
        return events ?? []
    }
}

/// When the next of them bids follows from the present instant.
extension Bots: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        var plan = BotsPlan(count: 0, limit: try reader.read())
        plan.step = try reader.read()
        plan.every = try reader.read()
        try reader.require(plan.every >= BotsPlan.shortestPause, "a pause of a second")
        self.init(plan, startsAt: try reader.read(), generator: try reader.read())
        bidCount = try reader.tally()
        consumers = try reader.read("bots")
        self.plan.count = consumers.count
    }

    package func write(to writer: inout StateWriter) {
        writer.write(plan.limit)
        writer.write(plan.step)
        writer.write(plan.every)
        writer.write(startsAt)
        writer.write(generator)
        writer.write(bidCount)
        writer.write(consumers)
    }
}
