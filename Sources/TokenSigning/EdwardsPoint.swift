/// A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 section 5.1.4).
struct EdwardsPoint: BitwiseCopyable, Sendable {
    let x, y, z, t: FieldElement

    /// The neutral element.
    static let identity = EdwardsPoint(x: .zero, y: .one, z: .one, t: .zero)

    /// The base point B: y = 4/5, x even.
    static let base: EdwardsPoint = {
        let x = FieldElement(
            Words256(
                0xC956_2D60_8F25_D51A, 0x692C_C760_9525_A7B2, 0xC0A4_E231_FDD6_DC5C,
                0x2169_36D3_CD6E_53FE))
        let y = FieldElement(
            Words256(
                0x6666_6666_6666_6658, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666,
                0x6666_6666_6666_6666))
        return EdwardsPoint(x: x, y: y, z: .one, t: x * y)
    }()

    /// The same point on the other side of the y axis.
    static prefix func - (point: EdwardsPoint) -> EdwardsPoint {
        EdwardsPoint(x: -point.x, y: point.y, z: point.z, t: -point.t)
    }

    /// The complete addition law: right for every two points, equal ones and the neutral one too.
    @inline(__always)
    static func + (one: EdwardsPoint, other: PreparedPoint) -> EdwardsPoint {
        let left = (one.y - one.x) * other.difference
        let right = (one.y + one.x) * other.sum
        let product = one.t * other.product
        let twice = one.z * other.doubleZ
        return CompletedPoint(
            x: right - left, y: right + left, z: twice + product, t: twice - product
        ).extended
    }

    /// The same law for a point whose z is 1: one multiplication less.
    @inline(__always)
    static func + (one: EdwardsPoint, other: AffinePreparedPoint) -> EdwardsPoint {
        let left = (one.y - one.x) * other.difference
        let right = (one.y + one.x) * other.sum
        let product = one.t * other.product
        let twice = one.z + one.z
        return CompletedPoint(
            x: right - left, y: right + left, z: twice + product, t: twice - product
        ).extended
    }

    /// The point times sixteen.
    func timesSixteen() -> EdwardsPoint {
        var (x, y, z) = (x, y, z)
        for _ in 0..<3 {
            let completed = CompletedPoint(doublingX: x, y: y, z: z)
            (x, y, z) = (
                completed.x * completed.t, completed.y * completed.z, completed.z * completed.t
            )
        }
        return CompletedPoint(doublingX: x, y: y, z: z).extended
    }
}

/// The result of an addition before its four last multiplications: x = X/Z, y = Y/T.
private struct CompletedPoint {
    let x, y, z, t: FieldElement

    @inline(__always)
    init(x: FieldElement, y: FieldElement, z: FieldElement, t: FieldElement) {
        self.x = x
        self.y = y
        self.z = z
        self.t = t
    }

    /// Doubles X/Z, Y/Z.
    @inline(__always)
    init(doublingX x: FieldElement, y: FieldElement, z: FieldElement) {
        let (xx, yy, zz) = (x.squared(), y.squared(), z.squared())
        let sum = yy + xx
        self.init(x: (x + y).squared() - sum, y: sum, z: yy - xx, t: zz + zz + xx - yy)
    }

    @inline(__always)
    var extended: EdwardsPoint { EdwardsPoint(x: x * t, y: y * z, z: z * t, t: x * y) }
}

/// A point made ready to be added many times.
struct PreparedPoint: BitwiseCopyable, Sendable {
    /// Y + X, Y - X, 2Z and 2dT.
    let sum, difference, doubleZ, product: FieldElement

    init(_ point: EdwardsPoint) {
        sum = point.y + point.x
        difference = point.y - point.x
        doubleZ = point.z + point.z
        product = point.t * .twiceD
    }

    private init(negating point: PreparedPoint) {
        sum = point.difference
        difference = point.sum
        doubleZ = point.doubleZ
        product = -point.product
    }

    static prefix func - (point: PreparedPoint) -> PreparedPoint { PreparedPoint(negating: point) }
}

/// A point with z = 1 made ready to be added many times.
struct AffinePreparedPoint: BitwiseCopyable, Sendable {
    /// y + x, y - x and 2dxy.
    let sum, difference, product: FieldElement

    /// The same point on the other side of the y axis.
    @inline(__always)
    static prefix func - (point: AffinePreparedPoint) -> AffinePreparedPoint {
        AffinePreparedPoint(sum: point.difference, difference: point.sum, product: -point.product)
    }
}
