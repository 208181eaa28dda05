extension FieldElement {
    /// The curve's constant d = -121665/121666.
    static let d = FieldElement(
        Words256(
            0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898,
            0x5203_6CEE_2B6F_FE73))
    /// Twice d.
    static let twiceD = FieldElement(
        Words256(
            0xEBD6_9B94_26B2_F159, 0x00E0_149A_8283_B156, 0x198E_80F2_EEF3_D130,
            0x2406_D9DC_56DF_FCE7))
    /// 2^((p - 1) / 4), a square root of -1.
    static let rootOfMinusOne = FieldElement(
        Words256(
            0xC4EE_1B27_4A0E_A0B0, 0x2F43_1806_AD2F_E478, 0x2B4D_0099_3DFB_D7A7,
            0x2B83_2480_4FC1_DF0B))
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
