import FanfareModel
import JSONTree

/// An auction.
struct AuctionOutline: Sendable {
    let plan: AuctionPlan
    let schedule: ScheduleOutline
    let settleAt: MomentOutline

    init(_ reader: WorldReader) throws(WorldFileError) {
        schedule = try ScheduleOutline(reader)
        settleAt = try reader.requiredMoment("settleAt")
        var plan = AuctionPlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"),
            settleAt: Instant(milliseconds: 0))
        plan.winnerCount = try reader.integer("winnerCount", in: 1...Int.max) ?? plan.winnerCount
        plan.paymentWindow = try reader.duration("paymentWindow") ?? plan.paymentWindow
        let currency = try reader.currency("currencyCode") ?? reader.context.currency
        plan.currency = currency
        plan.startingPrice =
            try reader.amount("startingPrice", in: currency) ?? plan.startingPrice
        plan.reservePrice = try reader.amount("reservePrice", in: currency)
        plan.minimumBidIncrement =
            try reader.amount("minimumBidIncrement", in: currency, atLeast: 1)
            ?? plan.minimumBidIncrement
        self.plan = plan
        reader.noteCrowdPlace(.auction, plan.id, currency)
    }

    func build(in world: inout World, _ sequence: SequenceKey) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        plan.settleAt = settleAt.instant(start: world.now)
        world.add(plan, to: sequence)
    }
}

extension WorldReader {
    fileprivate func currency(_ key: String) throws(WorldFileError) -> Currency? {
        guard let value = member(key) else { return nil }
        guard let currency = value.string.flatMap(Currency.init) else {
            throw error(value, "expected a currency code such as USD", at: key)
        }
        return currency
    }

    func amount(
        _ key: String, in currency: Currency, atLeast minimum: Int64 = 0
    ) throws(WorldFileError) -> Money? {
        guard let value = member(key) else { return nil }
        guard let number = value.number, let money = Money(number.text, in: currency),
            money.units >= minimum
        else {
            throw error(value, "expected an amount, \(currency.range(from: minimum))", at: key)
        }
        return money
    }
}
