package import TokenSigning

/// The only source of chance in a world: SplitMix64, the same numbers for the same seed.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Starts the sequence that belongs to a seed.
    public init(seed: UInt64) { state = seed }

    /// Starts a sequence of its own for a name, which nothing else takes numbers from (FNV-1a, 64 bits).
    package init(seed: UInt64 = 0, stream: String) {
        state = stream.utf8.reduce(seed ^ 14_695_981_039_346_656_037) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

extension SeededGenerator {
    /// A key for digests, from a stream of its own.
    package static func sipHashKey(seed: UInt64, stream: String) -> SipHashKey {
        var generator = SeededGenerator(seed: seed, stream: stream)
        return SipHashKey(generator.next(), generator.next())
    }
}

extension SeededGenerator {
    /// Letters and digits of Crockford's base 32, in lower case.
    package mutating func letters(_ count: Int) -> String {
        let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return String((0..<count).map { _ in letters[Int(next() % 32)] })
    }
}

extension SeededGenerator: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(seed: try reader.read())
    }

    package func write(to writer: inout StateWriter) { writer.write(state) }
}
