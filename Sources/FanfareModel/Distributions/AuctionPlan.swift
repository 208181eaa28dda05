/// What a new auction is made of.
public struct AuctionPlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// When it takes bids.
    public var schedule = Schedule()
    /// When the winners are determined.
    public var settleAt: Instant
    /// The currency of all amounts, nil for the organization's.
    public var currency: Currency?
    /// The least that the first bid may be.
    public var startingPrice = Money(units: 0)
    /// The least that a winning bid may be, nil for any.
    public var reservePrice: Money?
    /// By how much a bid must exceed the one before.
    public var minimumBidIncrement = Money(units: 1)
    /// How many consumers win.
    public var winnerCount = 1
    /// How long a payment token is good for (specs/v1/contract.md#auctions is silent; an hour is an example's value).
    public var paymentWindow = Duration.hours(1)

    /// Makes a plan.
    public init(id: String? = nil, name: String, settleAt: Instant) {
        self.id = id
        self.name = name
        self.settleAt = settleAt
    }
}

extension World {
    /// Adds an auction to a sequence.
    @discardableResult
    public mutating func add(_ plan: AuctionPlan, to sequence: SequenceKey) -> DistributionKey {
        var plan = plan
        plan.currency = plan.currency ?? currency
        let key = catalogue.add(
            Auction(
                plan, id: plan.id ?? nextIdentifier(.auction),
                sequenceID: catalogue[sequence].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        if case .auction(let index) = key {
            agenda.add(.settles(auction: index), due: plan.settleAt)
        }
        return key
    }

    /// The organization's currency.
    public var currency: Currency { Currency(settings.currencyCode) ?? .usDollar }
}
