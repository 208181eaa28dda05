/// The time between two resets of an organization; identifiers, codes and tokens of one come in no other.
public struct Era: Hashable, Comparable, Sendable {
    /// How many resets lie before it.
    public let number: Int

    /// The time before any reset.
    public static let first = Era(number: 0)

    init(number: Int) { self.number = number }

    /// The one that a reset begins.
    public var next: Era { Era(number: number + 1) }

    /// Whether it came before another.
    public static func < (one: Era, other: Era) -> Bool { one.number < other.number }

    /// What the chance of this era comes from; that of the first is the organization's own seed.
    package func seed(_ seed: UInt64) -> UInt64 {
        guard number > 0 else { return seed }
        var generator = SeededGenerator(seed: seed, stream: "era \(number)")
        return generator.next()
    }

    /// The identifier of what is counted: `msg_3`, and `msg_1_3` after the first reset.
    package func identifier(_ prefix: String, _ count: Int) -> String {
        number == 0 ? "\(prefix)\(count)" : "\(prefix)\(number)_\(count)"
    }
}

extension Era: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(number: try reader.tally())
    }

    package func write(to writer: inout StateWriter) { writer.write(number) }
}
