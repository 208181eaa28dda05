import HTTPEngine
import JSONTree

/// Holds lists of bids to each other and to the bids that were made: a bid stays as it was listed, a higher
/// one came later, and a list that is whole holds all that were taken before.
struct RecordedBidLists {
    /// A bid as it was listed; whose it is may be hidden from others.
    private struct Bid: Equatable {
        let amount: Double
        let time: String?
    }

    /// A bid that was recorded when it was made.
    private struct Taken {
        let amount: Double
        let text: String
        let time: Timestamp?
        let bidder: String?
        let at: Timestamp
    }

    private let suite: Suite
    private var bids: [String: Bid] = [:]
    private var taken: [String: [Taken]] = [:]

    init(_ suite: Suite) { self.suite = suite }

    /// Takes a bid that was granted.
    mutating func learn(
        _ amount: Double, _ text: String, _ body: JSONNode?, _ known: RecordedTraffic.Known,
        _ id: String, by bidder: String?
    ) {
        taken[id, default: []].append(
            Taken(
                amount: amount, text: text, time: RecordedAuctions.moment(body?["lastBidTime"]),
                bidder: bidder, at: known.call.endedAt))
    }

    /// What of a list contradicts what was known; `person` is whose history it is, nil for all bids, and
    /// `best` the best bid that must be in it.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ id: String, of person: String?,
        best: (amount: Double, text: String)?
    ) -> [RecordedFlaw] {
        guard let elements = body?.elements else { return [] }
        let isHistory = known.operation.operation.segments.last == "history"
        let rule: RecordedRule = isHistory ? .ownBids : .allBids
        let before = (taken[id] ?? []).filter { known.call.isAfter($0.at) }
        var flaws: [RecordedFlaw?] = []
        var names: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let node = element["amount"], let amount = RecordedAuctions.amount(node) else {
                continue
            }
            func flaw(_ member: String, _ expected: String, _ reason: String) -> RecordedFlaw? {
                rule.flaw(
                    in: suite, at: ["\(index)", member], expected: expected,
                    actual: element[member], reason)
            }
            let bid = Bid(amount: amount, time: element["timestamp"]?.string)
            if let name = element["bidId"]?.string {
                if !names.insert(name).inserted {
                    flaws.append(flaw("bidId", "another in each row", "the list has it twice"))
                    continue
                }
                if let before = bids[name], before != bid {
                    flaws.append(
                        flaw(
                            before.amount != bid.amount ? "amount" : "timestamp",
                            "what it was before", "the same bid was listed otherwise before"))
                    continue
                }
                bids[name] = bid
            }
            if let time = before.first(where: { $0.amount == amount })?.time,
                let told = RecordedAuctions.moment(element["timestamp"]),
                abs(time.milliseconds - told.milliseconds) >= 2000
            {
                flaws.append(flaw("timestamp", "\(time)", "was bid then, as answered before"))
            }
            if let person, let bidder = element["consumerId"]?.string, bidder != person {
                flaws.append(
                    flaw(
                        "consumerId", JSONNode(person).text(),
                        "the token is of \(person), as was answered before"))
            }
        }
        if flaws.allSatisfy({ $0 == nil }) { flaws = [order(elements, rule)] }
        if flaws.allSatisfy({ $0 == nil }), !isHistory || person != nil {
            let mine = before.filter { !isHistory || $0.bidder == person }
            flaws = [gap(known, elements, mine, best, rule)]
        }
        return flaws.compactMap(\.self)
    }

    /// A bid that is listed as made before one that it is above.
    private func order(_ elements: [JSONNode], _ rule: RecordedRule) -> RecordedFlaw? {
        let rows = elements.enumerated().compactMap { index, element in
            element["amount"].flatMap(RecordedAuctions.amount).map {
                (index: index, amount: $0, time: RecordedAuctions.moment(element["timestamp"]))
            }
        }.sorted { $0.amount < $1.amount }
        for (lower, higher) in zip(rows, rows.dropFirst()) {
            let actual = elements[higher.index]
            if lower.amount == higher.amount {
                return RecordedRule.bidAboveOthers.flaw(
                    in: suite, at: ["\(higher.index)", "amount"],
                    expected: "another in each row", actual: actual["amount"],
                    "a bid is above those before it")
            }
            guard let first = lower.time, let second = higher.time,
                first.milliseconds >= second.milliseconds + 1000
            else { continue }
            return RecordedRule.bidAboveOthers.flaw(
                in: suite, at: ["\(higher.index)", "timestamp"], expected: "not before \(first)",
                actual: actual["timestamp"], "a lower bid was taken then")
        }
        return nil
    }

    /// A list that is whole, since it is shorter than it may be, without what was bid before.
    private func gap(
        _ known: RecordedTraffic.Known, _ elements: [JSONNode], _ before: [Taken],
        _ best: (amount: Double, text: String)?, _ rule: RecordedRule
    ) -> RecordedFlaw? {
        let query = known.call.request.query ?? ""
        let limit = query.split(separator: "&").first { $0.hasPrefix("limit=") }
        // What is written in another spelling is a limit too.
        guard let most = limit.map({ Int($0.dropFirst(6)) }) ?? (rule == .ownBids ? 10 : 20),
            !query.contains("%")
        else { return nil }
        let amounts = elements.compactMap { $0["amount"].flatMap(RecordedAuctions.amount) }
        guard elements.count < most, amounts.count == elements.count else { return nil }
        let isThere = best.map { (amounts.max() ?? -.infinity) >= $0.amount } ?? true
        guard
            let missing = before.last(where: { !amounts.contains($0.amount) })?.text
                ?? (isThere ? nil : best?.text)
        else { return nil }
        return rule.flaw(
            in: suite, at: [], expected: "a list with a bid of \(missing)",
            actual: JSONNode("\(elements.count) bids"), "was bid before, and the list is whole")
    }
}
