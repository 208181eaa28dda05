public import JSONTree

/// What a new experience is made of.
public struct ExperiencePlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// The name as it stands in addresses, nil for one made from the name.
    public var slug: String?
    /// When it is open.
    public var schedule = Schedule()
    /// Colours, images and fonts.
    public var theme: JSONNode?
    /// Texts by language.
    public var i18n: JSONNode?

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a new sequence is made of.
public struct SequencePlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// The colour in which tools show it.
    public var color = "#3B82F6"
    /// Higher goes first.
    public var priority = 0

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a new queue is made of.
public struct QueuePlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// When it is open.
    public var schedule = Schedule()
    /// How many consumers may stand in line or be admitted at once, nil for any number.
    public var capacity: Int?
    /// How many consumers are admitted in a minute without being called, nil for none.
    public var admissionsPerMinute: Int?
    /// One admission a millisecond, the finest step of a world's time.
    public static let highestAdmissionRate = 60_000
    /// How long an admission is good for (specs/v1/contract.md#queues.admission).
    public var admissionWindow = Duration.minutes(10)

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a new timed release is made of.
public struct TimedReleasePlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// When it is open.
    public var schedule = Schedule()
    /// How long an admission is good for, nil for until the release closes.
    public var admissionWindow: Duration?

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a new appointment is made of.
public struct AppointmentPlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// When it can be booked.
    public var schedule = Schedule()
    /// Its slots.
    public var slots: [SlotPlan] = []

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a new slot is made of.
public struct SlotPlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// When it begins.
    public var startAt: Instant
    /// When it ends.
    public var endAt: Instant
    /// How many consumers can book it.
    public var capacity: Int

    /// Makes a plan.
    public init(id: String? = nil, startAt: Instant, endAt: Instant, capacity: Int = 1) {
        self.id = id
        self.startAt = startAt
        self.endAt = endAt
        self.capacity = capacity
    }
}

/// What a new waitlist is made of.
public struct WaitlistPlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}
