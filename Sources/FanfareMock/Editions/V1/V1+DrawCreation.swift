import FanfareModel
import JSONTree

/// specs/v1/contract.md#admin: draws and auctions made through the documented door.
///
/// Their times are set by `drawAt` and `settleAt`, so none of them is ever a `DRAFT`.
extension V1 {
    /// POST /draws.
    static func createDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let base = fields.distributionBase(context)
        let drawAt = fields.instant("drawAt", after: base.schedule)
        let winnerCount = fields.integer("winnerCount", in: 1...Int(Int32.max))
        let maxEntries = fields.optionalInteger("maxEntries", in: 1...Int(Int32.max))
        try fields.finish()
        let sequence = try context.world.catalogue.sequence(base.sequenceID)
        var plan = DrawPlan(
            name: base.name ?? "Draw", drawAt: drawAt, winnerCount: winnerCount)
        plan.schedule = base.schedule
        plan.capacity = maxEntries
        let key = context.world.add(plan, to: sequence)
        return base.reply(
            key, isDraft: false,
            [
                JSONMember("drawAt", drawAt.json), JSONMember("winnerCount", JSONNode(winnerCount)),
                JSONMember("maxEntries", JSONNode(maxEntries)),
            ], context)
    }

    /// POST /auctions; `winnerCount` and `currencyCode` are read as the consumer API shows them.
    static func createAuction(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let base = fields.distributionBase(context)
        var plan = AuctionPlan(
            name: base.name ?? "Auction",
            settleAt: fields.instant("settleAt", after: base.schedule))
        plan.schedule = base.schedule
        let currency = fields.currency("currencyCode") ?? context.world.currency
        let startingBid = fields.optionalAmount("startingBid", in: currency, atLeast: 0)
        let increment = fields.optionalAmount("minimumIncrement", in: currency, atLeast: 1)
        plan.reservePrice = fields.optionalAmount("reservePrice", in: currency, atLeast: 0)
        let buyNowPrice = fields.optionalAmount("buyNowPrice", in: currency, atLeast: 1)
        plan.winnerCount =
            fields.optionalInteger("winnerCount", in: 1...Int(Int32.max)) ?? plan.winnerCount
        try fields.finish()
        plan.currency = currency
        plan.startingPrice = startingBid ?? plan.startingPrice
        plan.minimumBidIncrement = increment ?? plan.minimumBidIncrement
        let sequence = try context.world.catalogue.sequence(base.sequenceID)
        let key = context.world.add(plan, to: sequence)
        return base.reply(
            key, isDraft: false,
            [
                JSONMember("settleAt", plan.settleAt.json),
                JSONMember("startingBid", startingBid.json(currency)),
                JSONMember("minimumIncrement", increment.json(currency)),
                JSONMember("reservePrice", plan.reservePrice.json(currency)),
                JSONMember("buyNowPrice", buyNowPrice.json(currency)),
            ], context)
    }
}

extension FieldReader {
    /// The instant at which a distribution is decided; nobody could take part before the opening.
    fileprivate mutating func instant(_ field: String, after schedule: Schedule) -> Instant {
        if body[field]?.isNull ?? true { report(field, .required) }
        let instant = optionalInstant(field, in: schedule.timeZone ?? "UTC")
        if let instant, let openAt = schedule.openAt, instant <= openAt {
            report(field, .notAfter("openAt"))
        }
        return instant ?? .latest
    }

    fileprivate mutating func integer(_ field: String, in range: ClosedRange<Int>) -> Int {
        if body[field]?.isNull ?? true { report(field, .required) }
        return optionalInteger(field, in: range) ?? range.lowerBound
    }

    fileprivate mutating func currency(_ field: String) -> Currency? {
        guard let text = optionalString(field) else { return nil }
        guard let currency = Currency(text) else {
            report(field, .unreadable("Expected an ISO 4217 code such as USD"))
            return nil
        }
        return currency
    }
}
