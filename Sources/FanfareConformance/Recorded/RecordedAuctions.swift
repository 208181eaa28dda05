import HTTPEngine
import JSONTree

/// What is known of auctions: each bid that was taken and each answer says of the best bid that it is no
/// less than something, and of somebody's own bids how many there are.
///
/// Strangers may bid at any time, so nothing is ever known to be too high.
struct RecordedAuctions {
    /// Something that the best bid is no less than.
    private struct Floor {
        let amount: Double
        let text: String
        /// From when on.
        let at: Timestamp
        /// Whose bid it is, nil where that is not known.
        var bidder: String?
        /// Whether somebody has bid more: whoever bid this is outbid.
        var isExceeded = false

        func isAbove(_ other: Floor) -> Bool {
            amount > other.amount || amount == other.amount && isExceeded && !other.isExceeded
        }

        /// Whether the best bid cannot be so little.
        func excludes(_ amount: Double) -> Bool {
            amount < self.amount || amount == self.amount && isExceeded
        }

        /// What is said of it.
        var words: String { isExceeded ? "more than \(text)" : "at least \(text)" }
    }

    private struct Auction {
        private var floor: Floor?
        private var pending: [Floor] = []
        var increment: Double?

        mutating func learn(_ floor: Floor) { pending.append(floor) }

        /// What was known before a call was made; calls come in the order in which they were.
        mutating func floor(before call: RecordedCall) -> Floor? {
            for known in pending where call.isAfter(known.at) {
                if floor.map(known.isAbove) ?? true { floor = known }
            }
            pending.removeAll { call.isAfter($0.at) }
            return floor
        }
    }

    /// Somebody's own bids, as they were answered last.
    private struct Own {
        var best: (amount: Double, text: String)?
        var count = 0
        var time: Timestamp?
        var at = Timestamp(milliseconds: .min)

        /// Takes a list of them: those that are in it were made.
        mutating func learn(_ bids: [JSONNode]) {
            count = max(count, bids.count)
            for bid in bids {
                guard let node = bid["amount"], let amount = RecordedAuctions.amount(node),
                    amount > best?.amount ?? -.infinity
                else { continue }
                best = (amount, node.string ?? node.text())
                time = RecordedAuctions.moment(bid["timestamp"])
            }
        }
    }

    private struct Key: Hashable {
        let auction: String
        let consumer: String
    }

    /// An answer about somebody's bids, or the part of a profile that is one.
    private struct Standing {
        let known: RecordedTraffic.Known
        let body: JSONNode
        /// The names that lead to it, and the same with a star for each name.
        var path: [String] = []
        var place: [String] = []
    }

    private let suite: Suite
    private let documented: DocumentedAnswers
    private var auctions: [String: Auction] = [:]
    private var own: [Key: Own] = [:]
    private var lists: RecordedBidLists

    init(_ suite: Suite, _ documented: DocumentedAnswers) {
        self.suite = suite
        self.documented = documented
        lists = RecordedBidLists(suite)
    }

    /// What of a good answer contradicts what was known of its auction.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, person: String?
    ) -> [RecordedFlaw] {
        if known.operation.name == "GET /consumers/me" {
            return profile(known, body, of: person)
        }
        guard known.operation.operation.segments.first == "auctions", let id = known.names.first
        else { return [] }
        let floor = auctions[id, default: Auction()].floor(before: known.call)
        let flaws: [RecordedFlaw?]
        switch known.operation.operation.segments.dropFirst(2) {
        case []:
            auctions[id]?.increment = body?["minimumBidIncrement"].flatMap(Self.amount)
            flaws = [best(body?["currentHighBid"], ["currentHighBid"], known, id, floor)]
        case ["highest-bid"]: flaws = [best(body?["amount"], ["amount"], known, id, floor)]
        case ["bids"]:
            flaws = lists.flaws(
                known, body, id, of: nil, best: floor.map { ($0.amount, $0.text) })
        case ["bids", "history"]: flaws = history(known, body, id, of: person)
        case ["bid"]: flaws = bid(known, body, id, floor, by: person)
        case ["status"]:
            flaws =
                body.map { status(Standing(known: known, body: $0), id, floor, of: person) } ?? []
        default: flaws = []
        }
        return flaws.compactMap(\.self)
    }

    // MARK: The best bid

    private mutating func best(
        _ shown: JSONNode?, _ path: [String], _ known: RecordedTraffic.Known, _ id: String,
        _ floor: Floor?
    ) -> RecordedFlaw? {
        let amount = shown.flatMap(Self.amount)
        if let floor, amount.map(floor.excludes) ?? (shown?.isNull ?? false) {
            let rule: RecordedRule = path == ["amount"] ? .highestBid : .currentHighBid
            return rule.flaw(
                in: suite, at: path, expected: floor.words, actual: shown, "was so much before")
        }
        if let shown, let amount { learn(amount, shown, known, id, by: nil) }
        return nil
    }

    private mutating func learn(
        _ amount: Double, _ node: JSONNode, _ known: RecordedTraffic.Known, _ id: String,
        by bidder: String?, isExceeded: Bool = false
    ) {
        auctions[id]?.learn(
            Floor(
                amount: amount, text: node.string ?? node.text(), at: known.call.endedAt,
                bidder: bidder, isExceeded: isExceeded))
    }

    // MARK: One's own bids

    private mutating func bid(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ id: String, _ floor: Floor?,
        by person: String?
    ) -> [RecordedFlaw?] {
        guard let node = known.call.sent?["amount"], let amount = Self.amount(node) else {
            return []
        }
        var flaws: [RecordedFlaw?] = []
        let text = node.string ?? node.text()
        if let floor, amount <= floor.amount {
            flaws.append(
                RecordedRule.bidAboveOthers.granted(
                    in: suite, known.call.response.status,
                    "\(text) is not above \(floor.text), which was bid before"))
        } else if let floor, let increment = auctions[id]?.increment, floor.bidder != person,
            amount < floor.amount + increment
        {
            flaws.append(
                RecordedRule.bidByIncrement.granted(
                    in: suite, known.call.response.status,
                    "\(text) is above \(floor.text) by less than the increment"))
        }
        let bidder = person ?? body?["consumerId"]?.string
        if let last = body?["lastBidAmount"], let taken = Self.amount(last), taken != amount {
            flaws.append(
                RecordedRule.placedBid.flaw(
                    in: suite, at: ["lastBidAmount"], expected: text, actual: last,
                    "was bid just now"))
        }
        learn(amount, node, known, id, by: bidder)
        lists.learn(amount, text, body, known, id, by: bidder)
        guard let bidder else { return flaws }
        let key = Key(auction: id, consumer: bidder)
        var mine = own[key] ?? Own()
        if known.call.isAfter(mine.at) {
            flaws.append(
                count(Standing(known: known, body: body ?? .null), atLeast: mine.count + 1))
        }
        note(known, body, (amount, text), &mine)
        own[key] = mine
        if body?["status"]?.string == Self.outbid {
            learn(amount, node, known, id, by: bidder, isExceeded: true)
        }
        return flaws
    }

    /// Profiles tell of each auction what its own call does.
    private mutating func profile(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, of person: String?
    ) -> [RecordedFlaw] {
        guard let person = person ?? body?["id"]?.string else { return [] }
        return (body?["active"]?["auctions"]?.members ?? []).flatMap { member in
            let standing = Standing(
                known: known, body: member.node, path: ["active", "auctions", member.key],
                place: ["active", "auctions", "*"])
            let floor = auctions[member.key, default: Auction()].floor(before: known.call)
            return status(standing, member.key, floor, of: person).compactMap(\.self)
        }
    }

    private mutating func history(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ id: String, of person: String?
    ) -> [RecordedFlaw?] {
        guard let person else { return lists.flaws(known, body, id, of: nil, best: nil) }
        let key = Key(auction: id, consumer: person)
        var mine = own[key] ?? Own()
        let isLater = known.call.isAfter(mine.at)
        let flaws = lists.flaws(known, body, id, of: person, best: isLater ? mine.best : nil)
        guard flaws.isEmpty, isLater else { return flaws }
        mine.learn(body?.elements ?? [])
        own[key] = mine
        return []
    }

    private mutating func status(
        _ standing: Standing, _ id: String, _ floor: Floor?, of person: String?
    ) -> [RecordedFlaw?] {
        let (known, body) = (standing.known, standing.body)
        guard let person = person ?? body["consumerId"]?.string else { return [] }
        let key = Key(auction: id, consumer: person)
        let mine = own[key] ?? Own()
        let last = body["lastBidAmount"]
        let amount = last.flatMap(Self.amount)
        var flaws: [RecordedFlaw?] = []
        if known.call.isAfter(mine.at), let before = mine.best {
            if (amount ?? -.infinity) < before.amount {
                flaws.append(
                    flaw(
                        standing, .bidStatus, "lastBidAmount", told: "at least \(before.text)",
                        "was bid before"))
            } else if amount == before.amount,
                body["bidCount"]?.integer ?? mine.count == mine.count,
                let time = mine.time, let now = Self.moment(body["lastBidTime"]),
                abs(time.milliseconds - now.milliseconds) >= 1000
            {
                flaws.append(
                    flaw(
                        standing, .bidStatus, "lastBidTime", told: "\(time)",
                        "the same bid was made then, as answered before"))
            }
            flaws.append(count(standing, atLeast: mine.count))
        }
        if body["status"]?.string == Self.winning, let amount, let floor,
            floor.excludes(amount) && (floor.bidder != person || floor.isExceeded)
        {
            flaws.append(
                flaw(
                    standing, .outbid, "status", told: "\"OUTBID\"",
                    "the best bid is \(floor.words), as answered before"))
        }
        guard flaws.allSatisfy({ $0 == nil }) else { return flaws }
        if let last, let amount {
            learn(
                amount, last, known, id, by: person,
                isExceeded: body["status"]?.string == Self.outbid)
            var mine = mine
            note(known, body, (amount, last.string ?? last.text()), &mine)
            own[key] = mine
        }
        return []
    }

    /// A member that is another than was told before: what of a profile no clause speaks of is left open.
    private func flaw(
        _ standing: Standing, _ rule: RecordedRule, _ name: String, told: String, _ reason: String
    ) -> RecordedFlaw? {
        guard !standing.path.isEmpty else {
            return rule.flaw(
                in: suite, at: [name], expected: told, actual: standing.body[name], reason)
        }
        return documented.flaw(
            standing.known, standing.path + [name], place: standing.place + [name],
            expected: .null, told: told, actual: standing.body[name], reason)
    }

    private func count(_ standing: Standing, atLeast least: Int) -> RecordedFlaw? {
        guard let node = standing.body["bidCount"], let count = node.integer, count < least else {
            return nil
        }
        return RecordedRule.bidCount.flaw(
            in: suite, at: standing.path + ["bidCount"], expected: "at least \(least)",
            actual: node, "so many bids of this consumer were taken")
    }

    private func note(
        _ known: RecordedTraffic.Known, _ body: JSONNode?,
        _ best: (amount: Double, text: String), _ mine: inout Own
    ) {
        mine.best = best
        mine.count = max(mine.count, body?["bidCount"]?.integer ?? 0)
        mine.time = Self.moment(body?["lastBidTime"])
        mine.at = known.call.endedAt
    }

    private static let winning = "WINNING"
    private static let outbid = "OUTBID"

    /// A number, or a text that is one: editions write amounts either way.
    static func amount(_ node: JSONNode) -> Double? {
        node.number?.double ?? node.string.flatMap(Double.init)
    }

    static func moment(_ node: JSONNode?) -> Timestamp? {
        node?.string.flatMap { Timestamp(iso8601: $0, allowsOffset: true) }
    }
}
