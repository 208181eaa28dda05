/// What one consumer holds in a distribution, kept in a roster.
protocol RosterEntry: Sendable {
    /// Whose it is.
    var consumer: ConsumerKey { get set }
    /// Whether the consumer may enter anew, because this is over and bars nothing.
    var mayEnterAgain: Bool { get }
}

/// What consumers hold in one distribution: every entry ever made, and each consumer's present one.
///
/// An entry keeps its ticket for good, so that the agenda can name it whoever holds it by then.
struct Roster<Entry: RosterEntry>: Sendable {
    private(set) var entries = Chunked<Entry>()
    private(set) var tickets = Sharded<ConsumerKey, Int32>()

    /// The entry a consumer holds or last held.
    subscript(consumer: ConsumerKey) -> Entry? { tickets[consumer].map { entries[Int($0)] } }

    /// The entry with a ticket.
    subscript(ticket: Int32) -> Entry {
        _read { yield entries[Int(ticket)] }
        _modify { yield &entries[Int(ticket)] }
    }

    /// The ticket of the entry a consumer holds or last held.
    func ticket(of consumer: ConsumerKey) -> Int32? { tickets[consumer] }

    /// Adds an entry, which becomes its consumer's present one, and answers its ticket.
    mutating func add(_ entry: Entry) -> Int32 {
        let ticket = Int32(entries.count)
        entries.append(entry)
        tickets[entry.consumer] = ticket
        return ticket
    }

    /// Takes a consumer's entry away; false when there is none.
    mutating func remove(_ consumer: ConsumerKey) -> Bool {
        tickets.removeValue(forKey: consumer) != nil
    }

    /// Gives a guest's entry to another consumer, unless that one's own stands; answers the ticket
    /// of an entry that lost its holder to this.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey) -> Int32? {
        guard let ticket = tickets.removeValue(forKey: guest) else { return nil }
        if let own = tickets[owner], !entries[Int(own)].mayEnterAgain { return ticket }
        entries[Int(ticket)].consumer = owner
        return tickets.updateValue(ticket, forKey: owner)
    }
}

/// Each entry stands with whether it is its consumer's present one.
extension Roster: Stored where Entry: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        tickets.reserveCapacity(reader.reservation(for: count, of: (ConsumerKey, Int32).self))
        for ticket in 0..<count {
            let entry: Entry = try reader.read()
            entries.append(entry)
            try reader.readTicket(Int32(ticket), of: entry.consumer, into: &tickets)
        }
    }

    func write(to writer: inout StateWriter) {
        writer.number(UInt64(entries.count))
        for (ticket, entry) in entries.enumerated() {
            writer.write(entry)
            writer.write(tickets[entry.consumer] == Int32(ticket))
        }
    }
}

extension StateReader {
    /// Reads whether a ticket is its consumer's present one, and has it lead there if it is.
    mutating func readTicket(
        _ ticket: Int32, of consumer: ConsumerKey, into tickets: inout Sharded<ConsumerKey, Int32>
    ) throws(StateError) {
        guard try read() else { return }
        let other = tickets.updateValue(ticket, forKey: consumer)
        try require(other == nil, "one present ticket a consumer")
    }
}
