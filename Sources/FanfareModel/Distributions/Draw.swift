/// A lottery: consumers enter, and at one instant some of them are drawn.
public struct Draw: Sendable {
    /// The identifier, `draw_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The sequence it belongs to, by its place in the catalogue.
    public let parent: SequenceKey
    /// When it can be entered.
    public let schedule: Schedule
    /// When the winners are drawn.
    public let drawAt: Instant
    /// How many consumers win.
    public let winnerCount: Int
    /// How many consumers may take part, nil for any number.
    public let capacity: Int?
    /// How long a win is good for.
    public let admissionWindow: Duration

    private(set) var entries = Chunked<DrawEntry>()
    private var tickets = Sharded<ConsumerKey, Int32>()
    /// How many consumers take part or took part.
    private(set) var entrantConsumers = 0
    /// The strangers who take part beside the consumers.
    public internal(set) var crowd: Crowd?
    /// Whether the winners are drawn.
    public private(set) var isDrawn = false
    /// The entries that were drawn, in the order of the drawing.
    private(set) var winners: [Int32] = []
    /// The entries that win before chance chooses, in the order in which somebody said so.
    private var favoured: [Int32] = []

    init(_ plan: DrawPlan, id: String, sequenceID: String, parent: SequenceKey) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        name = plan.name
        schedule = plan.schedule
        drawAt = plan.drawAt
        winnerCount = plan.winnerCount
        capacity = plan.capacity
        admissionWindow = plan.admissionWindow
    }

    /// How many take part or took part.
    public var entrantCount: Int { entrantConsumers + (crowd?.size ?? 0) }

    /// The entry a consumer has or last had.
    public func entry(of consumer: ConsumerKey) -> DrawEntry? {
        tickets[consumer].map { entries[Int($0)] }
    }

    /// The winners, from the one drawn first on.
    public func winners(first limit: Int) -> [DrawEntry] {
        winners.prefix(limit).map { entries[Int($0)] }
    }

    func ticket(of consumer: ConsumerKey) throws(FanfareError) -> Int32 {
        guard let ticket = tickets[consumer] else { throw .notParticipating(.draw) }
        return ticket
    }

    mutating func add(_ entry: DrawEntry) {
        tickets[entry.consumer] = Int32(entries.count)
        entries.append(entry)
        if entry.isEntrant { entrantConsumers += 1 }
    }

    /// Lets an event happen to an entry and keeps the count in step with it.
    mutating func change(
        _ ticket: Int32, _ event: (inout DrawEntry) throws(FanfareError) -> Void
    ) throws(FanfareError) -> DrawEntry {
        let wasEntrant = entries[Int(ticket)].isEntrant
        try event(&entries[Int(ticket)])
        if wasEntrant, !entries[Int(ticket)].isEntrant { entrantConsumers -= 1 }
        return entries[Int(ticket)]
    }

    /// Lets an entry be among the winners, whatever chance says; whoever gives it up is not.
    mutating func favour(_ ticket: Int32) throws(FanfareError) {
        try require(entries[Int(ticket)].state == .entered, or: .notAdmitted(.draw))
        favoured.removeAll { entries[Int($0)].state != .entered }
        guard !favoured.contains(ticket) else { return }
        try require(favoured.count < winnerCount, or: .full(.draw))
        favoured.append(ticket)
    }

    /// Draws the winners, and answers the rank of each consumer among all who were drawn, from 1.
    ///
    /// Whoever takes part and is not among them has lost.
    mutating func drawn(
        by generator: inout SeededGenerator, _ win: (ConsumerKey) -> Win
    ) -> [Int] {
        isDrawn = true
        let entrants = entries.indices.filter { entries[$0].state == .entered }.map(Int32.init)
        let first = favoured.filter { entries[Int($0)].state == .entered }.prefix(winnerCount)
        favoured = []
        let chosen = Set(first)
        let sample = Self.sample(
            winnerCount - chosen.count, of: entrants.filter { !chosen.contains($0) },
            and: crowd?.size ?? 0, by: &generator)
        winners = first + sample.map(\.ticket)
        for ticket in winners {
            entries[Int(ticket)].drawn(win(entries[Int(ticket)].consumer))
        }
        for ticket in entrants where entries[Int(ticket)].state == .entered {
            entries[Int(ticket)].drawn(nil)
        }
        let drawn = min(winnerCount, entrants.count + (crowd?.size ?? 0))
        crowd?.admitted = drawn - winners.count
        crowd?.stop()
        return first.indices.map { $0 + 1 } + sample.map { first.count + $0.rank }
    }

    /// The first steps of a Fisher-Yates shuffle of tickets with strangers behind them.
    ///
    /// All of them when there are no more than wanted. A stranger who is drawn is like every other and
    /// need not be moved.
    private static func sample(
        _ count: Int, of tickets: [Int32], and strangers: Int, by generator: inout SeededGenerator
    ) -> [(ticket: Int32, rank: Int)] {
        var tickets = tickets
        var ranks: [Int] = []
        let whole = tickets.count + strangers
        for step in 0..<min(count, whole) where ranks.count < tickets.count {
            // Multiplying maps 64 random bits to the rest of the line; its bias is below one in 2^32.
            let chosen = generator.below(whole - step)
            guard chosen < tickets.count - ranks.count else { continue }
            tickets.swapAt(ranks.count, ranks.count + chosen)
            ranks.append(step + 1)
        }
        return Array(zip(tickets, ranks))
    }

    /// Gives a guest's entry to another consumer, unless that one's own stands; then it is given up.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey) {
        guard let ticket = tickets.removeValue(forKey: guest) else { return }
        if let own = entry(of: owner), own.state != .left {
            _ = try? change(ticket) { entry throws(FanfareError) in entry.displaced() }
        } else {
            entries[Int(ticket)].consumer = owner
            tickets[owner] = ticket
        }
    }
}

/// The count of entrants follows from the entries.
extension Draw: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        var plan = DrawPlan(
            name: head.name, drawAt: try reader.read(), winnerCount: try reader.tally())
        plan.schedule = try reader.read()
        plan.capacity = try reader.read()
        plan.admissionWindow = try reader.read()
        self.init(plan, id: head.id, sequenceID: head.sequenceID, parent: head.parent)
        isDrawn = try reader.read()
        try readEntries(from: &reader)
    }

    private mutating func readEntries(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        tickets.reserveCapacity(reader.reservation(for: count, of: (ConsumerKey, Int32).self))
        for ticket in 0..<count {
            let entry: DrawEntry = try reader.read("entries")
            entries.append(entry)
            try reader.readTicket(Int32(ticket), of: entry.consumer, into: &tickets)
        }
        entrantConsumers = entries.count(where: \.isEntrant)
        for _ in 0..<(try reader.count()) {
            winners.append(try reader.index(below: count, of: "entries"))
        }
        for _ in 0..<(try reader.count()) {
            let ticket: Int32 = try reader.index(below: count, of: "entries")
            try reader.require(!favoured.contains(ticket), "no entry that is favoured twice")
            favoured.append(ticket)
        }
        crowd = try Crowd.optional(from: &reader)
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(drawAt)
        writer.write(winnerCount)
        writer.write(schedule)
        writer.write(capacity)
        writer.write(admissionWindow)
        writer.write(isDrawn)
        writer.number(UInt64(entries.count))
        for (ticket, entry) in entries.enumerated() {
            writer.write(entry)
            writer.write(tickets[entry.consumer] == Int32(ticket))
        }
        writer.number(UInt64(winners.count))
        for winner in winners { writer.number(UInt64(winner)) }
        writer.number(UInt64(favoured.count))
        for ticket in favoured { writer.number(UInt64(ticket)) }
        Crowd.write(crowd, to: &writer)
    }
}
