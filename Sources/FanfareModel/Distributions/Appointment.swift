/// A calendar of slots that consumers book.
public struct Appointment: Sendable {
    /// The identifier, `appointment_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The sequence it belongs to, by its place in the catalogue.
    public let parent: SequenceKey
    /// When it can be booked.
    public let schedule: Schedule
    /// Its slots, in the order of their beginning.
    public internal(set) var slots: [Slot]

    var roster = Roster<Booking>()

    init(
        _ plan: AppointmentPlan, id: String, sequenceID: String, parent: SequenceKey, slots: [Slot]
    ) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        self.slots = slots.sorted { $0.startAt < $1.startAt }
        name = plan.name
        schedule = plan.schedule
    }

    /// The booking a consumer holds or last held.
    public func booking(of consumer: ConsumerKey) -> Booking? { roster[consumer] }

    func slot(_ id: String) throws(FanfareError) -> Int {
        guard let index = slots.firstIndex(where: { $0.id == id }) else { throw .notFound(.slot) }
        return index
    }

    /// Takes one of a slot's places and answers the booking's ticket.
    mutating func add(_ booking: Booking) -> Int32 {
        slots[booking.slot].bookedCount += 1
        return roster.add(booking)
    }

    /// Frees the place that a booking takes; one that is cancelled takes none.
    mutating func cancel(_ ticket: Int32, at now: Instant) {
        guard roster[ticket].cancelledByConsumer(at: now) else { return }
        slots[roster[ticket].slot].bookedCount -= 1
    }

    /// Gives a guest's booking to another consumer, unless that one has its own.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey, at now: Instant) {
        if let lost = roster.move(guest, to: owner) { cancel(lost, at: now) }
    }
}

/// A stretch of time that so many consumers can book.
public struct Slot: Sendable {
    /// The identifier, `slot_…`.
    public let id: String
    /// When it begins; from then on it cannot be booked.
    public let startAt: Instant
    /// When it ends.
    public let endAt: Instant
    /// How many consumers can book it.
    public let capacity: Int
    /// How many have.
    public internal(set) var bookedCount = 0

    /// How many still can.
    public var available: Int { max(0, capacity - bookedCount) }
}

/// One consumer's booking of a slot: `booked ──> cancelled`.
public struct Booking: RosterEntry {
    /// The tail of the identifier.
    public let id: ULID
    /// Whose booking it is.
    public internal(set) var consumer: ConsumerKey
    /// The slot, by its place in the appointment.
    public let slot: Int
    /// The place the consumer chose.
    public let locationID: String?
    /// What the consumer shows on arrival.
    public let confirmationCode: String
    /// When it was booked.
    public let createdAt: Instant
    /// When it was cancelled, nil while it stands.
    public private(set) var cancelledAt: Instant?

    init(
        id: ULID, consumer: ConsumerKey, slot: Int, locationID: String?, confirmationCode: String,
        createdAt: Instant
    ) {
        self.id = id
        self.consumer = consumer
        self.slot = slot
        self.locationID = locationID
        self.confirmationCode = confirmationCode
        self.createdAt = createdAt
    }

    var mayEnterAgain: Bool { cancelledAt != nil }

    /// The consumer gives the slot back; answers whether the booking stood until then.
    mutating func cancelledByConsumer(at now: Instant) -> Bool {
        guard cancelledAt == nil else { return false }
        cancelledAt = now
        return true
    }
}
