import FanfareModel
import Foundations
import JSONTree

/// A moment of an organization's clock, in whole milliseconds.
///
/// A text literal is one: `try await shop.advance(to: "2026-01-01T00:00:00Z")`. `FanfareMockURLSession`
/// turns it into a `Date` and back.
public struct MockInstant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Makes the moment so many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads a moment as ISO 8601 writes it, with its zone: `2026-01-01T00:00:00Z`; nil for anything else.
    public init?(_ text: String) {
        guard let instant = Instant(iso8601: text) else { return nil }
        milliseconds = instant.milliseconds
    }

    /// Compares moments.
    public static func < (one: MockInstant, other: MockInstant) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// The moment a duration later; fractions of a millisecond are dropped.
    public static func + (instant: MockInstant, duration: Duration) -> MockInstant {
        MockInstant(
            milliseconds: (Instant(milliseconds: instant.milliseconds) + duration).milliseconds)
    }

    /// How long after another moment this one is.
    public static func - (one: MockInstant, other: MockInstant) -> Duration {
        .milliseconds(one.milliseconds - other.milliseconds)
    }
}

extension MockInstant: CustomStringConvertible {
    /// As ISO 8601, in UTC.
    public var description: String { Instant(milliseconds: milliseconds).exactISO8601 }
}

extension MockInstant: ExpressibleByStringLiteral {
    /// Makes the moment that stands in the source; a text that is none ends the test at once.
    public init(stringLiteral text: String) {
        guard let instant = MockInstant(text) else {
            preconditionFailure("'\(text)' is no moment: write it as 2026-01-01T00:00:00Z")
        }
        self = instant
    }
}

extension JSONNode {
    /// The moment that the control protocol wrote, nil for anything else.
    var instant: MockInstant? { string.flatMap { MockInstant($0) } }
}

extension Duration {
    /// As the control protocol takes it: `61000ms`.
    var words: String {
        let milliseconds = inMilliseconds
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}
