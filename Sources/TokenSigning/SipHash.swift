/// The key of one SipHash function: 128 bits that nobody outside needs to know.
public struct SipHashKey: Hashable, Sendable {
    let low: UInt64
    let high: UInt64

    /// Makes a key of two words.
    public init(_ low: UInt64, _ high: UInt64) {
        self.low = low
        self.high = high
    }
}

/// What SipHash makes of a text: 128 bits that say nothing about it to whoever lacks the key.
///
/// Hashing one is cheap, so it serves as the key of a dictionary. Two texts share one by a chance of
/// 2⁻¹²⁸ for whoever lacks the key.
public struct SipDigest: Hashable, Sendable {
    /// The first eight bytes, least significant first.
    public let low: UInt64
    /// The last eight bytes, least significant first.
    public let high: UInt64

    /// Puts a digest together again that was written down.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Feeds half the bits, which are as good as random already; equality looks at all of them.
    public func hash(into hasher: inout Hasher) { hasher.combine(low) }
}

/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012, and its reference code).
///
/// A keyed function for finding short texts in a table: ten times as fast as SHA-256 on a token, and
/// like it, tells nobody how nearly right a wrong text was.
public struct SipHash: Sendable {
    private var v0, v1, v2, v3: UInt64

    private init(_ key: SipHashKey) {
        v0 = key.low ^ 0x736f_6d65_7073_6575
        v1 = key.high ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = key.low ^ 0x6c79_6765_6e65_7261
        v3 = key.high ^ 0x7465_6462_7974_6573
    }

    /// The digest of a whole message.
    public static func hash(_ bytes: UnsafeRawBufferPointer, key: SipHashKey) -> SipDigest {
        var state = SipHash(key)
        let whole = bytes.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            state.absorb(
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for index in whole..<bytes.count {
            last |= UInt64(bytes[index]) << UInt64(8 * (index - whole))
        }
        state.absorb(last)
        return state.finalize()
    }

    /// The digest of a text's UTF-8, which is copied only when the text does not lie in one piece.
    public static func hash(_ text: String, key: SipHashKey) -> SipDigest {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0), key: key) }
    }

    /// Two rounds for each word of the message.
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    /// Four rounds for each half of the digest.
    private mutating func finalize() -> SipDigest {
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return SipDigest(low: low, high: v0 ^ v1 ^ v2 ^ v3)
    }

    private mutating func round() {
        v0 = v0 &+ v1
        v2 = v2 &+ v3
        v1 = v1.turnedLeft(13) ^ v0
        v3 = v3.turnedLeft(16) ^ v2
        v0 = v0.turnedLeft(32)
        v2 = v2 &+ v1
        v0 = v0 &+ v3
        v1 = v1.turnedLeft(17) ^ v2
        v3 = v3.turnedLeft(21) ^ v0
        v2 = v2.turnedLeft(32)
    }
}

extension UInt64 {
    fileprivate func turnedLeft(_ count: UInt64) -> UInt64 {
        (self &<< count) | (self &>> (64 &- count))
    }
}
