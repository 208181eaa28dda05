import FanfareModel
import HTTPEngine

/// What was asked of one organization, newest last, bounded.
///
/// Recording keeps what is there anyway and formats nothing; that is for whoever reads.
struct Journal: Sendable {
    private let limit: Int
    private var ring: [JournalEntry] = []
    /// Where the oldest entry stands once the ring is full.
    private var start = 0
    /// How many requests were ever recorded.
    private(set) var recorded = 0
    /// How many entries gave way to newer ones.
    private(set) var dropped = 0

    init(limit: Int) { self.limit = limit }

    /// The entries, oldest first.
    var entries: [JournalEntry] { Array(ring[start...] + ring[..<start]) }

    mutating func record(_ entry: consuming JournalEntry) {
        guard limit > 0 else { return }
        recorded += 1
        guard ring.count == limit else { return ring.append(entry) }
        ring[start] = entry
        start = (start + 1) % limit
        dropped += 1
    }

    /// Forgets the entries of which something is true, and answers how many they were.
    mutating func remove(where isUnwanted: (JournalEntry) -> Bool) -> Int {
        let kept = entries.filter { !isUnwanted($0) }
        let count = ring.count - kept.count
        (ring, start) = (kept, 0)
        return count
    }
}
