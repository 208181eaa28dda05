import Testing
@testable import TokenSigning

/// The arithmetic below Ed25519, where it turns round: expected values by Python's integers.
@Suite("Arithmetic modulo p and L")
struct FieldTests {
    private let top: UInt64 = 0x7FFF_FFFF_FFFF_FFFF

    @Test func `values of p and above have the canonical form below p`() {
        for (low, expected): (UInt64, UInt64) in [(0, 0), (1, 1), (18, 18)] {
            let words = Words256(0 &- 19 &+ low, .max, .max, top)
            #expect(FieldElement(words).canonical == Words256(expected, 0, 0, 0))
        }
        let below = Words256(0 &- 20, .max, .max, top)
        #expect(FieldElement(below).canonical == below)
    }

    @Test func `differences below zero come round`() {
        let minusOne = FieldElement.zero - .one
        #expect(minusOne.canonical == Words256(0 &- 20, .max, .max, top))
        #expect((minusOne * minusOne).canonical == FieldElement.one.words)
        #expect((minusOne + .one).isZero)
    }

    @Test func `the root of minus one squares to it`() {
        #expect((FieldElement.rootOfMinusOne.squared() + .one).isZero)
    }

    @Test func `S is canonical below L only`() {
        let order = Words256(0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 1 << 60)
        #expect(Scalar(canonical: order) == nil)
        #expect(Scalar(canonical: Words256(.max, .max, .max, .max)) == nil)
        let below = order.subtracting(Words256(1, 0, 0, 0)).difference
        #expect(Scalar(canonical: below)?.words == below)
    }

    @Test func `512 bits are reduced modulo L`() {
        let ones = SHA512Digest(state: SIMD8(repeating: .max))
        #expect(
            Scalar(reducing: ones).words
                == Words256(
                    0xA406_11E3_449C_0F00, 0xD00E_1BA7_6885_9347, 0xCEEC_73D2_17F5_BE65,
                    0x0399_411B_7C30_9A3D))
        #expect(
            Scalar(reducing: SHA512.hash("abc")).words
                == Words256(
                    0xF21F_BF9A_F2BE_5DD1, 0x0BEE_754B_1CF9_9C9F, 0x5D60_D931_B02C_01B1,
                    0x0BDE_34F0_1D84_4E68))
    }

    @Test func `a product and a sum are taken modulo L`() throws {
        let order = Words256(0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 1 << 60)
        let last = order.subtracting(Words256(1, 0, 0, 0)).difference
        let minusOne = try #require(Scalar(canonical: last))
        // (-1)(-1) + (-1) = 0
        let zero = minusOne.multiplied(by: minusOne, adding: minusOne)
        #expect(zero.words == Words256(0, 0, 0, 0))
    }

    @Test func `signed nibbles add up to the scalar`() {
        let scalar = Scalar(reducing: SHA512.hash("nibbles"))
        var sum = Words256(0, 0, 0, 0)
        for index in (0..<64).reversed() {
            for _ in 0..<4 { sum = sum &+ sum }
            let digit = scalar.signedNibbles.nibble(index) &- 8
            let extended = digit &>> 63 == 1 ? UInt64.max : 0
            sum = sum &+ Words256(digit, extended, extended, extended)
        }
        #expect(sum == scalar.words)
    }
}
