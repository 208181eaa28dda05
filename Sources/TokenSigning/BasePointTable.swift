/// Multiples of the base point B, so that a multiple of it takes 64 additions and 4 doublings.
///
/// Row i holds 1 to 8 times 256^i B: 32 rows, 30 KB, made when first needed (a fraction of a
/// millisecond).
struct BasePointTable: Sendable {
    private let points: [AffinePreparedPoint]

    static let shared = BasePointTable()

    private static let rowLength = 8

    private init() {
        var multiples: [EdwardsPoint] = []
        multiples.reserveCapacity(32 * Self.rowLength)
        var first = EdwardsPoint.base
        for _ in 0..<32 {
            multiples.append(contentsOf: first.firstEightMultiples)
            first = first.timesSixteen().timesSixteen()
        }
        points = Self.prepared(multiples)
    }

    /// Brings points to z = 1 with one inversion for all of them (Montgomery's trick).
    private static func prepared(_ multiples: [EdwardsPoint]) -> [AffinePreparedPoint] {
        var products: [FieldElement] = [.one]
        products.reserveCapacity(multiples.count + 1)
        for point in multiples { products.append(products[products.count - 1] * point.z) }
        var inverse = products[multiples.count].inverse
        var prepared = [AffinePreparedPoint](repeating: .identity, count: multiples.count)
        for (index, point) in multiples.enumerated().reversed() {
            let inverseZ = inverse * products[index]
            inverse = inverse * point.z
            let (x, y) = (point.x * inverseZ, point.y * inverseZ)
            prepared[index] = AffinePreparedPoint(
                sum: y + x, difference: y - x, product: x * y * .twiceD)
        }
        return prepared
    }

    /// `scalar * B`, in a time and with memory accesses that do not depend on the scalar.
    func multiple(by scalar: Scalar) -> EdwardsPoint {
        let digits = scalar.signedNibbles
        return points.withUnsafeBufferPointer { points in
            var result = EdwardsPoint.identity
            for row in 0..<32 {
                result = result + Self.select(digits.nibble(2 &* row &+ 1), row, points)
            }
            result = result.timesSixteen()
            for row in 0..<32 {
                result = result + Self.select(digits.nibble(2 &* row), row, points)
            }
            return result
        }
    }

    /// The digit's multiple from a row: every entry is read, masks decide which one stays.
    @inline(__always)
    private static func select(
        _ nibble: UInt64, _ row: Int, _ points: UnsafeBufferPointer<AffinePreparedPoint>
    ) -> AffinePreparedPoint {
        let digit = nibble &- 8
        let negative = 0 &- (digit &>> 63)
        let magnitude = (digit ^ negative) &- negative
        var result = AffinePreparedPoint.identity
        for index in 0..<rowLength {
            let difference = magnitude ^ UInt64(truncatingIfNeeded: index &+ 1)
            let isEqual = 0 &- ((difference &- 1) &>> 63)
            result.replace(with: points[row &* rowLength &+ index], where: isEqual)
        }
        result.negate(where: negative)
        return result
    }
}

extension Words256 {
    /// The nibble at an index from the low end; the index is no secret.
    @inline(__always)
    func nibble(_ index: Int) -> UInt64 {
        let word =
            switch index &>> 4 {
            case 0: word0
            case 1: word1
            case 2: word2
            default: word3
            }
        return word &>> UInt64(truncatingIfNeeded: (index & 15) &* 4) & 15
    }
}

extension EdwardsPoint {
    /// The point times 1, 2 … 8.
    fileprivate var firstEightMultiples: [EdwardsPoint] {
        let prepared = PreparedPoint(self)
        var multiples = [self]
        for _ in 1..<8 { multiples.append(multiples[multiples.count - 1] + prepared) }
        return multiples
    }

    /// `scalar * self`, quick for points that are not the base; the time tells about the scalar.
    func variableTimeMultiple(by scalar: Scalar) -> EdwardsPoint {
        let multiples = firstEightMultiples.map(PreparedPoint.init)
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
