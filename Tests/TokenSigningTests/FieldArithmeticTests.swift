import Testing
@testable import TokenSigning

/// Where words carry and values come round, and anywhere; compared with slow arithmetic.
@Suite("Arithmetic modulo p")
struct FieldArithmeticTests {
    private static let max = UInt64.max

    /// Near 0, p, 2^255, 2p and 2^256, around the ends of words, and at random.
    private static let values: [Words256] = {
        let small: [UInt64] = [0, 1, 2, 18, 19, 20, 37, 38, 39]
        let low = small.map { Words256($0, 0, 0, 0) }
        let nearP = small.map { Words256(0 &- $0, max, max, max >> 1) }
        let half = [Words256(0, 0, 0, 1 << 63), Words256(1, 0, 0, 1 << 63)]
        let near2P = small.dropFirst().map { Words256(0 &- $0, max, max, max) }
        let words = [
            Words256(max, 0, 0, 0), Words256(0, max, 0, 0), Words256(0, 0, max, 0),
            Words256(0, 0, 0, max), Words256(0, max, max, max), Words256(max, 0, max, 0),
        ]
        let random = (UInt8(0)..<12).map { Words256(SHA256.hash([$0]).bytes[...]) }
        return low + nearP + half + near2P + words + random
    }()

    private func isSame(_ element: FieldElement, _ slow: SlowFieldElement) -> Bool {
        let canonical = element.canonical
        let belowP = canonical.subtracting(Words256(0 &- 19, .max, .max, .max >> 1)).borrowMask != 0
        return belowP && SlowFieldElement(canonical) == slow
    }

    @Test("of a value", arguments: values.indices)
    func one(_ index: Int) {
        let words = Self.values[index]
        let (element, slow) = (FieldElement(words), SlowFieldElement(words))
        #expect(isSame(element, slow))
        #expect(isSame(-element, -slow))
        #expect(isSame(element.squared(), slow * slow))
        #expect(
            isSame(
                element.squared(times: 3),
                (slow * slow) * (slow * slow) * (slow * slow) * (slow * slow)))
        let isZero = slow == SlowFieldElement(.zero)
        #expect(element.isZero == isZero)
        let inverse = SlowFieldElement(element.inverse.canonical)
        #expect(slow * inverse == SlowFieldElement(isZero ? .zero : Words256(1, 0, 0, 0)))
    }

    @Test("of a value with every other", arguments: values.indices)
    func two(_ index: Int) {
        let words = Self.values[index]
        let (element, slow) = (FieldElement(words), SlowFieldElement(words))
        for other in Self.values {
            let (otherElement, otherSlow) = (FieldElement(other), SlowFieldElement(other))
            #expect(isSame(element + otherElement, slow + otherSlow), "+ \(other)")
            #expect(isSame(element - otherElement, slow + -otherSlow), "- \(other)")
            #expect(isSame(element * otherElement, slow * otherSlow), "* \(other)")
        }
    }

    @Test func `results that were not reduced are taken further`() {
        for words in Self.values {
            var (element, slow) = (FieldElement(words), SlowFieldElement(words))
            for other in Self.values.reversed() {
                element =
                    (element + element) * FieldElement(other) - (element + FieldElement(other))
                slow = (slow + slow) * SlowFieldElement(other) + -(slow + SlowFieldElement(other))
            }
            #expect(isSame(element, slow))
        }
    }

    /// Every number of leading and trailing zeros that the division steps may meet.
    @Test func `powers of two and their neighbours have inverses`() {
        for bit in UInt64(0)..<255 {
            var words = [UInt64](repeating: 0, count: 4)
            words[Int(bit / 64)] = 1 << (bit % 64)
            let power = FieldElement(Words256(words[0], words[1], words[2], words[3]))
            for element in [power, -power, power + .one, power + power + power] {
                let one = (element * element.inverse).canonical
                #expect(one == FieldElement.one.words, "2^\(bit)")
            }
        }
    }
}
