/// The kinds of call that the documentation limits separately.
public enum RateLimitClass: String, Hashable, Sendable, CaseIterable {
    /// Asking for a one-time password.
    case oneTimePassword
    /// Making an exchange code.
    case externalAuthorize
    /// The other authentication calls.
    case authentication
    /// Entering a queue.
    case queueEntry
    /// Entering a draw.
    case drawEntry
    /// Bidding.
    case bid
    /// Reading a status, and every call without a limit of its own.
    case status

    /// Calls per organization and minute (specs/v1/contract.md#limits).
    public var perMinute: Int {
        switch self {
        case .oneTimePassword: 10
        case .externalAuthorize, .authentication: 100
        case .queueEntry, .drawEntry: 1000
        case .bid: 500
        case .status: 5000
        }
    }

    /// Calls per organization and second, where the documentation names a burst.
    public var perSecond: Int? {
        switch self {
        case .queueEntry, .drawEntry: 100
        case .bid: 50
        case .oneTimePassword, .externalAuthorize, .authentication, .status: nil
        }
    }

    var index: Int {
        switch self {
        case .oneTimePassword: 0
        case .externalAuthorize: 1
        case .authentication: 2
        case .queueEntry: 3
        case .drawEntry: 4
        case .bid: 5
        case .status: 6
        }
    }
}

/// How many calls of each class the running windows have seen.
public struct RateLimits: Hashable, Sendable {
    /// What the headers of an answer say.
    public struct Reading: Hashable, Sendable {
        /// How many calls the window allows.
        public let limit: Int
        /// How many are left.
        public let remaining: Int
        /// When the window ends.
        public let resetAt: Instant
        /// Seconds until the call may be tried again, nil when it is within the limits.
        public let retryAfter: Int?
    }

    private struct Window: Hashable, Sendable {
        var number: Int64 = .min
        var calls = 0

        mutating func count(in number: Int64) -> Int {
            if number != self.number { self = Window(number: number) }
            calls += 1
            return calls
        }
    }

    private var minutes = [Window](repeating: Window(), count: RateLimitClass.allCases.count)
    private var seconds = [Window](repeating: Window(), count: RateLimitClass.allCases.count)

    /// Counts one call and says where that leaves its class, of which so many are allowed in a minute.
    mutating func count(
        _ kind: RateLimitClass, of limit: Int, at now: Instant
    ) -> Reading {
        let calls = minutes[kind.index].count(in: now.minute)
        let burst = seconds[kind.index].count(in: now.seconds)
        let retryAfter: Int? =
            if calls > limit {
                Int((now.minute + 1) * 60 - now.seconds)
            } else if burst > kind.perSecond ?? burst { 1 } else { nil }
        return Reading(limit, calls: calls, at: now, retryAfter: retryAfter)
    }

    /// Where a class stands without another call; what is not counted is not refused either.
    func reading(_ kind: RateLimitClass, of limit: Int, at now: Instant) -> Reading {
        let window = minutes[kind.index]
        let calls = window.number == now.minute ? window.calls : 0
        return Reading(limit, calls: calls, at: now, retryAfter: nil)
    }
}

extension RateLimits.Reading {
    fileprivate init(_ limit: Int, calls: Int, at now: Instant, retryAfter: Int?) {
        self.limit = limit
        remaining = max(0, limit - calls)
        resetAt = Instant(milliseconds: (now.minute + 1) * 60_000)
        self.retryAfter = retryAfter
    }
}

extension Instant {
    /// Whole minutes since the Unix epoch.
    fileprivate var minute: Int64 { seconds.dividedRoundingDown(by: 60) }
}

extension Int64 {
    fileprivate func dividedRoundingDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension Settings {
    /// How many calls of a class a minute allows.
    public func callsPerMinute(_ kind: RateLimitClass) -> Int {
        rateLimits[kind] ?? kind.perMinute
    }
}

extension World {
    /// Counts one call against its rate limit.
    public mutating func countCall(_ kind: RateLimitClass) -> RateLimits.Reading {
        rateLimits.count(kind, of: settings.callsPerMinute(kind), at: now)
    }

    /// Where a rate limit stands.
    public func rateLimit(_ kind: RateLimitClass) -> RateLimits.Reading {
        rateLimits.reading(kind, of: settings.callsPerMinute(kind), at: now)
    }
}

extension RateLimits: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        for index in minutes.indices {
            for window in [\RateLimits.minutes, \.seconds] {
                self[keyPath: window][index].number = try reader.read()
                self[keyPath: window][index].calls = try reader.tally()
            }
        }
    }

    package func write(to writer: inout StateWriter) {
        for window in zip(minutes, seconds).flatMap({ [$0, $1] }) {
            writer.write(window.number)
            writer.write(window.calls)
        }
    }
}
