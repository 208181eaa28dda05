/// A list of consumers who want to hear about a sequence; it has no times and no order.
public struct Waitlist: Sendable {
    /// The identifier, `waitlist_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The sequence it belongs to, by its place in the catalogue.
    public let parent: SequenceKey

    var roster = Roster<WaitlistEntry>()

    init(_ plan: WaitlistPlan, id: String, sequenceID: String, parent: SequenceKey) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        name = plan.name
    }

    /// How many consumers are on the list.
    public var consumerCount: Int { roster.tickets.count }

    /// A consumer's signup.
    public func entry(of consumer: ConsumerKey) -> WaitlistEntry? { roster[consumer] }
}

/// One consumer's signup to a waitlist.
public struct WaitlistEntry: RosterEntry {
    /// The tail of the identifier.
    public let id: ULID
    /// Whose signup it is.
    public internal(set) var consumer: ConsumerKey
    /// When it was made.
    public let enteredAt: Instant

    var mayEnterAgain: Bool { false }
}

/// The rules of waitlists (specs/v1/contract.md#waitlists).
extension World {
    /// Signs a consumer up; whoever is on the list already keeps the first signup.
    public mutating func enterWaitlist(_ index: Key<Waitlist>, as consumer: ConsumerKey)
        -> WaitlistEntry
    {
        if let entry = catalogue[index].entry(of: consumer) { return entry }
        let entry = WaitlistEntry(id: nextID(), consumer: consumer, enteredAt: now)
        hold(.distribution(.waitlist(index)), by: consumer)
        _ = catalogue[index].roster.add(entry)
        return entry
    }

    /// Takes a consumer off the list.
    public mutating func leaveWaitlist(
        _ index: Key<Waitlist>, as consumer: ConsumerKey
    ) throws(FanfareError) {
        try require(catalogue[index].roster.remove(consumer), or: .notParticipating(.waitlist))
        consumers[consumer].holdings.removeAll { $0 == .distribution(.waitlist(index)) }
        occurred(.left(place: nil), to: consumer, in: .waitlist(index))
    }
}
