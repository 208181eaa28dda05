/// An integer modulo L, the order of the base point (RFC 8032 section 5.1).
///
/// Products go by Montgomery's method with R = 2^256; no operation branches on or indexes by the value.
struct Scalar: BitwiseCopyable, Sendable {
    let words: Words256

    /// L = 2^252 + 27742317777372353535851937790883648493.
    private static let order = Words256(
        0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000)
    /// R^2 modulo L.
    private static let radixSquared = Words256(
        0xA406_11E3_449C_0F01, 0xD00E_1BA7_6885_9347, 0xCEEC_73D2_17F5_BE65, 0x0399_411B_7C30_9A3D)
    /// -1 / L modulo 2^64.
    private static let negativeInverse: UInt64 = 0xD2B5_1DA3_1254_7E1B

    private init(_ words: Words256) {
        self.words = words
    }

    /// The secret of RFC 8032 section 5.1.5: bits cleared and set as it says, then taken modulo L,
    /// which changes no multiple of the base point.
    init(clamping words: Words256) {
        var clamped = words
        clamped.word0 &= ~7
        clamped.word3 &= UInt64.max >> 1
        clamped.word3 |= 1 << 62
        self.words = Self.reduced(clamped)
    }

    /// The second half of a signature; nil when it is L or more (section 5.1.7 step 1).
    init?(canonical words: Words256) {
        guard words.subtracting(Self.order).borrowMask != 0 else { return nil }
        self.words = words
    }

    /// A digest, read as 512 little-endian bits, modulo L.
    init(reducing digest: SHA512Digest) {
        let words = digest.words
        let low = Words256(
            words[0].byteSwapped, words[1].byteSwapped, words[2].byteSwapped, words[3].byteSwapped)
        let high = Words256(
            words[4].byteSwapped, words[5].byteSwapped, words[6].byteSwapped, words[7].byteSwapped)
        let raised = Self.montgomeryProduct(high, Self.radixSquared)
        self.words = Self.belowOrder(raised &+ Self.reduced(low))
    }

    /// `self * factor + addend` modulo L.
    func multiplied(by factor: Scalar, adding addend: Scalar) -> Scalar {
        let raised = Self.montgomeryProduct(words, Self.radixSquared)
        let product = Self.montgomeryProduct(factor.words, raised)
        return Scalar(Self.belowOrder(product &+ addend.words))
    }

    /// The digits d of `sum of d[i] * 256^i`, each from -128 to 127, as one byte each that holds
    /// d + 128; carries and the topmost digit as in `signedNibbles`.
    var signedBytes: Words256 {
        let halves: UInt64 = 0x8080_8080_8080_8080
        return words &+ Words256(halves, halves, halves, halves)
    }

    /// The digits d of `sum of d[i] * 16^i`, each from -8 to 7, as one nibble each that holds d + 8.
    ///
    /// Adding 8 at every place at once carries what a digit of 8 or more has to carry; the topmost
    /// digit has room, because L is little more than 2^252.
    var signedNibbles: Words256 {
        let eights: UInt64 = 0x8888_8888_8888_8888
        return words &+ Words256(eights, eights, eights, eights)
    }
}

extension Scalar {
    /// `one * other / R` modulo L, for an `other` below L.
    private static func montgomeryProduct(_ one: Words256, _ other: Words256) -> Words256 {
        var sum = Words256.zero
        addRow(one.word0, other, to: &sum)
        addRow(one.word1, other, to: &sum)
        addRow(one.word2, other, to: &sum)
        addRow(one.word3, other, to: &sum)
        return belowOrder(sum)
    }

    /// Any 256 bits modulo L: up by R and down again.
    private static func reduced(_ words: Words256) -> Words256 {
        montgomeryProduct(montgomeryProduct(words, radixSquared), Words256(1, 0, 0, 0))
    }

    /// `sum = (sum + factor * other + m * L) / 2^64`, with the m that makes the division exact.
    ///
    /// The sum stays below L + other, which is below 2L, so four words hold it between two rows.
    private static func addRow(_ factor: UInt64, _ other: Words256, to sum: inout Words256) {
        let (lowest, rest) = sum.adding(other, times: factor)
        let multiple = lowest &* negativeInverse
        let (_, quotient) = Words256(lowest, rest.word0, rest.word1, rest.word2)
            .adding(order, times: multiple)
        sum = quotient
        sum.word3 &+= rest.word3
    }

    /// The same modulo L, for a value below 2L.
    private static func belowOrder(_ words: Words256) -> Words256 {
        var result = words
        let (difference, borrowMask) = words.subtracting(order)
        result.replace(with: difference, where: ~borrowMask)
        return result
    }
}
