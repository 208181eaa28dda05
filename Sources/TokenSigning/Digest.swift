import Foundations

/// A SHA-256 digest as four words: cheap to compare, to copy and to use as a dictionary's key.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
    private let word0, word1, word2, word3: UInt64

    init(state: SIMD8<UInt32>) {
        word0 = UInt64(state[0]) << 32 | UInt64(state[1])
        word1 = UInt64(state[2]) << 32 | UInt64(state[3])
        word2 = UInt64(state[4]) << 32 | UInt64(state[5])
        word3 = UInt64(state[6]) << 32 | UInt64(state[7])
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { bigEndianBytes(of: SIMD4(word0, word1, word2, word3)) }
    /// The bytes in lower case hexadecimal.
    public var hex: String { bytes.hexadecimal }
    /// The bytes in lower case hexadecimal.
    public var description: String { hex }

    /// Feeds the first word alone: the digest is uniform already.
    public func hash(into hasher: inout Hasher) { hasher.combine(word0) }
}

/// A SHA-512 digest as eight words.
public struct SHA512Digest: Hashable, Sendable, CustomStringConvertible {
    /// The digest's bytes, 64 bits at a time, most significant first.
    let words: SIMD8<UInt64>

    init(state: SIMD8<UInt64>) {
        words = state
    }

    /// The 64 bytes.
    public var bytes: [UInt8] { bigEndianBytes(of: words) }
    /// The bytes in lower case hexadecimal.
    public var hex: String { bytes.hexadecimal }
    /// The bytes in lower case hexadecimal.
    public var description: String { hex }

    /// Feeds the first word alone: the digest is uniform already.
    public func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }
}

private func bigEndianBytes<Words: SIMD<UInt64>>(of words: Words) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: words.scalarCount * 8) { buffer, count in
        for index in words.indices {
            UnsafeMutableRawBufferPointer(buffer).storeBytes(
                of: words[index].bigEndian, toByteOffset: index * 8, as: UInt64.self)
        }
        count = words.scalarCount * 8
    }
}
