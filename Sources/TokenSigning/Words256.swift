// Forced inline: see UInt64+Carry.

/// 256 bits as four words, least significant first: how scalars and coordinates travel.
struct Words256: Hashable, BitwiseCopyable, Sendable {
    var word0, word1, word2, word3: UInt64

    static let zero = Words256(0, 0, 0, 0)

    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// Reads 32 little-endian bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        precondition(bytes.count == 32, "256 bits are 32 bytes, not \(bytes.count)")
        self = bytes.withUnsafeBytes { raw in
            Words256(Self.word(raw, 0), Self.word(raw, 8), Self.word(raw, 16), Self.word(raw, 24))
        }
    }

    private static func word(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The 32 little-endian bytes.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.storeBytes(of: word0.littleEndian, toByteOffset: 0, as: UInt64.self)
            raw.storeBytes(of: word1.littleEndian, toByteOffset: 8, as: UInt64.self)
            raw.storeBytes(of: word2.littleEndian, toByteOffset: 16, as: UInt64.self)
            raw.storeBytes(of: word3.littleEndian, toByteOffset: 24, as: UInt64.self)
            count = 32
        }
    }

    /// `self + other + carry`, and what stands above 256 bits as the next carry.
    @inline(__always)
    func adding(_ other: Words256, _ carry: inout UInt64) -> Words256 {
        let low = word0.adding(other.word0, &carry)
        let second = word1.adding(other.word1, &carry)
        let third = word2.adding(other.word2, &carry)
        let high = word3.adding(other.word3, &carry)
        return Words256(low, second, third, high)
    }

    /// The sum, without what stands above 256 bits.
    static func &+ (one: Words256, other: Words256) -> Words256 {
        var carry: UInt64 = 0
        return one.adding(other, &carry)
    }

    /// `self - other`, and all ones when that is below zero.
    @inline(__always)
    func subtracting(_ other: Words256) -> (difference: Words256, borrowMask: UInt64) {
        // -x is ~x + 1 modulo 2^256, and without a borrow the sum carries.
        var carry: UInt64 = 1
        let complement = Words256(~other.word0, ~other.word1, ~other.word2, ~other.word3)
        let difference = adding(complement, &carry)
        return (difference, carry &- 1)
    }

    /// `self + other * factor`, 320 bits: the lowest word and the four above it.
    @inline(__always)
    func adding(_ other: Words256, times factor: UInt64) -> (lowest: UInt64, rest: Words256) {
        var carry: UInt64 = 0
        let lowest = word0.adding(other.word0, times: factor, &carry)
        let second = word1.adding(other.word1, times: factor, &carry)
        let third = word2.adding(other.word2, times: factor, &carry)
        let high = word3.adding(other.word3, times: factor, &carry)
        return (lowest, Words256(second, third, high, carry))
    }

    /// Takes the other value where the mask is all ones, keeps this one where it is zero.
    mutating func replace(with other: Words256, where mask: UInt64) {
        word0 ^= mask & (word0 ^ other.word0)
        word1 ^= mask & (word1 ^ other.word1)
        word2 ^= mask & (word2 ^ other.word2)
        word3 ^= mask & (word3 ^ other.word3)
    }
}
