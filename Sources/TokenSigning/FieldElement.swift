/// An integer modulo p = 2^255 - 19 (RFC 8032 section 5.1) as five limbs of 51 bits.
///
/// Limbs may stand above 51 bits between operations. Products leave every limb below 2^52; a sum or
/// difference of such values stays below the 2^54 that `*` can take.
struct FieldElement: BitwiseCopyable, Sendable {
    var limb0, limb1, limb2, limb3, limb4: UInt64

    static let zero = FieldElement(0, 0, 0, 0, 0)
    static let one = FieldElement(1, 0, 0, 0, 0)

    static let mask: UInt64 = 1 << 51 - 1

    @inline(__always)
    init(_ limb0: UInt64, _ limb1: UInt64, _ limb2: UInt64, _ limb3: UInt64, _ limb4: UInt64) {
        self.limb0 = limb0
        self.limb1 = limb1
        self.limb2 = limb2
        self.limb3 = limb3
        self.limb4 = limb4
    }

    /// Reads the low 255 bits of four little-endian words, which may stand for p or more.
    init(_ words: Words256) {
        self.init(
            words.word0 & Self.mask,
            (words.word0 &>> 51 | words.word1 &<< 13) & Self.mask,
            (words.word1 &>> 38 | words.word2 &<< 26) & Self.mask,
            (words.word2 &>> 25 | words.word3 &<< 39) & Self.mask,
            words.word3 &>> 12 & Self.mask)
    }

    /// The one representative below p.
    var canonical: Words256 {
        var reduced = carried()
        // reduced < 2p now. The carry out of reduced + 19 says whether it is p or more.
        var carry = (reduced.limb0 &+ 19) &>> 51
        carry = (reduced.limb1 &+ carry) &>> 51
        carry = (reduced.limb2 &+ carry) &>> 51
        carry = (reduced.limb3 &+ carry) &>> 51
        carry = (reduced.limb4 &+ carry) &>> 51
        reduced.limb0 &+= 19 &* carry
        reduced.limb1 &+= reduced.limb0 &>> 51
        reduced.limb2 &+= reduced.limb1 &>> 51
        reduced.limb3 &+= reduced.limb2 &>> 51
        reduced.limb4 &+= reduced.limb3 &>> 51
        return reduced.packed()
    }

    /// Joins limbs into words; what stands above bit 51 of a limb was carried already and is dropped.
    private func packed() -> Words256 {
        let (low, second, third) = (limb0 & Self.mask, limb1 & Self.mask, limb2 & Self.mask)
        let (fourth, high) = (limb3 & Self.mask, limb4 & Self.mask)
        return Words256(
            low | second &<< 51,
            second &>> 13 | third &<< 38,
            third &>> 26 | fourth &<< 25,
            fourth &>> 39 | high &<< 12)
    }

    /// The same value with every limb below 2^51 + 2^8 and less than 2p in all.
    private func carried() -> FieldElement {
        var result = self
        result.limb1 &+= result.limb0 &>> 51
        result.limb2 &+= result.limb1 &>> 51
        result.limb3 &+= result.limb2 &>> 51
        result.limb4 &+= result.limb3 &>> 51
        let carry = result.limb4 &>> 51
        result.limb0 = result.limb0 & Self.mask &+ 19 &* carry
        result.limb1 &= Self.mask
        result.limb2 &= Self.mask
        result.limb3 &= Self.mask
        result.limb4 &= Self.mask
        return result
    }
}

extension FieldElement {
    /// "Negative" as RFC 8032 section 5.1.2 means it: the lowest bit of the canonical form.
    var isNegative: Bool { canonical.word0 & 1 == 1 }

    /// Whether the value is zero modulo p.
    var isZero: Bool { canonical == Words256(0, 0, 0, 0) }

    @inline(__always)
    static func + (one: FieldElement, other: FieldElement) -> FieldElement {
        FieldElement(
            one.limb0 &+ other.limb0, one.limb1 &+ other.limb1, one.limb2 &+ other.limb2,
            one.limb3 &+ other.limb3, one.limb4 &+ other.limb4)
    }

    /// Adds 4p first, so that no limb goes below zero; no limb of `other` may be larger than that of 4p.
    @inline(__always)
    static func - (one: FieldElement, other: FieldElement) -> FieldElement {
        FieldElement(
            one.limb0 &+ 0x1F_FFFF_FFFF_FFB4 &- other.limb0,
            one.limb1 &+ 0x1F_FFFF_FFFF_FFFC &- other.limb1,
            one.limb2 &+ 0x1F_FFFF_FFFF_FFFC &- other.limb2,
            one.limb3 &+ 0x1F_FFFF_FFFF_FFFC &- other.limb3,
            one.limb4 &+ 0x1F_FFFF_FFFF_FFFC &- other.limb4)
    }

    @inline(__always)
    static prefix func - (value: FieldElement) -> FieldElement { zero - value }
}
