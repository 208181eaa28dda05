/// A point in time as milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch.
    public var milliseconds: Int64

    /// Makes the instant that many milliseconds after the Unix epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whole seconds since the Unix epoch, as JWT claims and rate-limit headers count them.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    /// Compares points in time.
    public static func < (one: Instant, other: Instant) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// The instant a duration later; fractions of a millisecond are dropped.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        // Nearly all clocks run with the real one, and taking a duration apart is long division.
        if duration == .zero { return instant }
        let sum = instant.milliseconds.addingReportingOverflow(duration.inMilliseconds)
        return Instant(milliseconds: sum.overflow ? .max : sum.partialValue)
    }

    /// The duration from one instant to a later one.
    public static func - (one: Instant, other: Instant) -> Duration {
        .milliseconds(one.milliseconds - other.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds.
    public var inMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let product = seconds.multipliedReportingOverflow(by: 1000)
        guard !product.overflow else { return seconds < 0 ? .min : .max }
        return product.partialValue + attoseconds / 1_000_000_000_000_000
    }

    static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    static func hours(_ count: Int) -> Duration { .seconds(3600 * count) }
    static func days(_ count: Int) -> Duration { .seconds(86400 * count) }
}
