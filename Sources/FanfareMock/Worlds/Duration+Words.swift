extension Duration {
    /// What a duration looks like, for people who wrote something else.
    static let help = "Expected a duration such as 500ms, 61s, 10m1s, 1h or 30d, at most 366000d"

    /// Reads `61s`, `10m1s`, `1h`, `30d` or `500ms`; nil for anything else or more than 1000 years.
    package init?(words: String) {
        var milliseconds: Int64 = 0
        var rest = words.utf8[...]
        repeat {
            let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0 >= 0x61 && $0 <= 0x7A }
            rest = rest[unit.endIndex...]
            guard let count = Int64(Substring(digits)),
                let size = Self.sizes[String(Substring(unit))],
                count <= 31_622_400_000_000 / size
            else { return nil }
            milliseconds += count * size
            guard milliseconds <= 31_622_400_000_000 else { return nil }
        } while !rest.isEmpty
        self = .milliseconds(milliseconds)
    }

    private static let sizes: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]
}
