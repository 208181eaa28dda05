extension FieldElement {
    /// The inverse; zero gives zero.
    ///
    /// Found as Euclid does, with the division steps of Bernstein and Yang ("Fast constant-time gcd
    /// computation and modular inversion"), though here the time tells about the value.
    var inverse: FieldElement {
        var (f, g) = (SignedLimbs.modulus, SignedLimbs(canonical))
        // f = d * self and g = e * self modulo p all the way.
        var (d, e) = (SignedLimbs(), SignedLimbs(1))
        var steps = DivisionSteps()
        while !g.isZero {
            let matrix = steps.next62(f.limb0, g.limb0)
            (f, g) = matrix.applied(to: f, g)
            (d, e) = matrix.applied(to: d, e)
        }
        // f is the greatest common divisor now: one or minus one.
        return f.limb4 < 0 ? -d.fieldElement : d.fieldElement
    }
}

/// An integer as the sum of limb[i] * 2^(62 i); all limbs but the last are from 0 to 2^62 - 1.
private struct SignedLimbs {
    var limb0, limb1, limb2, limb3, limb4: Int64

    static let mask: Int64 = 1 << 62 - 1
    /// p, though with a limb below zero.
    static let modulus = SignedLimbs(-19, 0, 0, 0, 1 << 7)

    init(
        _ limb0: Int64 = 0, _ limb1: Int64 = 0, _ limb2: Int64 = 0, _ limb3: Int64 = 0,
        _ limb4: Int64 = 0
    ) {
        self.limb0 = limb0
        self.limb1 = limb1
        self.limb2 = limb2
        self.limb3 = limb3
        self.limb4 = limb4
    }

    init(_ words: Words256) {
        self.init(
            Int64(bitPattern: words.word0) & Self.mask,
            Int64(bitPattern: words.word0 &>> 62 | words.word1 &<< 2) & Self.mask,
            Int64(bitPattern: words.word1 &>> 60 | words.word2 &<< 4) & Self.mask,
            Int64(bitPattern: words.word2 &>> 58 | words.word3 &<< 6) & Self.mask,
            Int64(bitPattern: words.word3 &>> 56))
    }

    var isZero: Bool { limb0 | limb1 | limb2 | limb3 | limb4 == 0 }

    /// The value modulo p: the four lower limbs, and limb4 * 2^248 added or taken away.
    var fieldElement: FieldElement {
        let words = (
            UInt64(bitPattern: limb0), UInt64(bitPattern: limb1), UInt64(bitPattern: limb2),
            UInt64(bitPattern: limb3)
        )
        let low = FieldElement(
            Words256(
                words.0 | words.1 &<< 62, words.1 &>> 2 | words.2 &<< 60,
                words.2 &>> 4 | words.3 &<< 58, words.3 &>> 6))
        let high =
            FieldElement(Words256(limb4.magnitude, 0, 0, 0))
            * FieldElement(Words256(0, 0, 0, 1 &<< 56))
        return limb4 < 0 ? low - high : low + high
    }
}

/// Where the division steps stand: they halve g, or (f, g) becomes (g, g - f) with g halved.
private struct DivisionSteps {
    /// Minus the delta of the paper, whose sign says which of f and g counts as the larger.
    private var eta: Int64 = -1

    /// The next 62 steps, which depend on no more than the low bits of f and g.
    mutating func next62(_ lowF: Int64, _ lowG: Int64) -> StepMatrix {
        var (f, g, left) = (lowF, lowG, Int64(62))
        var (u, v, q, r): (Int64, Int64, Int64, Int64) = (1, 0, 0, 1)
        while true {
            // Every even g is halved; instead of halving q and r too, u and v double.
            let zeros = Int64(truncatingIfNeeded: (g | -1 &<< left).trailingZeroBitCount)
            g &>>= zeros
            u &<<= zeros
            v &<<= zeros
            eta &-= zeros
            left &-= zeros
            if left == 0 { return StepMatrix(u: u, v: v, q: q, r: r) }
            if eta < 0 {
                eta = 0 &- eta
                (f, g) = (g, 0 &- f)
                (u, q) = (q, 0 &- u)
                (v, r) = (r, 0 &- v)
            }
            // As many steps at once as come before the next exchange, at most six: add the multiple of
            // f that makes so many low bits of g zero. -1 / f is f * (f * f - 2) modulo 64.
            let limit = min(eta &+ 1, left, 6)
            let multiple = f &* g &* (f &* f &- 2) & (1 &<< limit &- 1)
            g &+= f &* multiple
            q &+= u &* multiple
            r &+= v &* multiple
        }
    }
}

/// What 62 division steps do: 2^62 times the new f is u f + v g, and of the new g q f + r g.
private struct StepMatrix {
    let u, v, q, r: Int64

    func applied(to f: SignedLimbs, _ g: SignedLimbs) -> (SignedLimbs, SignedLimbs) {
        (Self.combine(u, f, v, g), Self.combine(q, f, r, g))
    }

    /// `(a x + b y) / 2^62` modulo p.
    ///
    /// The multiple of p that makes the division exact is zero for f and g, which come out even. For
    /// d and e it adds less than p each time, so the last limb has room for as many rounds as there are.
    private static func combine(
        _ a: Int64, _ x: SignedLimbs, _ b: Int64, _ y: SignedLimbs
    ) -> SignedLimbs {
        // 1 / 19 modulo 2^62.
        let inverse: Int64 = 0x06BC_A1AF_286B_CA1B
        var sum = wide(a, x.limb0) &+ wide(b, y.limb0)
        let multiple = Int64(truncatingIfNeeded: sum) &* inverse & SignedLimbs.mask
        sum = (sum &- wide(19, multiple)) &>> 62
        sum = sum &+ wide(a, x.limb1) &+ wide(b, y.limb1)
        let limb0 = Int64(truncatingIfNeeded: sum) & SignedLimbs.mask
        sum = sum &>> 62 &+ wide(a, x.limb2) &+ wide(b, y.limb2)
        let limb1 = Int64(truncatingIfNeeded: sum) & SignedLimbs.mask
        sum = sum &>> 62 &+ wide(a, x.limb3) &+ wide(b, y.limb3)
        let limb2 = Int64(truncatingIfNeeded: sum) & SignedLimbs.mask
        sum = sum &>> 62 &+ wide(a, x.limb4) &+ wide(b, y.limb4) &+ wide(1 << 7, multiple)
        let limb3 = Int64(truncatingIfNeeded: sum) & SignedLimbs.mask
        return SignedLimbs(limb0, limb1, limb2, limb3, Int64(truncatingIfNeeded: sum &>> 62))
    }

    private static func wide(_ one: Int64, _ other: Int64) -> Int128 {
        Int128(truncatingIfNeeded: one) &* Int128(truncatingIfNeeded: other)
    }
}
