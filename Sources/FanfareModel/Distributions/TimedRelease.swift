/// A door that opens for everybody at once: whoever enters is admitted, and there is no line.
public struct TimedRelease: Sendable {
    /// The identifier, `release_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The identifier of the sequence it belongs to.
    public let sequenceID: String
    /// The sequence it belongs to, by its place in the catalogue.
    public let parent: SequenceKey
    /// When it is open.
    public let schedule: Schedule
    /// How long an admission is good for, nil for until the release closes.
    public let admissionWindow: Duration?

    var roster = Roster<ReleaseEntry>()

    init(_ plan: TimedReleasePlan, id: String, sequenceID: String, parent: SequenceKey) {
        self.id = id
        self.sequenceID = sequenceID
        self.parent = parent
        name = plan.name
        schedule = plan.schedule
        admissionWindow = plan.admissionWindow
    }

    /// What a consumer holds or last held.
    public func entry(of consumer: ConsumerKey) -> ReleaseEntry? { roster[consumer] }

    /// How many consumers have entered.
    public var consumerCount: Int { roster.tickets.count }

    func ticket(of consumer: ConsumerKey) throws(FanfareError) -> Int32 {
        guard let ticket = roster.ticket(of: consumer) else {
            throw .notParticipating(.timedRelease)
        }
        return ticket
    }

    /// Gives a guest's entry to another consumer, unless that one's own stands; then it is over.
    mutating func move(_ guest: ConsumerKey, to owner: ConsumerKey) {
        if let lost = roster.move(guest, to: owner) { _ = roster[lost].timeElapsed() }
    }

    /// How long an admission given now is good for; the closing ends it where nothing else does.
    func window(at now: Instant) -> Duration {
        admissionWindow ?? schedule.closeAt.map { $0 - now } ?? .minutes(10)
    }
}

/// One consumer's admission by a timed release.
///
/// ```
///            ┌──> completed
/// entered ───┼──> expired
/// denied     └──> left
/// ```
public struct ReleaseEntry: RosterEntry {
    /// Where the entry stands.
    public enum State: Hashable, Sendable {
        /// The consumer may go on until the admission expires.
        case entered(Admission)
        /// The admission ended.
        case expired(Admission)
        /// The admission was used.
        case completed(Admission, at: Instant)
        /// The consumer gave the admission up.
        case left(at: Instant)
        /// The consumer was not let in.
        case denied(DenyReason)
    }

    /// Whose entry it is.
    public internal(set) var consumer: ConsumerKey
    /// When the release was entered.
    public let enteredAt: Instant
    /// The variant of the product that was chosen.
    public let variantID: String?
    /// Where the entry stands.
    public private(set) var state: State

    init(consumer: ConsumerKey, enteredAt: Instant, variantID: String?, state: State) {
        self.consumer = consumer
        self.enteredAt = enteredAt
        self.variantID = variantID
        self.state = state
    }

    var mayEnterAgain: Bool {
        switch state {
        case .expired, .left: true
        case .entered, .completed, .denied: false
        }
    }

    /// The admission's time is over; answers whether that ended it.
    mutating func timeElapsed() -> Bool {
        switch state {
        case .entered(let admission):
            state = .expired(admission)
            return true
        case .expired, .completed, .left, .denied: return false
        }
    }

    mutating func completed(at now: Instant) throws(FanfareError) {
        switch state {
        case .entered(let admission): state = .completed(admission, at: now)
        case .completed: throw .alreadyCompleted(.timedRelease)
        case .expired, .denied: throw .notAdmitted(.timedRelease)
        case .left: throw .notParticipating(.timedRelease)
        }
    }

    mutating func leftByConsumer(at now: Instant) throws(FanfareError) {
        switch state {
        case .entered: state = .left(at: now)
        case .expired, .completed, .denied, .left: throw .notParticipating(.timedRelease)
        }
    }

    /// The admission that still lets its consumer through.
    public var usableAdmission: Admission? {
        if case .entered(let admission) = state { admission } else { nil }
    }

    /// Why the consumer may not go on.
    public var denyReason: DenyReason? {
        switch state {
        case .entered, .completed, .left: nil
        case .expired: .admissionExpired
        case .denied(let reason): reason
        }
    }
}
