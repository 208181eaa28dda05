import FanfareModel

/// The faults of one organization, oldest first.
struct Faults: Sendable {
    /// How many there may be at once.
    static let limit = 1000

    private(set) var all: [Fault] = []
    private var made = 0
    /// A stream of its own, so that faults take nothing from the world's chance.
    private var chance: SeededGenerator

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
    mutating func meet(_ visit: Visit) -> Encounter? {
        guard !all.isEmpty else { return nil }
        var effect = Fault.Effect()
        var ids: [String] = []
        for index in all.indices
        where all[index].effect.sorts.isDisjoint(with: effect.sorts)
            && all[index].selector.fits(visit) && all[index].takes(chance: &chance)
        {
            effect.add(all[index].effect)
            ids.append(all[index].id)
        }
        guard !ids.isEmpty else { return nil }
        return Encounter(
            effect: effect, ids: ids, delay: effect.delay.map { $0.draw(using: &chance) })
    }
}

extension Faults {
    /// The faults that one call met.
    struct Encounter {
        let effect: Fault.Effect
        let ids: [String]
        let delay: Duration?
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
