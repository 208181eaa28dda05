import Foundations

/// A moment as an answer or a scenario tells it, in milliseconds since 1970 (UTC).
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int

    /// Makes a moment.
    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// The moment a span later.
    package func advanced(by span: TimeSpan) -> Timestamp {
        Timestamp(milliseconds: milliseconds + span.milliseconds)
    }

    /// Whether one is earlier than the other.
    package static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// Whether two tell the same moment, each to the second or more finely.
    func agrees(with other: Timestamp) -> Bool {
        let isToTheSecond = milliseconds % 1000 == 0 || other.milliseconds % 1000 == 0
        return abs(milliseconds - other.milliseconds) < (isToTheSecond ? 1000 : 1)
    }

    /// `2026-01-01T00:00:00Z`, with milliseconds only when there are any.
    package var description: String {
        CivilTime(millisecondsSince1970: milliseconds)
            .iso8601(withMilliseconds: milliseconds % 1000 != 0)
    }
}

extension Timestamp {
    /// Reads ISO 8601 in UTC, `2026-01-01T00:00:00Z`, with any number of fractional digits.
    ///
    /// Answers are always in UTC; what a scenario gives may carry an offset, `+02:00`, if allowed. A leap
    /// second passes: a target may have one.
    package init?(iso8601 text: String, allowsOffset: Bool = false) {
        guard let text = ISO8601Text(text), text.isFull, text.endsInZ || allowsOffset,
            let milliseconds = text.millisecondsSince1970
        else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// Reads a time in UTC, as `Z` or an offset of zero says it.
    init?(inUTC text: String) {
        guard text.hasSuffix("Z") || text.hasSuffix("+00:00") else { return nil }
        self.init(iso8601: text, allowsOffset: true)
    }

    /// Reads an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    package init?(httpDate text: String) {
        guard let seconds = HTTPDate.secondsSince1970(text) else { return nil }
        self.init(milliseconds: seconds * 1000)
    }
}
