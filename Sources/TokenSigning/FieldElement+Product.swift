extension FieldElement {
    /// Schoolbook multiplication.
    @inline(__always)
    static func * (one: FieldElement, other: FieldElement) -> FieldElement {
        let (one, other) = (one.words, other.words)
        let (word0, first) = Words256.zero.adding(other, times: one.word0)
        let (word1, second) = first.adding(other, times: one.word1)
        let (word2, third) = second.adding(other, times: one.word2)
        let (word3, high) = third.adding(other, times: one.word3)
        return FieldElement(low: Words256(word0, word1, word2, word3), high: high)
    }

    /// `self * self` with the equal products taken once, which halves the multiplications.
    @inline(__always)
    func squared() -> FieldElement {
        let (a0, a1, a2, a3) = (words.word0, words.word1, words.word2, words.word3)
        let (b1, by0) = Words256.zero.adding(Words256(a1, a2, a3, 0), times: a0)
        let (b3, by1) = Words256(by0.word1, by0.word2, 0, 0)
            .adding(Words256(a2, a3, 0, 0), times: a1)
        let (b5, by2) = Words256(by1.word1, 0, 0, 0).adding(Words256(a3, 0, 0, 0), times: a2)
        let (b2, b4, b6) = (by0.word0, by1.word0, by2.word0)

        let (square0, square1) = (a0.multipliedFullWidth(by: a0), a1.multipliedFullWidth(by: a1))
        let (square2, square3) = (a2.multipliedFullWidth(by: a2), a3.multipliedFullWidth(by: a3))
        var carry: UInt64 = 0
        let word1 = (b1 &<< 1).adding(square0.high, &carry)
        let word2 = (b2 &<< 1 | b1 &>> 63).adding(square1.low, &carry)
        let word3 = (b3 &<< 1 | b2 &>> 63).adding(square1.high, &carry)
        let word4 = (b4 &<< 1 | b3 &>> 63).adding(square2.low, &carry)
        let word5 = (b5 &<< 1 | b4 &>> 63).adding(square2.high, &carry)
        let word6 = (b6 &<< 1 | b5 &>> 63).adding(square3.low, &carry)
        let word7 = (b6 &>> 63).adding(square3.high, &carry)
        return FieldElement(
            low: Words256(square0.low, word1, word2, word3),
            high: Words256(word4, word5, word6, word7))
    }

    /// Reduces 512 bits: 2^256 is 38 modulo p.
    @inline(__always)
    private init(low: Words256, high: Words256) {
        let (word0, rest) = low.adding(high, times: 38)
        self.init(
            Words256(word0, rest.word0, rest.word1, rest.word2), adding: 38 &* rest.word3)
    }

    /// Squares that many times over.
    func squared(times count: Int) -> FieldElement {
        var result = self
        for _ in 0..<count { result = result.squared() }
        return result
    }

    /// The power (p - 5) / 8 = 2^252 - 3, from which RFC 8032 section 5.1.3 takes square roots.
    var powerForRoot: FieldElement {
        let power2 = squared()
        let power9 = power2.squared(times: 2) * self
        let ones5 = (power9 * power2).squared() * power9
        let ones10 = ones5.squared(times: 5) * ones5
        let ones20 = ones10.squared(times: 10) * ones10
        let ones40 = ones20.squared(times: 20) * ones20
        let ones50 = ones40.squared(times: 10) * ones10
        let ones100 = ones50.squared(times: 50) * ones50
        let ones200 = ones100.squared(times: 100) * ones100
        let ones250 = ones200.squared(times: 50) * ones50
        return ones250.squared(times: 2) * self
    }
}
