/// One deadline for each slot of a table, for deadlines that are moved far more often than missed.
///
/// Moving one is a store; looking for missed ones is a walk over a flat array that happens only
/// when the earliest deadline known may have come. Ten thousand slots cost ten microseconds.
struct DeadlineTable {
    static let never = UInt64.max

    private var deadlines: [UInt64] = []
    /// No deadline is earlier; some may have moved since this was found.
    private(set) var earliest = never

    /// Sets or moves the deadline of a slot.
    mutating func set(_ slot: Int, to deadline: UInt64) {
        while deadlines.count <= slot { deadlines.append(Self.never) }
        deadlines[slot] = deadline
        earliest = min(earliest, deadline)
    }

    /// The deadline of a slot, if it has one.
    subscript(slot: Int) -> UInt64? {
        slot < deadlines.count && deadlines[slot] != Self.never ? deadlines[slot] : nil
    }

    mutating func clear(_ slot: Int) {
        if slot < deadlines.count { deadlines[slot] = Self.never }
    }

    /// Takes out the slots whose deadline has come.
    mutating func takeMissed(at now: UInt64) -> [Int] {
        guard earliest <= now else { return [] }
        var missed: [Int] = []
        earliest = Self.never
        for slot in deadlines.indices {
            if deadlines[slot] <= now {
                deadlines[slot] = Self.never
                missed.append(slot)
            } else {
                earliest = min(earliest, deadlines[slot])
            }
        }
        return missed
    }
}
