extension FieldElement {
    /// The curve's constant d = -121665/121666.
    static let d = FieldElement(
        0x3_4DCA_1359_78A3, 0x1_A828_3B15_6EBD, 0x5_E7A2_6001_C029, 0x7_39C6_63A0_3CBB,
        0x5_2036_CEE2_B6FF)
    /// Twice d.
    static let twiceD = FieldElement(
        0x6_9B94_26B2_F159, 0x3_5050_762A_DD7A, 0x3_CF44_C003_8052, 0x6_738C_C740_7977,
        0x2_406D_9DC5_6DFF)
    /// 2^((p - 1) / 4), a square root of -1.
    static let rootOfMinusOne = FieldElement(
        0x6_1B27_4A0E_A0B0, 0xD5A5_FC8F_189D, 0x7_EF5E_9CBD_0C60, 0x7_8595_A680_4C9E,
        0x2_B832_4804_FC1D)
}

extension EdwardsPoint {
    /// RFC 8032 section 5.1.2: y, with the lowest bit of x on top.
    var encoded: Words256 { encoded(inverseOfZ: z.inverse) }

    /// The encoding, with the inverse of z known already.
    func encoded(inverseOfZ inverse: FieldElement) -> Words256 {
        var words = (y * inverse).canonical
        words.word3 |= ((x * inverse).canonical.word0 & 1) &<< 63
        return words
    }

    /// RFC 8032 section 5.1.3; nil for what is no point, or one spelled otherwise than it would be encoded.
    init?(decoding encoded: Words256) {
        var yWords = encoded
        yWords.word3 &= .max >> 1
        // Step 1: "If the resulting value is >= p, decoding fails."
        let y = FieldElement(yWords)
        guard y.canonical == yWords else { return nil }
        // Steps 2 and 3.
        guard var x = Self.root(y: y) else { return nil }
        // Step 4: "If x = 0, and x_0 = 1, decoding fails."
        let sign = encoded.word3 &>> 63 == 1
        if sign, x.isZero { return nil }
        if x.isNegative != sign { x = -x }
        self.init(x: x, y: y, z: .one, t: x * y)
    }

    /// An x with `x^2 = (y^2 - 1) / (d y^2 + 1)`, nil when there is none.
    private static func root(y: FieldElement) -> FieldElement? {
        let square = y.squared()
        let (u, v) = (square - .one, FieldElement.d * square + .one)
        let v3 = v.squared() * v
        let x = u * v3 * (u * v3.squared() * v).powerForRoot
        let check = v * x.squared()
        if (check - u).isZero { return x }
        if (check + u).isZero { return x * .rootOfMinusOne }
        return nil
    }
}
