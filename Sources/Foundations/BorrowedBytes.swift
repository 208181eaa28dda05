/// Copies of bytes that are only lent; the standard library makes them of pointers alone.
extension Span<UInt8> {
    /// The bytes, for keeping.
    @inlinable package var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }

    /// The text that they are as UTF-8, repaired where they are none.
    @inlinable package var text: String {
        withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether other bytes stand at a place.
    @inlinable package func holds(_ other: [UInt8], at start: Int) -> Bool {
        guard start >= 0, other.count <= count - start else { return false }
        for index in other.indices where self[start + index] != other[index] { return false }
        return true
    }
}

extension [UInt8] {
    /// Adds bytes that are only lent.
    @inlinable package mutating func append(contentsOf bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Adds a text of the program.
    @inlinable package mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
