/// A moment in milliseconds since 1970 (UTC).
package struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int

    /// Makes a moment.
    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// The moment a span later.
    package func advanced(by span: TimeSpan) -> Instant {
        Instant(milliseconds: milliseconds + span.milliseconds)
    }

    /// Whether one is earlier than the other.
    package static func < (one: Instant, other: Instant) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// `2026-01-01T00:00:00Z`, with milliseconds only when there are any.
    package var description: String {
        let days = milliseconds.quotient(86_400_000)
        let inDay = milliseconds - days * 86_400_000
        let date = CivilDate(daysSince1970: days)
        let seconds = inDay / 1000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(2) }
        let fraction = inDay % 1000 == 0 ? "" : "." + (inDay % 1000).padded(3)
        return "\(date)T\(clock.joined(separator: ":"))\(fraction)Z"
    }
}

extension Instant {
    /// Reads ISO 8601 in UTC, `2026-01-01T00:00:00Z`, with any number of fractional digits.
    ///
    /// Answers are always in UTC; what a scenario gives may carry an offset, `+02:00`, if allowed.
    package init?(iso8601 text: String, allowsOffset: Bool = false) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let zone = Self.zone(bytes), zone.minutes == 0 || allowsOffset,
            zone.start == bytes.count - 1 || allowsOffset,
            [4, 7].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }), bytes[10] == UInt8(ascii: "T"),
            [13, 16].allSatisfy({ bytes[$0] == UInt8(ascii: ":") }),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            let fraction = Self.fraction(bytes[19..<zone.start]),
            hour < 24, minute < 60, second < 61
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        self.init(date, hour, minute - zone.minutes, second, fraction)
    }

    /// Where the zone begins and how many minutes it lies east of UTC.
    private static func zone(_ bytes: [UInt8]) -> (start: Int, minutes: Int)? {
        if bytes.last == UInt8(ascii: "Z") { return (bytes.count - 1, 0) }
        let start = bytes.count - 6
        guard start >= 19, bytes[start + 3] == UInt8(ascii: ":"),
            let hours = number(bytes[(start + 1)..<(start + 3)]),
            let minutes = number(bytes[(start + 4)...])
        else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "+"): return (start, hours * 60 + minutes)
        case UInt8(ascii: "-"): return (start, -hours * 60 - minutes)
        default: return nil
        }
    }

    /// Reads an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", parts[0].hasSuffix(","),
            Self.weekdays.contains(String(parts[0].dropLast())), parts[1].utf8.count == 2,
            parts[3].utf8.count == 4,
            let month = Self.months.firstIndex(of: String(parts[2])),
            let day = Self.number(Array(parts[1].utf8)[...]),
            let year = Self.number(Array(parts[3].utf8)[...])
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Self.number(Array(clock[0].utf8)[...]), hour < 24,
            let minute = Self.number(Array(clock[1].utf8)[...]), minute < 60,
            let second = Self.number(Array(clock[2].utf8)[...]), second < 61
        else { return nil }
        self.init(CivilDate(year: year, month: month + 1, day: day), hour, minute, second, 0)
    }

    private init?(_ date: CivilDate?, _ hour: Int, _ minute: Int, _ second: Int, _ fraction: Int) {
        guard let days = date?.daysSince1970 else { return nil }
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        milliseconds = seconds * 1000 + fraction
        // A leap second or an offset may lead out of the years that can be written.
        guard (-62_167_219_200_000...253_402_300_799_999).contains(milliseconds) else { return nil }
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// `.` and digits as milliseconds, the rest cut off; nothing is zero.
    private static func fraction(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let point = bytes.first else { return 0 }
        let digits = bytes.dropFirst()
        guard point == UInt8(ascii: "."), !digits.isEmpty,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return number((Array(digits) + [0x30, 0x30])[0..<3])
    }
}
