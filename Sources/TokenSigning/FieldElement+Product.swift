extension FieldElement {
    /// Schoolbook multiplication; what stands at 2^255 and above comes back times 19.
    @inline(__always)
    static func * (one: FieldElement, other: FieldElement) -> FieldElement {
        let (a0, a1, a2, a3, a4) = (one.limb0, one.limb1, one.limb2, one.limb3, one.limb4)
        let (b0, b1, b2, b3, b4) = (other.limb0, other.limb1, other.limb2, other.limb3, other.limb4)
        let (c1, c2, c3, c4) = (19 &* b1, 19 &* b2, 19 &* b3, 19 &* b4)
        return reduce(
            wide(a0, b0) &+ wide(a1, c4) &+ wide(a2, c3) &+ wide(a3, c2) &+ wide(a4, c1),
            wide(a0, b1) &+ wide(a1, b0) &+ wide(a2, c4) &+ wide(a3, c3) &+ wide(a4, c2),
            wide(a0, b2) &+ wide(a1, b1) &+ wide(a2, b0) &+ wide(a3, c4) &+ wide(a4, c3),
            wide(a0, b3) &+ wide(a1, b2) &+ wide(a2, b1) &+ wide(a3, b0) &+ wide(a4, c4),
            wide(a0, b4) &+ wide(a1, b3) &+ wide(a2, b2) &+ wide(a3, b1) &+ wide(a4, b0))
    }

    /// `self * self` with the equal products taken once.
    @inline(__always)
    func squared() -> FieldElement {
        let (a0, a1, a2, a3, a4) = (limb0, limb1, limb2, limb3, limb4)
        let (twice0, twice1) = (2 &* a0, 2 &* a1)
        let (c3, c4) = (19 &* a3, 19 &* a4)
        return Self.reduce(
            Self.wide(a0, a0) &+ Self.wide(twice1, c4) &+ Self.wide(2 &* a2, c3),
            Self.wide(twice0, a1) &+ Self.wide(2 &* a2, c4) &+ Self.wide(a3, c3),
            Self.wide(twice0, a2) &+ Self.wide(a1, a1) &+ Self.wide(2 &* a3, c4),
            Self.wide(twice0, a3) &+ Self.wide(twice1, a2) &+ Self.wide(a4, c4),
            Self.wide(twice0, a4) &+ Self.wide(twice1, a3) &+ Self.wide(a2, a2))
    }

    /// Squares that many times over.
    func squared(times count: Int) -> FieldElement {
        var result = self
        for _ in 0..<count { result = result.squared() }
        return result
    }

    @inline(__always)
    private static func wide(_ one: UInt64, _ other: UInt64) -> UInt128 {
        UInt128(truncatingIfNeeded: one) &* UInt128(truncatingIfNeeded: other)
    }

    /// Carries sums below 2^115 into limbs below 2^52.
    @inline(__always)
    private static func reduce(
        _ sum0: UInt128, _ sum1: UInt128, _ sum2: UInt128, _ sum3: UInt128, _ sum4: UInt128
    ) -> FieldElement {
        let carried1 = sum1 &+ sum0 &>> 51
        let carried2 = sum2 &+ carried1 &>> 51
        let carried3 = sum3 &+ carried2 &>> 51
        let carried4 = sum4 &+ carried3 &>> 51
        let top = UInt64(truncatingIfNeeded: carried4 &>> 51)
        let low = UInt64(truncatingIfNeeded: sum0) & mask &+ 19 &* top
        return FieldElement(
            low & mask,
            UInt64(truncatingIfNeeded: carried1) & mask &+ low &>> 51,
            UInt64(truncatingIfNeeded: carried2) & mask,
            UInt64(truncatingIfNeeded: carried3) & mask,
            UInt64(truncatingIfNeeded: carried4) & mask)
    }
}

extension FieldElement {
    /// The inverse, by Fermat: the power p - 2 = 2^255 - 21; zero gives zero.
    var inverse: FieldElement {
        let (ones250, power11) = powers()
        return ones250.squared(times: 5) * power11
    }

    /// The power (p - 5) / 8 = 2^252 - 3, from which RFC 8032 section 5.1.3 takes square roots.
    var powerForRoot: FieldElement {
        powers().ones250.squared(times: 2) * self
    }

    /// The powers 2^250 - 1, which both chains above begin with, and 11.
    private func powers() -> (ones250: FieldElement, power11: FieldElement) {
        let power2 = squared()
        let power9 = power2.squared(times: 2) * self
        let power11 = power9 * power2
        let ones5 = power11.squared() * power9
        let ones10 = ones5.squared(times: 5) * ones5
        let ones20 = ones10.squared(times: 10) * ones10
        let ones40 = ones20.squared(times: 20) * ones20
        let ones50 = ones40.squared(times: 10) * ones10
        let ones100 = ones50.squared(times: 50) * ones50
        let ones200 = ones100.squared(times: 100) * ones100
        return (ones200.squared(times: 50) * ones50, power11)
    }
}
