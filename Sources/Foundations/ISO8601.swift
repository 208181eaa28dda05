extension CivilTime {
    /// `2024-12-01T10:00:00Z`, with its milliseconds if asked.
    package func iso8601(withMilliseconds: Bool) -> String {
        String(unsafeUninitializedCapacity: 24) {
            writeISO8601(to: $0, withMilliseconds: withMilliseconds)
        }
    }

    /// Writes `2024-12-01T10:00:00Z` into space for 24 bytes; gives how many it took.
    package func writeISO8601(
        to text: UnsafeMutableBufferPointer<UInt8>, withMilliseconds: Bool = false
    ) -> Int {
        func put(_ value: Int, at offset: Int, then separator: UInt8) {
            let value = UInt32(truncatingIfNeeded: value)
            text[offset] = 0x30 + UInt8(truncatingIfNeeded: value / 10)
            text[offset + 1] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
            text[offset + 2] = separator
        }
        put(date.year / 100, at: 0, then: 0)
        put(date.year % 100, at: 2, then: UInt8(ascii: "-"))
        put(date.month, at: 5, then: UInt8(ascii: "-"))
        put(date.day, at: 8, then: UInt8(ascii: "T"))
        put(hour, at: 11, then: UInt8(ascii: ":"))
        put(minute, at: 14, then: UInt8(ascii: ":"))
        put(second, at: 17, then: UInt8(ascii: withMilliseconds ? "." : "Z"))
        guard withMilliseconds else { return 20 }
        text[20] = 0x30 + UInt8(truncatingIfNeeded: millisecond / 100)
        put(millisecond % 100, at: 21, then: UInt8(ascii: "Z"))
        return 24
    }
}

/// A text of ISO 8601 that names an instant, `2024-12-01T10:00:00.5+01:00`, and how it does so.
package struct ISO8601Text {
    /// The time in its own zone; a leap second has the second 60.
    package let time: CivilTime
    /// How many minutes its zone lies east of UTC.
    package let offset: Int
    /// Whether it says `Z`, not an offset.
    package let endsInZ: Bool
    /// Whether its letters are capitals and it has seconds, as RFC 3339 wants it.
    package let isFull: Bool

    /// Reads a text; nil for what is no date, time and zone.
    package init?(_ text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2)
        else { return nil }
        let hasCapitalT = reader.skip("T")
        guard hasCapitalT || reader.skip("t"), let hour = reader.number(2), reader.skip(":"),
            let minute = reader.number(2)
        else { return nil }
        let hasSeconds = reader.skip(":")
        let second = hasSeconds ? reader.number(2) : 0
        let fraction = reader.skip(".") ? reader.fraction() : 0
        guard let second, let fraction else { return nil }
        endsInZ = reader.skip("Z")
        let hasSmallZ = !endsInZ && reader.skip("z")
        guard let offset = endsInZ || hasSmallZ ? 0 : reader.offset(), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day),
            let time = CivilTime(
                date, hour: hour, minute: minute, second: second, millisecond: fraction)
        else { return nil }
        self.time = time
        self.offset = offset
        isFull = hasCapitalT && hasSeconds && !hasSmallZ
    }

    /// How many milliseconds after 1970 it is; nil where a leap second or an offset leads out of the
    /// years that can be written.
    package var millisecondsSince1970: Int? {
        let milliseconds = time.millisecondsSince1970 - offset * 60_000
        return CivilTime.writable.contains(milliseconds) ? milliseconds : nil
    }
}

/// Reads the fixed-width fields of a timestamp one after the other.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// Reads the digits after the decimal point as milliseconds; further digits are dropped.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while let byte = rest.first, byte >= 0x30, byte <= 0x39 {
            if count < 3 { value = value * 10 + Int(byte - 0x30) }
            count += 1
            rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// Reads `+hh:mm` or `-hh:mm` as minutes east of UTC.
    mutating func offset() -> Int? {
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
