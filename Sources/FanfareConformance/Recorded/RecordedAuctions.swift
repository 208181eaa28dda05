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
    }

    private struct Key: Hashable {
        let auction: String
        let consumer: String
    }

    /// A bid as it was listed; whose it is may be hidden from others.
    private struct Bid: Equatable {
        let amount: Double
        let time: String?
    }

    private let suite: Suite
    private var auctions: [String: Auction] = [:]
    private var own: [Key: Own] = [:]
    private var bids: [String: Bid] = [:]

    init(_ suite: Suite) { self.suite = suite }

    /// What of a good answer contradicts what was known of its auction.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, person: String?
    ) -> [RecordedFlaw] {
        guard known.operation.operation.segments.first == "auctions", let id = known.names.first
        else { return [] }
        let floor = auctions[id, default: Auction()].floor(before: known.call)
        let flaws: [RecordedFlaw?]
        switch known.operation.operation.segments.dropFirst(2) {
        case []:
            auctions[id]?.increment = body?["minimumBidIncrement"].flatMap(Self.amount)
            flaws = [best(body?["currentHighBid"], ["currentHighBid"], known, id, floor)]
        case ["highest-bid"]: flaws = [best(body?["amount"], ["amount"], known, id, floor)]
        case ["bids"]: flaws = list(known, body, id, floor, of: nil)
        case ["bids", "history"]: flaws = list(known, body, id, floor, of: person)
        case ["bid"]: flaws = bid(known, body, id, floor, by: person)
        case ["status"]: flaws = status(known, body, id, floor, of: person)
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

    private mutating func list(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ id: String, _ floor: Floor?,
        of person: String?
    ) -> [RecordedFlaw?] {
        guard let elements = body?.elements else { return [] }
        var flaws: [RecordedFlaw?] = []
        for (index, element) in elements.enumerated() {
            guard let node = element["amount"], let amount = Self.amount(node) else { continue }
            let bid = Bid(amount: amount, time: element["timestamp"]?.string)
            if let name = element["bidId"]?.string {
                let rule: RecordedRule = person == nil ? .allBids : .ownBids
                if let before = bids[name], before != bid {
                    let member = before.amount != bid.amount ? "amount" : "timestamp"
                    flaws.append(
                        rule.flaw(
                            in: suite, at: ["\(index)", member],
                            expected: "what it was before", actual: element[member],
                            "the same bid was listed otherwise before"))
                    continue
                }
                bids[name] = bid
            }
            if let person, let bidder = element["consumerId"]?.string, bidder != person {
                flaws.append(
                    RecordedRule.ownBids.flaw(
                        in: suite, at: ["\(index)", "consumerId"],
                        expected: JSONNode(person).text(), actual: JSONNode(bidder),
                        "the token is of \(person), as was answered before"))
            }
        }
        if flaws.isEmpty { flaws.append(gap(known, elements, id, floor, of: person)) }
        return flaws
    }

    /// A list that is whole, since it is shorter than it may be, without what was bid before.
    private mutating func gap(
        _ known: RecordedTraffic.Known, _ elements: [JSONNode], _ id: String, _ floor: Floor?,
        of person: String?
    ) -> RecordedFlaw? {
        let isHistory = known.operation.operation.segments.last == "history"
        let limit = known.call.request.query?.split(separator: "&").first {
            $0.hasPrefix("limit=")
        }
        let most = limit.flatMap { Int($0.dropFirst(6)) } ?? (isHistory ? 10 : 20)
        let amounts = elements.compactMap { $0["amount"].flatMap(Self.amount) }
        guard elements.count < most, amounts.count == elements.count else { return nil }
        let least: (amount: Double, text: String)?
        if isHistory {
            guard let person else { return nil }
            let mine = own[Key(auction: id, consumer: person)]
            least = mine.flatMap { known.call.isAfter($0.at) ? $0.best : nil }
        } else {
            least = floor.map { ($0.amount, $0.text) }
        }
        guard let least, (amounts.max() ?? -.infinity) < least.amount else { return nil }
        let rule: RecordedRule = isHistory ? .ownBids : .allBids
        return rule.flaw(
            in: suite, at: [], expected: "a list with a bid of \(least.text)",
            actual: JSONNode("\(elements.count) bids"), "was bid before, and the list is whole")
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
        guard let bidder else { return flaws }
        let key = Key(auction: id, consumer: bidder)
        var mine = own[key] ?? Own()
        if known.call.isAfter(mine.at) {
            flaws.append(count(known, body, atLeast: mine.count + 1))
        }
        note(known, body, (amount, text), &mine)
        own[key] = mine
        if body?["status"]?.string == Self.outbid {
            learn(amount, node, known, id, by: bidder, isExceeded: true)
        }
        return flaws
    }

    private mutating func status(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ id: String, _ floor: Floor?,
        of person: String?
    ) -> [RecordedFlaw?] {
        guard let body, let person = person ?? body["consumerId"]?.string else { return [] }
        let key = Key(auction: id, consumer: person)
        let mine = own[key] ?? Own()
        let last = body["lastBidAmount"]
        let amount = last.flatMap(Self.amount)
        var flaws: [RecordedFlaw?] = []
        if known.call.isAfter(mine.at), let before = mine.best {
            if (amount ?? -.infinity) < before.amount {
                flaws.append(
                    RecordedRule.bidStatus.flaw(
                        in: suite, at: ["lastBidAmount"], expected: "at least \(before.text)",
                        actual: last, "was bid before"))
            } else if amount == before.amount, body["bidCount"]?.integer == mine.count,
                let time = mine.time, let now = Self.moment(body["lastBidTime"]),
                abs(time.milliseconds - now.milliseconds) >= 1000
            {
                flaws.append(
                    RecordedRule.bidStatus.flaw(
                        in: suite, at: ["lastBidTime"], expected: "\(time)",
                        actual: body["lastBidTime"],
                        "the same bid was made then, as answered before"))
            }
            flaws.append(count(known, body, atLeast: mine.count))
        }
        if body["status"]?.string == Self.winning, let amount, let floor,
            floor.excludes(amount) && (floor.bidder != person || floor.isExceeded)
        {
            flaws.append(
                RecordedRule.outbid.flaw(
                    in: suite, at: ["status"], expected: "\"OUTBID\"", actual: body["status"],
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

    private func count(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, atLeast least: Int
    ) -> RecordedFlaw? {
        guard let node = body?["bidCount"], let count = node.integer, count < least else {
            return nil
        }
        return RecordedRule.bidCount.flaw(
            in: suite, at: ["bidCount"], expected: "at least \(least)", actual: node,
            "so many bids of this consumer were taken")
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
    private static func amount(_ node: JSONNode) -> Double? {
        node.number?.double ?? node.string.flatMap(Double.init)
    }

    private static func moment(_ node: JSONNode?) -> Timestamp? {
        node?.string.flatMap { Timestamp(iso8601: $0, allowsOffset: true) }
    }
}
