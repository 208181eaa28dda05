/// A length of time in whole milliseconds, written `61s`, `10m1s`, `1h`, `30d` or `500ms`.
package struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The milliseconds.
    package let milliseconds: Int

    /// Makes a span of that many milliseconds.
    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// Reads numbers, each followed by its unit, largest unit first; nil for anything else.
    package init?(_ text: some StringProtocol) {
        var rest = text[...]
        var total = 0
        var unitsLeft = Self.units[...]
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard let count = Int(digits),
                let unit = unitsLeft.firstIndex(where: { $0.name == letters })
            else { return nil }
            let (part, tooLong) = count.multipliedReportingOverflow(
                by: Self.units[unit].milliseconds)
            guard !tooLong, part < 1 << 50 else { return nil }
            total += part
            unitsLeft = Self.units[(unit + 1)...]
        } while !rest.isEmpty
        milliseconds = total
    }

    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The shortest way to write it.
    package var description: String {
        var rest = abs(milliseconds)
        var text = milliseconds < 0 ? "-" : ""
        for unit in Self.units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return milliseconds == 0 ? "0s" : text
    }

    /// It in seconds and milliseconds alone, which every reader of durations knows: `90s`, `1500ms`.
    var inSeconds: String {
        milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    /// Whether one is shorter than the other.
    package static func < (one: TimeSpan, other: TimeSpan) -> Bool {
        one.milliseconds < other.milliseconds
    }
}
