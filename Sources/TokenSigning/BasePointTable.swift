/// Multiples of the base point B, so that a multiple of it takes 32 additions and nothing else.
///
/// Row i holds 1 to 128 times 256^i B: 32 rows, 384 KB, made when first needed, in about a
/// millisecond. Half the rows or shorter ones would save memory and cost a quarter of the speed.
struct BasePointTable: Sendable {
    private let points: [AffinePreparedPoint]

    static let shared = BasePointTable()

    private static let rowLength = 128

    private init() {
        var points: [AffinePreparedPoint] = []
        points.reserveCapacity(32 * Self.rowLength)
        var first = EdwardsPoint.base
        for _ in 0..<32 {
            points += Self.prepared(first.multiples(upTo: Self.rowLength))
            first = first.timesSixteen().timesSixteen()
        }
        self.points = points
    }

    /// Brings points to z = 1 with one inversion for all of them.
    private static func prepared(_ points: [EdwardsPoint]) -> [AffinePreparedPoint] {
        zip(points, points.map(\.z).inverses).map { point, inverse in
            let (x, y) = (point.x * inverse, point.y * inverse)
            return AffinePreparedPoint(sum: y + x, difference: y - x, product: x * y * .twiceD)
        }
    }

    /// `scalar * B`; the time and the memory accesses tell about the scalar.
    func multiple(by scalar: Scalar) -> EdwardsPoint {
        let digits = scalar.signedBytes
        return points.withUnsafeBufferPointer { points in
            var result = EdwardsPoint.identity
            for row in 0..<32 {
                let digit = Int(digits.byte(row)) &- 128
                guard digit != 0 else { continue }
                let point = points[row &* Self.rowLength &+ abs(digit) &- 1]
                result = result + (digit < 0 ? -point : point)
            }
            return result
        }
    }
}

extension [FieldElement] {
    /// The inverse of each, none of them zero, for the price of one inversion (Montgomery's trick).
    var inverses: [FieldElement] {
        var products: [FieldElement] = [.one]
        for element in self { products.append(products[products.count - 1] * element) }
        var inverse = products[count].inverse
        var inverses = self
        for index in indices.reversed() {
            inverses[index] = inverse * products[index]
            inverse = inverse * self[index]
        }
        return inverses
    }
}

extension Words256 {
    /// The nibble at an index from the low end.
    func nibble(_ index: Int) -> UInt64 { byte(index &>> 1) &>> (index & 1 == 1 ? 4 : 0) & 15 }

    /// The byte at an index from the low end.
    func byte(_ index: Int) -> UInt64 {
        let word =
            switch index &>> 3 {
            case 0: word0
            case 1: word1
            case 2: word2
            default: word3
            }
        return word &>> UInt64(truncatingIfNeeded: (index & 7) &* 8) & 255
    }
}

extension EdwardsPoint {
    /// The point times 1, 2 … up to a number.
    fileprivate func multiples(upTo count: Int) -> [EdwardsPoint] {
        let prepared = PreparedPoint(self)
        var multiples = [self]
        for _ in 1..<count { multiples.append(multiples[multiples.count - 1] + prepared) }
        return multiples
    }

    /// `scalar * self`, quick for points that are not the base; the time tells about the scalar.
    func variableTimeMultiple(by scalar: Scalar) -> EdwardsPoint {
        let multiples = multiples(upTo: 8).map(PreparedPoint.init)
        let digits = scalar.signedNibbles
        var result = EdwardsPoint.identity
        for index in (0..<64).reversed() {
            result = result.timesSixteen()
            let digit = Int(digits.nibble(index)) - 8
            if digit > 0 { result = result + multiples[digit - 1] }
            if digit < 0 { result = result + -multiples[-digit - 1] }
        }
        return result
    }
}
