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

    /// How many entries there are.
    var count: Int { ring.count }

    /// The entries, newest first; each is taken apart when it is looked at.
    var newestFirst: some Sequence<JournalEntry> {
        (1...max(1, ring.count)).prefix(ring.count).lazy.map { [ring, start] back in
            ring[(start + ring.count - back) % ring.count].entry
        }
    }

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

    /// Forgets the entries with numbers, and answers how many there still were.
    mutating func remove(_ numbers: Set<Int>) -> Int {
        let kept = slots.filter { !numbers.contains($0.facts.number) }
        let count = ring.count - kept.count
        (ring, start) = (kept, 0)
        return count
    }
}
