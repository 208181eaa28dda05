/// The sources of a loop by slot, under tokens that a later source in the same slot does not share.
struct SourceTable {
    private var sources: [(any EventSource)?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []

    static func slot(of token: UInt64) -> Int { Int(truncatingIfNeeded: token & 0xFFFF_FFFF) }

    mutating func add(_ source: any EventSource) -> UInt64 {
        let slot = free.popLast() ?? sources.count
        if slot == sources.count {
            sources.append(source)
            generations.append(0)
        } else {
            sources[slot] = source
        }
        return UInt64(generations[slot]) << 32 | UInt64(slot)
    }

    mutating func remove(_ token: UInt64) {
        let slot = Self.slot(of: token)
        sources[slot] = nil
        generations[slot] &+= 1
        free.append(slot)
    }

    subscript(token: UInt64) -> (any EventSource)? {
        let slot = Self.slot(of: token)
        return generations[slot] == UInt32(token >> 32) ? sources[slot] : nil
    }

    var all: [any EventSource] { sources.compactMap(\.self) }

    subscript(slot slot: Int) -> (any EventSource)? { sources[slot] }
}
