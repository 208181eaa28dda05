extension String {
    /// Whether both are the same sequence of bytes.
    ///
    /// Swift's `==` holds texts equal that differ in normalization only; RFC 8259 section 8.3 compares
    /// names code unit by code unit, and two such names are two members.
    func isExactly(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return other.utf8.withContiguousStorageIfAvailable { isExactly($0) }
            ?? utf8.elementsEqual(other.utf8)
    }

    /// Whether the text's UTF-8 is these bytes.
    func isExactly(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count == other.count else { return false }
        return utf8.withContiguousStorageIfAvailable {
            Self.isEqual(UnsafeRawBufferPointer($0), UnsafeRawBufferPointer(other))
        } ?? utf8.elementsEqual(other)
    }

    /// Compares eight bytes at a time, then the rest one by one.
    private static func isEqual(
        _ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer
    ) -> Bool {
        var offset = 0
        while offset + 8 <= one.count {
            let left = one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard left == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else {
                return false
            }
            offset += 8
        }
        while offset < one.count {
            guard one[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }

    /// Hashes the bytes, so that no two different texts collide by being normalized alike.
    func hashExactly(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

/// A text as the element of a set, compared byte by byte.
struct ExactText: Hashable {
    let text: String

    static func == (one: ExactText, other: ExactText) -> Bool { one.text.isExactly(other.text) }

    func hash(into hasher: inout Hasher) { text.hashExactly(into: &hasher) }
}
