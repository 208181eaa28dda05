import FanfareModel
import HTTPEngine
import Synchronization

/// What was asked of one organization, newest last, bounded.
///
/// Recording copies what is there anyway and formats nothing; that is for whoever reads.
struct Journal: Sendable {
    private struct Slot: Sendable {
        var facts: JournalEntry.Facts
        var exchange: PackedExchange

        var entry: JournalEntry {
            JournalEntry(facts: facts, request: exchange.request, response: exchange.response)
        }
    }

    private let limit: Int
    /// Tells the journals of this process apart, also those of an organization before a reset and after.
    let series = Self.seriesBegun.add(1, ordering: .relaxed).newValue
    private static let seriesBegun = Atomic<UInt32>(0)
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
        _ facts: consuming JournalEntry.Facts, _ request: HTTPRequest,
        _ response: borrowing HTTPResponse
    ) {
        guard limit > 0 else { return }
        recorded += 1
        guard ring.count == limit else {
            var exchange = PackedExchange()
            exchange.keep(request, response, bodyLimit: JournalEntry.bodyLimit)
            return ring.append(Slot(facts: facts, exchange: exchange))
        }
        ring[start].facts = facts
        ring[start].exchange.keep(request, response, bodyLimit: JournalEntry.bodyLimit)
        start = start + 1 == limit ? 0 : start + 1
        dropped += 1
    }

    /// What an answer is known by whose entry was the last to be recorded.
    var ticket: AnswerTicket {
        limit > 0
            ? AnswerTicket(UInt64(series) << 32 | UInt64(truncatingIfNeeded: recorded)) : .none
    }

    /// Notes that the client gave up on the answer of a ticket, if its entry is still kept.
    mutating func note(_ loss: AnswerLoss, of ticket: AnswerTicket) {
        let number = Int(ticket.number & 0xFFFF_FFFF)
        guard let index = ring.lastIndex(where: { $0.facts.number == number }) else { return }
        ring[index].facts.loss = loss
    }

    /// Forgets the entries with numbers, and answers how many there still were.
    mutating func remove(_ numbers: Set<Int>) -> Int {
        let kept = slots.filter { !numbers.contains($0.facts.number) }
        let count = ring.count - kept.count
        (ring, start) = (kept, 0)
        return count
    }
}
