import JSONTree

extension Matching {
    /// How far a timestamp may lie from where it is expected.
    static let tolerance = TimeSpan(milliseconds: 2000)

    /// Compares a value with a named form.
    mutating func form(
        _ matcher: Matcher, _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        guard matcher.accepts(kind: actual.kind) else { return leaf(.kind, pattern, actual) }
        if let flaw = flaw(matcher, actual, at: pointer) {
            return leaf(.pattern, pattern, actual, remark: flaw.isEmpty ? nil : flaw)
        }
        return .same(actual)
    }

    /// What is wrong with a value of the right kind: nil for nothing, empty when it is obvious.
    private mutating func flaw(
        _ matcher: Matcher, _ actual: JSONNode, at pointer: JSONPointer
    ) -> String? {
        let text = actual.string ?? ""
        switch matcher {
        case .number, .boolean, .object, .array, .absent: return nil
        case .integer(let range):
            guard let number = actual.number, number.isWhole else { return "" }
            return range.flatMap { rangeFlaw(number, $0) }
        case .lists(let word) where isAnything(word): return nil
        case .contains(let part) where isAnything(part): return nil
        case .lists(let word):
            let wanted = filled(word).lowercased()
            let words = text.split(separator: ",").map { word in
                String(word.drop { $0 == " " || $0 == "\t" }).lowercased()
                    .split { $0 == " " || $0 == "\t" }.joined()
            }
            return words.contains(wanted) ? nil : ""
        case .string: return text.isEmpty ? "empty" : nil
        case .id(let prefix):
            if let prefix, !text.isEmpty, !text.hasPrefix(prefix) {
                note("the id at \(pointer) does not begin with \(prefix)")
            }
            return text.isEmpty ? "empty" : nil
        case .timestamp(let moment): return timestampFlaw(text, moment)
        case .utc: return Timestamp(inUTC: text) == nil ? "no ISO 8601 time in UTC" : nil
        case .unixTime(let offset): return unixTimeFlaw(actual.number, offset)
        case .digits(let count):
            let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return digits && text.utf8.count == count ? nil : ""
        case .jwt:
            do throws(CompactToken.Flaw) {
                return try CompactToken(text).otherSignature
            } catch { return error.reason }
        case .contains(let part): return text.contains(filled(part)) ? nil : ""
        case .httpDate: return Timestamp(httpDate: text) == nil ? "no HTTP date" : nil
        }
    }

    /// How a number misses its range, nil for one inside.
    private func rangeFlaw(_ number: JSONNumber, _ range: Matcher.NumberRange) -> String? {
        func bound(_ template: Template?) -> Double? {
            template.flatMap { JSONNumber(text: filled($0)).double }
        }
        if let lower = bound(range.lower),
            number.double < lower || range.excludesLower && number.double == lower
        {
            return
                "expected \(range.excludesLower ? "more than" : "at least") \(filled(range.lower))"
        }
        if let upper = bound(range.upper), number.double > upper {
            return "expected at most \(filled(range.upper))"
        }
        return nil
    }

    private func filled(_ template: Template?) -> String { template.map(filled) ?? "" }

    private func timestampFlaw(_ text: String, _ moment: Matcher.Moment?) -> String? {
        guard let instant = Timestamp(iso8601: text, allowsOffset: true) else {
            return "no ISO 8601 time"
        }
        switch moment {
        case nil: return nil
        case .after(let offset):
            guard let now = now() else { return nil }
            return distanceFlaw(instant, from: now.advanced(by: offset), Self.tolerance)
        case .at(let template) where isAnything(template): return nil
        case .at(let template):
            let wanted = filled(template)
            guard let expected = Timestamp(iso8601: wanted, allowsOffset: true) else {
                return "expected \(wanted), which is no ISO 8601 time"
            }
            return instant.agrees(with: expected) ? nil : "expected \(expected)"
        }
    }

    private func unixTimeFlaw(_ number: JSONNumber?, _ offset: TimeSpan?) -> String? {
        // RFC 7519 section 2: a NumericDate may have a fraction.
        guard let seconds = number?.roundedDown else { return "no time in seconds" }
        guard let now = now() else { return nil }
        // So that milliseconds of it and their distance from now can be calculated with.
        guard (-1 << 50...1 << 50).contains(seconds) else { return "no time in seconds" }
        let instant = Timestamp(milliseconds: seconds * 1000)
        guard let offset else { return distanceFlaw(instant, from: now, Self.day) }
        return distanceFlaw(instant, from: now.advanced(by: offset), Self.tolerance)
    }

    private static let day = TimeSpan(milliseconds: 86_400_000)

    private func distanceFlaw(
        _ instant: Timestamp, from expected: Timestamp, _ tolerance: TimeSpan
    ) -> String? {
        let away = instant.milliseconds - expected.milliseconds
        guard abs(away) > tolerance.milliseconds else { return nil }
        let distance = TimeSpan(milliseconds: abs(away) / 1000 * 1000)
        return
            "expected \(expected) ± \(tolerance), this is \(distance) \(away < 0 ? "earlier" : "later")"
    }
}

extension Matcher {
    fileprivate func accepts(kind: String) -> Bool { kind == self.kind }

    /// The type of JSON value that has the form, nil where there must be none.
    var kind: String? {
        switch self {
        case .string, .id, .timestamp, .utc, .digits, .jwt, .contains, .lists, .httpDate: "string"
        case .integer, .number, .unixTime: "number"
        case .boolean: "boolean"
        case .object: "object"
        case .array: "array"
        case .absent: nil
        }
    }
}

extension JSONNumber {
    /// The whole number that is not above it, nil when that is too large.
    fileprivate var roundedDown: Int? {
        integer ?? Int(exactly: double.rounded(.down))
    }

    /// Whether its value has no fraction, however it is written.
    fileprivate var isWhole: Bool {
        integer != nil || (double.isFinite && double == double.rounded(.towardZero))
    }
}
