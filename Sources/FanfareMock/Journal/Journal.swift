import FanfareModel
import HTTPEngine

/// What was asked of one organization, newest last, bounded.
///
/// Recording copies what is there anyway and formats nothing; that is for whoever reads.
struct Journal: Sendable {
    private struct Slot: Sendable {
        var facts: JournalEntry.Facts
        var exchange: KeptExchange

        var entry: JournalEntry {
            JournalEntry(facts: facts, request: exchange.request, response: exchange.response)
        }
    }

    private let limit: Int
    private var ring: [Slot] = []
    /// Where the oldest entry stands once the ring is full.
    private var start = 0
    /// How many requests were ever recorded.
    private(set) var recorded = 0
    /// How many entries gave way to newer ones.
    private(set) var dropped = 0

    init(limit: Int) { self.limit = limit }

    /// The entries, oldest first.
    var entries: [JournalEntry] { slots.map(\.entry) }

    private var slots: [Slot] { Array(ring[start...] + ring[..<start]) }

    mutating func record(
        _ facts: JournalEntry.Facts, _ request: HTTPRequest, _ response: borrowing HTTPResponse
    ) {
        guard limit > 0 else { return }
        recorded += 1
        guard ring.count == limit else {
            var exchange = KeptExchange()
            exchange.keep(request, response, bodyLimit: JournalEntry.bodyLimit)
            return ring.append(Slot(facts: facts, exchange: exchange))
        }
        ring[start].facts = facts
        ring[start].exchange.keep(request, response, bodyLimit: JournalEntry.bodyLimit)
        start = start + 1 == limit ? 0 : start + 1
        dropped += 1
    }

    /// Forgets the entries of which something is true, and answers how many they were.
    mutating func remove(where isUnwanted: (JournalEntry) -> Bool) -> Int {
        let kept = slots.filter { !isUnwanted($0.entry) }
        let count = ring.count - kept.count
        (ring, start) = (kept, 0)
        return count
    }
}
