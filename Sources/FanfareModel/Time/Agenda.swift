/// What falls due and when, taken out in the order of the deadlines.
///
/// A binary heap: adding and taking cost O(log n). Entries with the same deadline come out in the
/// order they were added. An entry is not removed when it loses its reason; whoever takes it out
/// checks whether it still holds.
struct Agenda: Sendable {
    struct Entry: Sendable {
        let due: Instant
        let order: UInt32
        let event: ScheduledEvent
    }

    private(set) var entries = Chunked<Entry>()
    private var added: UInt32 = 0

    /// What falls due first.
    var first: Entry? { entries.first }

    /// The earliest deadline.
    var next: Instant? { entries.first?.due }

    mutating func add(_ event: ScheduledEvent, due: Instant) {
        entries.append(Entry(due: due, order: added, event: event))
        added &+= 1
        siftUp(from: entries.count - 1)
    }

    /// Takes out the earliest entry when it is due by an instant.
    mutating func take(dueBy instant: Instant) -> Entry? {
        guard let first = entries.first, first.due <= instant else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        siftDown(from: 0)
        return first
    }

    private func precedes(_ one: Int, _ other: Int) -> Bool {
        let (one, other) = (entries[one], entries[other])
        return one.due == other.due ? one.order < other.order : one.due < other.due
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0, precedes(child, (child - 1) / 2) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && precedes(child, first) { first = child }
            guard first != parent else { return }
            entries.swapAt(first, parent)
            parent = first
        }
    }
}

extension Agenda: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        entries = try reader.read()
        let order = try reader.integer(in: 0...Int(UInt32.max))
        added = UInt32(order)
        for child in entries.indices.dropFirst() {
            try reader.require(!precedes(child, (child - 1) / 2), "the deadlines as a heap")
        }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(entries)
        writer.write(Int(added))
    }
}

extension Agenda.Entry: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        due = try reader.read()
        order = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
        event = try reader.read()
    }

    package func write(to writer: inout StateWriter) {
        writer.write(due)
        writer.write(Int(order))
        writer.write(event)
    }
}
