import FanfareModel
import JSONTree

/// Contract section 10: draws and auctions made through the documented door.
extension V1 {
    /// POST /draws.
    static func createDraw(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let common = fields.distribution()
        let drawAt = fields.instant("drawAt", after: common.schedule)
        let winnerCount = fields.integer("winnerCount", in: 1...Int(Int32.max))
        let maxEntries = fields.optionalInteger("maxEntries", in: 1...Int(Int32.max))
        try fields.finish()
        let sequence = try call.world.catalogue.sequenceKey(common.sequenceID)
        var plan = DrawPlan(
            name: common.name ?? "Draw", drawAt: drawAt, winnerCount: winnerCount)
        plan.schedule = common.schedule
        plan.capacity = maxEntries
        let key = call.world.add(plan, to: sequence)
        var members = creation(of: key, common, call)
        members += [
            JSONMember("drawAt", drawAt.json), JSONMember("winnerCount", JSONNode(winnerCount)),
            JSONMember("maxEntries", JSONNode(maxEntries)),
        ]
        return Reply(201, JSONNode(members))
    }

    /// POST /auctions; `winnerCount` and `currencyCode` are read as the consumer API shows them.
    static func createAuction(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let common = fields.distribution()
        var plan = AuctionPlan(
            name: common.name ?? "Auction",
            settleAt: fields.instant("settleAt", after: common.schedule))
        plan.schedule = common.schedule
        let currency = fields.currency("currencyCode") ?? call.world.currency
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
        let sequence = try call.world.catalogue.sequenceKey(common.sequenceID)
        let key = call.world.add(plan, to: sequence)
        var members = creation(of: key, common, call)
        members += [
            JSONMember("settleAt", plan.settleAt.json),
            JSONMember("startingBid", startingBid.json(currency)),
            JSONMember("minimumIncrement", increment.json(currency)),
            JSONMember("reservePrice", plan.reservePrice.json(currency)),
            JSONMember("buyNowPrice", buyNowPrice.json(currency)),
        ]
        return Reply(201, JSONNode(members))
    }

    /// What the answers to all creations of a distribution have in common.
    private static func creation(
        of key: DistributionKey, _ common: DistributionFields, _ call: Call
    ) -> [JSONMember] {
        let world = call.world
        let id = world.catalogue.id(of: key)
        let timeZone = common.schedule.timeZone ?? world.settings.timeZone
        return [
            JSONMember("id", JSONNode(id)),
            JSONMember("organizationId", JSONNode(world.organizationID)),
            JSONMember("sequenceId", JSONNode(common.sequenceID)),
            JSONMember("name", JSONNode(common.name)), JSONMember("timeZone", JSONNode(timeZone)),
            JSONMember("status", JSONNode(status(of: common.schedule, world))),
            JSONMember("openAt", common.schedule.openAt.json),
            JSONMember("closeAt", common.schedule.closeAt.json),
            JSONMember("encryptionSeed", JSONNode(common.encryptionSeed ?? "seed_" + id)),
            JSONMember("metadata", common.metadata ?? .null),
            JSONMember("createdAt", world.now.json), JSONMember("updatedAt", world.now.json),
        ]
    }

    /// Their times are set by `drawAt` and `settleAt`, so none of them is ever a `DRAFT`.
    private static func status(of schedule: Schedule, _ world: World) -> String {
        switch schedule.phase(at: world.now) {
        case .pending: "SCHEDULED"
        case .open: "OPEN"
        case .closed: "CLOSED"
        }
    }
}

/// The fields that all creations of a distribution take.
struct DistributionFields {
    let sequenceID: String
    let name: String?
    let schedule: Schedule
    let encryptionSeed: String?
    let metadata: JSONNode?
}

extension FieldReader {
    mutating func distribution() -> DistributionFields {
        let schedule = Schedule(
            openAt: optionalInstant("openAt"), closeAt: optionalInstant("closeAt"),
            timeZone: optionalString("timeZone"))
        if let openAt = schedule.openAt, let closeAt = schedule.closeAt, closeAt <= openAt {
            report("closeAt", .notAfter("openAt"))
        }
        return DistributionFields(
            sequenceID: string("sequenceId"), name: optionalString("name"), schedule: schedule,
            encryptionSeed: optionalString("encryptionSeed"), metadata: optionalObject("metadata"))
    }

    /// The instant at which a distribution is decided; nobody could take part before the opening.
    fileprivate mutating func instant(_ field: String, after schedule: Schedule) -> Instant {
        if body[field]?.isNull ?? true { report(field, .required) }
        let instant = optionalInstant(field)
        if let instant, let openAt = schedule.openAt, instant <= openAt {
            report(field, .notAfter("openAt"))
        }
        return instant ?? .latest
    }

    fileprivate mutating func integer(_ field: String, in range: ClosedRange<Int>) -> Int {
        if body[field]?.isNull ?? true { report(field, .required) }
        return optionalInteger(field, in: range) ?? range.lowerBound
    }

    fileprivate mutating func optionalObject(_ field: String) -> JSONNode? {
        guard let node = body[field], !node.isNull else { return nil }
        if node.members == nil { report(field, .wrongType(expected: "object")) }
        return node
    }

    fileprivate mutating func currency(_ field: String) -> Currency? {
        guard let text = optionalString(field) else { return nil }
        guard let currency = Currency(text) else {
            report(field, .malformed("an ISO 4217 code such as USD was expected"))
            return nil
        }
        return currency
    }
}
