/// An integer modulo p = 2^255 - 19 (RFC 8032 section 5.1).
///
/// Any 256 bits stand for what they are modulo p; every operation takes any of them and gives any.
struct FieldElement: BitwiseCopyable, Sendable {
    let words: Words256

    static let zero = FieldElement(.zero)
    static let one = FieldElement(Words256(1, 0, 0, 0))

    init(_ words: Words256) {
        self.words = words
    }

    /// The one representative below p.
    var canonical: Words256 {
        let top: UInt64 = .max >> 1
        var low = words
        low.word3 &= top
        // 2^255 is 19 modulo p. What this gives is below 2^255 + 19, which is below 2p.
        low = low &+ Words256(19 &* (words.word3 &>> 63), 0, 0, 0)
        // p or more is what reaches 2^255 with 19 added.
        var reduced = low &+ Words256(19, 0, 0, 0)
        guard reduced.word3 > top else { return low }
        reduced.word3 &= top
        return reduced
    }
}

extension FieldElement {
    /// "Negative" as RFC 8032 section 5.1.2 means it: the lowest bit of the canonical form.
    var isNegative: Bool { canonical.word0 & 1 == 1 }

    /// Whether the value is zero modulo p.
    var isZero: Bool { canonical == .zero }

    /// A sum of 2^256 or more comes back as 2p = 2^256 - 38 less.
    @inline(__always)
    static func + (one: FieldElement, other: FieldElement) -> FieldElement {
        var carry: UInt64 = 0
        let sum = one.words.adding(other.words, &carry)
        return FieldElement(sum, adding: carry == 0 ? 0 : 38)
    }

    /// Adds a number below 2^63.
    @inline(__always)
    init(_ words: Words256, adding addend: UInt64) {
        var carry: UInt64 = 0
        var sum = words.adding(Words256(addend, 0, 0, 0), &carry)
        // What is left of a sum of 2^256 is below the addend, so that nothing is carried again.
        if carry != 0 { sum.word0 &+= 38 }
        self.init(sum)
    }

    /// A difference below zero comes back as 2p more, and once more if that is still below zero.
    @inline(__always)
    static func - (one: FieldElement, other: FieldElement) -> FieldElement {
        let (difference, below) = one.words.subtracting(other.words)
        var carry: UInt64 = 0
        // 2p or nothing.
        let addend = Words256(below & (0 &- 38), below, below, below)
        var sum = difference.adding(addend, &carry)
        // What is still below zero is -37 or more, all ones but for the low bits.
        if below != 0, carry == 0 { sum.word0 &-= 38 }
        return FieldElement(sum)
    }

    static prefix func - (value: FieldElement) -> FieldElement { zero - value }
}
