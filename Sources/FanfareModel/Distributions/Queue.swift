/// A waiting room: consumers stand in line and are admitted one after the other.
public struct Queue: Sendable {
    /// The identifier, `queue_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The experience and sequence it belongs to, by their place in the catalogue.
    public let parent: SequenceKey
    /// How many consumers may stand in line or be admitted at once, nil for any number.
    public let capacity: Int?
    /// When it is open.
    public let schedule: Schedule
    /// How many consumers are admitted in a minute without being called, nil for none.
    public let admissionsPerMinute: Int?
    /// How long an admission is good for.
    public let admissionWindow: Duration

    private(set) var places = Chunked<QueueEntry>()
    private var line = TicketLine()
    private var tickets = Sharded<ConsumerKey, Int32>()
    /// How many places of consumers count against the capacity.
    private(set) var activePlaces = 0
    /// Whether the agenda holds this queue's next admission.
    var isAdmissionPlanned = false
    /// The strangers who stand in line among the consumers.
    public internal(set) var crowd: Crowd?

    init(_ plan: QueuePlan, id: String, sequenceID: String, parent: SequenceKey) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        name = plan.name
        capacity = plan.capacity
        schedule = plan.schedule
        admissionsPerMinute = plan.admissionsPerMinute
        admissionWindow = plan.admissionWindow
    }

    /// How many consumers are admitted in a minute, nil for none.
    var effectiveRate: Int? {
        guard let rate = admissionsPerMinute, rate > 0 else { return nil }
        return min(rate, QueuePlan.highestAdmissionRate)
    }

    /// How many hold or held a place.
    var participantCount: Int { tickets.count + (crowd?.came ?? 0) }

    /// How many consumers wait; strangers are not among them.
    var waitingConsumers: Int { line.count }

    /// How many wait.
    public var waitingCount: Int { line.count + (crowd?.size ?? 0) }

    /// How many count against the capacity: who waits and who is admitted.
    public var activeCount: Int { activePlaces + (crowd?.size ?? 0) }

    /// How many places there have been.
    var ticketCount: Int { places.count }

    /// The place a consumer holds or last held.
    public func place(of consumer: ConsumerKey) -> QueueEntry? {
        tickets[consumer].map { places[Int($0)] }
    }

    /// Where a consumer stands in line, 1 for the next; nil when it does not wait.
    public func position(of consumer: ConsumerKey) -> Int? {
        guard let ticket = tickets[consumer], let position = line.position(of: ticket) else {
            return nil
        }
        return crowd.map { position + $0.line.ahead(of: ticket) } ?? position
    }

    /// The places of those who wait, from the next in line on.
    public func line(first limit: Int) -> [QueueEntry] {
        (0..<max(0, min(limit, line.count))).compactMap { index in
            line.ticket(at: index + 1).map { places[Int($0)] }
        }
    }

    func ticket(of consumer: ConsumerKey) throws(FanfareError) -> Int32 {
        guard let ticket = tickets[consumer] else { throw .notParticipating(.queue) }
        return ticket
    }

    /// The ticket of the consumer who stands first.
    var firstInLine: Int32? { line.ticket(at: 1) }

    /// The ticket of the consumer who has waited longest.
    mutating func next() -> Int32? { line.next() }

    mutating func add(_ place: QueueEntry) {
        tickets[place.consumer] = place.state == .queued ? line.draw() : line.drawIdle()
        places.append(place)
        crowd?.line.ticketDrawn()
        if place.isActive { activePlaces += 1 }
    }

    /// Lets an event happen to a place and keeps the line and the count in step with it.
    mutating func change(
        _ ticket: Int32, _ event: (inout QueueEntry) throws(FanfareError) -> Void
    ) throws(FanfareError) -> QueueEntry {
        let wasActive = places[Int(ticket)].isActive
        try event(&places[Int(ticket)])
        let place = places[Int(ticket)]
        if place.state != .queued { line.leave(ticket) }
        if wasActive, !place.isActive { activePlaces -= 1 }
        return place
    }

    /// Gives a guest's place to another consumer, unless that one's own stands; then it is given up.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey) {
        guard let ticket = tickets.removeValue(forKey: guest) else { return }
        if let own = tickets[owner], !places[Int(own)].mayEnterAgain {
            guard places[Int(ticket)].isActive else { return }
            _ = try? change(ticket) { place throws(FanfareError) in try place.leftByConsumer() }
        } else {
            places[Int(ticket)].consumer = owner
            tickets[owner] = ticket
        }
    }
}

/// The line and the counts follow from the places.
extension Queue: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        var plan = QueuePlan(name: head.name)
        plan.capacity = try reader.read()
        plan.schedule = try reader.read()
        plan.admissionsPerMinute = try reader.read()
        plan.admissionWindow = try reader.read()
        self.init(plan, id: head.id, sequenceID: head.sequenceID, parent: head.parent)
        isAdmissionPlanned = try reader.read()
        try readPlaces(from: &reader)
    }

    private mutating func readPlaces(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        tickets.reserveCapacity(reader.reservation(for: count, of: (ConsumerKey, Int32).self))
        for ticket in 0..<count {
            let place: QueueEntry = try reader.read("places")
            places.append(place)
            try reader.readTicket(Int32(ticket), of: place.consumer, into: &tickets)
        }
        line = TicketLine(waiting: places.lazy.map { $0.state == .queued })
        activePlaces = places.count(where: \.isActive)
        crowd = try Crowd.optional(from: &reader, tickets: places.count)
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(capacity)
        writer.write(schedule)
        writer.write(admissionsPerMinute)
        writer.write(admissionWindow)
        writer.write(isAdmissionPlanned)
        writer.number(UInt64(places.count))
        for (ticket, place) in places.enumerated() {
            writer.write(place)
            writer.write(tickets[place.consumer] == Int32(ticket))
        }
        Crowd.write(crowd, to: &writer)
    }
}
