/// What a new draw is made of.
public struct DrawPlan: Sendable {
    /// The identifier, nil for a fresh one.
    public var id: String?
    /// The name.
    public var name: String
    /// When it can be entered.
    public var schedule = Schedule()
    /// When the winners are drawn.
    public var drawAt: Instant
    /// How many consumers win.
    public var winnerCount: Int
    /// How many consumers may take part, nil for any number.
    public var capacity: Int?
    /// How long a win is good for (specs/v1/contract.md#draws is silent; a day is an example's value).
    public var admissionWindow = Duration.days(1)

    /// Makes a plan.
    public init(id: String? = nil, name: String, drawAt: Instant, winnerCount: Int) {
        self.id = id
        self.name = name
        self.drawAt = drawAt
        self.winnerCount = winnerCount
    }
}

extension World {
    /// Adds a draw to a sequence.
    @discardableResult
    public mutating func add(_ plan: DrawPlan, to sequence: SequenceKey) -> DistributionKey {
        let key = catalogue.add(
            Draw(
                plan, id: plan.id ?? nextIdentifier(.draw),
                sequenceID: catalogue[sequence].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        if case .draw(let index) = key { agenda.add(.draws(draw: index), due: plan.drawAt) }
        return key
    }
}
