/// 256 bits as four words, least significant first: how scalars and coordinates travel.
struct Words256: Hashable, BitwiseCopyable, Sendable {
    var word0, word1, word2, word3: UInt64

    @inline(__always)
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

    /// `self - other`, and all ones when that is below zero.
    @inline(__always)
    func subtracting(_ other: Words256) -> (difference: Words256, borrowMask: UInt64) {
        var borrow: UInt64 = 0
        let low = Self.subtract(word0, other.word0, &borrow)
        let second = Self.subtract(word1, other.word1, &borrow)
        let third = Self.subtract(word2, other.word2, &borrow)
        let high = Self.subtract(word3, other.word3, &borrow)
        return (Words256(low, second, third, high), 0 &- borrow)
    }

    @inline(__always)
    private static func subtract(_ one: UInt64, _ other: UInt64, _ borrow: inout UInt64) -> UInt64 {
        let wide =
            UInt128(truncatingIfNeeded: one) &- UInt128(truncatingIfNeeded: other)
            &- UInt128(truncatingIfNeeded: borrow)
        borrow = UInt64(truncatingIfNeeded: wide &>> 64) & 1
        return UInt64(truncatingIfNeeded: wide)
    }

    /// The sum, without what stands above 256 bits.
    @inline(__always)
    static func &+ (one: Words256, other: Words256) -> Words256 {
        var carry: UInt64 = 0
        let low = add(one.word0, other.word0, &carry)
        let second = add(one.word1, other.word1, &carry)
        let third = add(one.word2, other.word2, &carry)
        let high = add(one.word3, other.word3, &carry)
        return Words256(low, second, third, high)
    }

    @inline(__always)
    private static func add(_ one: UInt64, _ other: UInt64, _ carry: inout UInt64) -> UInt64 {
        let wide =
            UInt128(truncatingIfNeeded: one) &+ UInt128(truncatingIfNeeded: other)
            &+ UInt128(truncatingIfNeeded: carry)
        carry = UInt64(truncatingIfNeeded: wide &>> 64)
        return UInt64(truncatingIfNeeded: wide)
    }

    /// Takes the other value where the mask is all ones, keeps this one where it is zero.
    @inline(__always)
    mutating func replace(with other: Words256, where mask: UInt64) {
        word0 ^= mask & (word0 ^ other.word0)
        word1 ^= mask & (word1 ^ other.word1)
        word2 ^= mask & (word2 ^ other.word2)
        word3 ^= mask & (word3 ^ other.word3)
    }
}
