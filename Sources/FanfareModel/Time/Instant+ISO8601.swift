extension Instant {
    /// The instant as the API writes it: UTC, whole seconds, `2024-12-01T10:00:00Z`.
    public var iso8601: String { text(withMilliseconds: false) }

    /// The instant with its milliseconds when it has any, as the control protocol writes it.
    public var exactISO8601: String { text(withMilliseconds: milliseconds % 1000 != 0) }

    /// Lends the bytes of `iso8601`.
    public func withISO8601(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
            let length = write(to: text, withMilliseconds: false)
            body(UnsafeBufferPointer(rebasing: text[..<length]))
        }
    }

    private func text(withMilliseconds: Bool) -> String {
        String(unsafeUninitializedCapacity: 24) {
            write(to: $0, withMilliseconds: withMilliseconds)
        }
    }

    /// Writes the text into space for 24 bytes; gives how many it took.
    private func write(
        to text: UnsafeMutableBufferPointer<UInt8>, withMilliseconds: Bool
    ) -> Int {
        let date = civil
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
        put(date.hour, at: 11, then: UInt8(ascii: ":"))
        put(date.minute, at: 14, then: UInt8(ascii: ":"))
        put(date.second, at: 17, then: UInt8(ascii: withMilliseconds ? "." : "Z"))
        guard withMilliseconds else { return 20 }
        text[20] = 0x30 + UInt8(truncatingIfNeeded: date.millisecond / 100)
        put(date.millisecond % 100, at: 21, then: UInt8(ascii: "Z"))
        return 24
    }

    /// Reads an ISO 8601 instant with a time zone: `2024-12-01T10:00:00.5+01:00`; nil for anything else.
    public init?(iso8601 text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.skip("-"), let day = reader.number(2), reader.skip("T") || reader.skip("t"),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2)
        else { return nil }
        let second = reader.skip(":") ? reader.number(2) : 0
        let fraction = reader.skip(".") ? reader.fraction() : 0
        guard let second, let fraction, let offset = reader.zone(), reader.isAtEnd,
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.daysFromEpoch(year: year, month: month, day: day)
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset * 60
        self.init(milliseconds: Int64(seconds * 1000 + fraction))
        // An offset may lead out of the years that can be written.
        guard self >= Self.earliest, self <= Self.latest else { return nil }
    }
}

/// The fields of an instant in the proleptic Gregorian calendar, in UTC.
public struct CivilDate: Hashable, Sendable {
    /// The year, 0 to 9999.
    public var year: Int
    /// The month, 1 to 12.
    public var month: Int
    /// The day of the month, 1 to 31.
    public var day: Int
    /// The hour, 0 to 23.
    public var hour: Int
    /// The minute, 0 to 59.
    public var minute: Int
    /// The second, 0 to 59.
    public var second: Int
    /// The millisecond, 0 to 999.
    public var millisecond: Int
    /// The day of the week, 0 for Sunday.
    public var weekday: Int
}

extension Instant {
    /// The first instant that can be written with a year of four digits.
    public static let earliest = Instant(milliseconds: -62_167_219_200_000)
    /// The last instant that can be written with a year of four digits.
    public static let latest = Instant(milliseconds: 253_402_300_799_999)

    /// The calendar fields; an instant outside the years 0 to 9999 is moved to the nearest inside.
    public var civil: CivilDate {
        let clamped = min(max(milliseconds, Self.earliest.milliseconds), Self.latest.milliseconds)
        let days = Int((clamped - (clamped < 0 ? 86_399_999 : 0)) / 86_400_000)
        let time = Int(clamped - Int64(days) * 86_400_000)
        let (year, month, day) = Self.date(daysFromEpoch: days)
        return CivilDate(
            year: year, month: month, day: day, hour: time / 3_600_000,
            minute: time / 60_000 % 60, second: time / 1000 % 60, millisecond: time % 1000,
            weekday: ((days + 4) % 7 + 7) % 7)
    }

    /// Counts days in eras of 400 years that begin on 1 March, so that the leap day comes last.
    private static func date(daysFromEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysFromEpoch + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
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

    /// Reads `Z`, `+hh:mm` or `-hh:mm` as minutes east of UTC.
    mutating func zone() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
