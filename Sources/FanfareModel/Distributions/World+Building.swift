public import JSONTree

/// What a new experience is made of.
public struct ExperiencePlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
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
    /// How long an admission is good for (contract section 6).
    public var admissionWindow = Duration.minutes(10)

    /// Makes a plan.
    public init(id: String? = nil, name: String) {
        self.id = id
        self.name = name
    }
}

extension World {
    /// Adds an experience and answers its place in the catalogue.
    @discardableResult
    public mutating func add(_ plan: ExperiencePlan) -> Int {
        catalogue.add(
            Experience(
                id: plan.id ?? nextID().text(prefix: "exp_"), name: plan.name,
                schedule: plan.schedule, theme: plan.theme, i18n: plan.i18n))
    }

    /// Adds a sequence to an experience.
    @discardableResult
    public mutating func add(_ plan: SequencePlan, to experience: Int) -> SequenceKey {
        catalogue.add(
            ExperienceSequence(
                id: plan.id ?? nextID().text(prefix: "seq_"), name: plan.name, color: plan.color,
                priority: plan.priority, experience: experience))
    }

    /// Adds a queue to a sequence.
    @discardableResult
    public mutating func add(_ plan: QueuePlan, to sequence: SequenceKey) -> DistributionKey {
        let key = catalogue.add(
            Queue(
                plan, id: plan.id ?? nextID().text(prefix: "queue_"),
                sequenceID: catalogue.sequences[Int(sequence.index)].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Puts openings and closings that lie ahead on the agenda.
    private mutating func planPhases(of key: DistributionKey, _ schedule: Schedule) {
        if let openAt = schedule.openAt, openAt > now { agenda.add(.opens(key), due: openAt) }
        if let closeAt = schedule.closeAt, closeAt > now { agenda.add(.closes(key), due: closeAt) }
    }
}
