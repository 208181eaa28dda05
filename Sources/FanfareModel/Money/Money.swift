/// An exact amount of money, counted in the smallest units of a currency.
///
/// 275.10 has no binary fraction, so an amount never passes through a floating-point number: it is
/// read from the digits that were written and printed as digits again.
public struct Money: Hashable, Comparable, Sendable {
    /// How many of the smallest units it is.
    public let units: Int64

    /// The largest amount: fifteen digits, which every reader of JSON keeps exactly.
    public static let largest = Money(units: 999_999_999_999_999)

    /// Makes an amount out of smallest units.
    public init(units: Int64) { self.units = units }

    /// Compares amounts of one currency.
    public static func < (one: Money, other: Money) -> Bool { one.units < other.units }

    /// The sum; both amounts lie far below what would overflow.
    public static func + (one: Money, other: Money) -> Money {
        Money(units: one.units + other.units)
    }
}

extension Money {
    /// Reads a number as JSON writes it (RFC 8259 section 6): `275.1`, `275.10` and `2.751e2` are one.
    ///
    /// Nil when it is negative, larger than `largest`, or finer than the currency's smallest unit.
    public init?(_ text: String, in currency: Currency) {
        guard let number = Decimal(text), let units = number.scaled(by: currency.fractionDigits)
        else { return nil }
        self.init(units: units)
    }

    /// The number without needless zeros: `275.1`, `100`.
    public func text(in currency: Currency) -> String {
        let digits = String(units)
        let missing = max(0, currency.fractionDigits + 1 - digits.count)
        let padded = String(repeating: "0", count: missing) + digits
        let whole = padded.dropLast(currency.fractionDigits)
        var fraction = padded.suffix(currency.fractionDigits)
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}

/// A non-negative number: its digits from the first to the last that is not zero, times a power of ten.
private struct Decimal {
    private var digits: [UInt8] = []
    private var exponent = 0

    init?(_ text: String) {
        let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 | 0x20 == 0x65 }
        let mantissa = parts[0].split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, mantissa.count <= 2 else { return nil }
        digits = Array(mantissa.joined())
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        digits = Array(digits.drop { $0 == 0x30 })
        guard !digits.isEmpty else { return }
        if mantissa.count == 2 { exponent -= mantissa[1].count }
        if parts.count == 2 {
            guard let power = Int32(Substring(parts[1])) else { return nil }
            exponent += Int(power)
        }
        while digits.last == 0x30 {
            digits.removeLast()
            exponent += 1
        }
    }

    /// The number times a power of ten, nil unless that is a whole number of at most fifteen digits.
    func scaled(by places: Int) -> Int64? {
        guard !digits.isEmpty else { return 0 }
        let zeros = exponent + places
        guard zeros >= 0, digits.count + zeros <= 15 else { return nil }
        let units = digits + Array(repeating: 0x30, count: zeros)
        return units.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
