import TokenSigning

/// Collects the bytes of a state.
package struct StateWriter {
    private var bytes: [UInt8]

    /// Begins a state of a kind.
    package init(_ kind: StateKind, expecting capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes += kind.header.utf8
    }

    /// Writes a part.
    package mutating func write(_ value: some Stored) { value.write(to: &self) }

    /// Ends the state with its checksum and hands its bytes over.
    package consuming func sealed() -> [UInt8] {
        let sum = StateKind.checksum(bytes[...])
        word(sum.low)
        word(sum.high)
        return bytes
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// A number in as few bytes as it needs, seven bits each, the least significant first (LEB128).
    @inline(__always)  // 4 % of the instructions of saving
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Eight bytes, the least significant first, for what is random and would not get shorter.
    mutating func word(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ text: String) {
        number(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}
