import HTTPEngine
import JSONTree

// What headers say.
extension Correspondence {
    /// The time at each of the servers.
    struct Clocks {
        let expected: Timestamp
        let actual: Timestamp
    }

    /// Whether a header's values say the same: a text, or a moment, in whatever form and rounded to seconds.
    static func areAlike(_ one: String?, _ other: String?, by clocks: Clocks) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        if one == other { return true }
        guard let span = distance(one, from: clocks.expected),
            let otherSpan = distance(other, from: clocks.actual)
        else { return false }
        return abs(span - otherSpan) <= Matching.tolerance.milliseconds
    }

    /// Whether a text says when, or in how many seconds.
    static func isTime(_ text: String) -> Bool {
        distance(text, from: Timestamp(milliseconds: 0)) != nil
    }

    /// How many milliseconds after now a text says.
    private static func distance(_ text: String, from now: Timestamp) -> Int? {
        if let seconds = Int32(text) { return Int(seconds) * 1000 }
        return (moment(text) ?? Timestamp(httpDate: text)).map {
            $0.milliseconds - now.milliseconds
        }
    }
}

extension [JSONNode] {
    /// Bids in the order of others, where they are the same amounts the other way round.
    func inOrder(of others: Self) -> Self {
        let amounts = map { $0["amount"]?.number?.double }
        guard !amounts.contains(nil),
            amounts == others.reversed().map({ $0["amount"]?.number?.double })
        else { return self }
        return reversed()
    }
}
