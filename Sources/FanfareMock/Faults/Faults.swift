import FanfareModel

/// The faults of one organization, oldest first.
struct Faults: Sendable {
    /// How many there may be at once.
    static let limit = 1000

    private(set) var all: [Fault] = []
    private var made = 0
    /// A stream of its own, so that faults take nothing from the world's chance.
    private var chance: SeededGenerator
    /// The calls that were broken a moment ago.
    var broken = BrokenCalls()

    /// How often the organization has begun anew.
    private let era: Era

    /// Makes an empty list; the same calls are hit in every era.
    init(seed: UInt64, era: Era) {
        self.era = era
        chance = SeededGenerator(seed: seed ^ 0xFA17)
    }

    /// Adds the fault that a body describes, under a fresh identifier, and answers it.
    mutating func add(_ body: FieldReader) throws(FanfareError) -> Fault {
        var reader = FaultReader(body)
        let fault = Fault(id: era.identifier("fault_", made + 1), &reader)
        try reader.fields.finish()
        made += 1
        all.append(fault)
        return fault
    }

    /// Removes one fault; false when there is none of that identifier.
    mutating func remove(_ id: String) -> Bool {
        guard let index = all.firstIndex(where: { $0.id == id }) else { return false }
        all.remove(at: index)
        return true
    }

    mutating func removeAll() { all = [] }

    /// What a call meets; nil, as nearly always, for nothing.
    mutating func meet(_ context: RequestContext, connection: @autoclosure () -> CallersConnection)
        -> Encounter?
    {
        guard !all.isEmpty || !broken.isEmpty else { return nil }
        let resent = broken.first(before: context, connection: connection())
        if let resent, resent.isSameCall { return Encounter(again: resent) }
        var encounter = Encounter()
        encounter.resentAfter = resent?.after
        for index in all.indices
        where all[index].effect.sorts.isDisjoint(with: encounter.effect.sorts)
            && all[index].selector.fits(context) && all[index].takes(chance: &chance)
        {
            encounter.effect.add(all[index].effect)
            encounter.ids.append(all[index].id)
        }
        encounter.delay = encounter.effect.delay.map { $0.draw(using: &chance) }
        return encounter.ids.isEmpty && resent == nil ? nil : encounter
    }

    /// Takes back that a fault broke a call, since it found nothing to break.
    mutating func spared(by id: String) {
        guard let index = all.firstIndex(where: { $0.id == id }) else { return }
        all[index].hadNoEffect()
    }

    /// What a fault does.
    func sorts(of id: String) -> Fault.Sorts {
        all.first { $0.id == id }?.effect.sorts ?? []
    }
}

extension Faults {
    /// The faults that one call met.
    struct Encounter {
        var effect = Fault.Effect()
        var ids: [String] = []
        var delay: Duration?
        /// Set for a call that the caller's HTTP library may have sent again: so long after it broke.
        var resentAfter: Duration?
        /// Whether it is the same call once more, which was broken before it had an answer.
        private(set) var isAgain = false
        /// Faults that would have changed the answer and found nothing to change, with the reason.
        var idle: [String] = []
        /// Whether the answer is the operation's own, which the faults would not have changed.
        var keepsOwnAnswer = false

        init() {}

        /// Breaks a call again, so that the program hears of what its HTTP library would hide.
        init(again resent: BrokenCalls.Resent) {
            effect.damage = .resetBefore
            ids = resent.ids
            resentAfter = resent.after
            isAgain = true
        }
    }
}

extension Faults: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        era = try reader.read("era")
        made = try reader.tally()
        chance = try reader.read()
        all = try reader.read()
    }

    func write(to writer: inout StateWriter) {
        writer.write(era)
        writer.write(made)
        writer.write(chance)
        writer.write(all)
    }
}
