import Synchronization

/// Holds requests back where a target is not ours alone.
final class Pacer: Sendable {
    private let pace: Target.Pace
    private let waits: Waits
    private let state = Mutex((code: 0, request: 0, held: 0))

    init(_ pace: Target.Pace, _ waits: Waits = Waits()) {
        self.pace = pace
        self.waits = waits
    }

    /// Waits until so many requests to this path may go; an urgent one goes at once, and those after it
    /// wait the longer.
    func wait(for path: String, count: Int = 1, isUrgent: Bool = false) {
        let now = Environment.monotonicMilliseconds()
        let (at, cause) = turn(for: path, readyAt: now, count: count)
        if at > now, !isUrgent { waits.rest(TimeSpan(milliseconds: at - now), for: cause) }
    }

    /// Lets nothing leave for so many seconds: what limits calls before the API counts those of everybody.
    func hold(for seconds: Int) {
        let end = Environment.monotonicMilliseconds() + seconds * 1000
        state.withLock { $0.held = max($0.held, end) }
    }

    /// Why so many requests cannot leave at the same moment, nil when they can.
    func obstacle(toBurst count: Int) -> String? {
        guard pace.requestsPerSecond > 0, count > pace.requestsPerSecond else { return nil }
        return "a burst of \(count) calls needs a pace of \(count) requests a second,"
            + " and \"pace\" allows \(pace.requestsPerSecond)"
    }

    /// When a request may go that is ready at some millisecond.
    func moment(for path: String, readyAt now: Int) -> Int { turn(for: path, readyAt: now).at }

    /// When requests that are ready now may go: the moments are given away in advance, in order.
    private func turn(
        for path: String, readyAt now: Int, count: Int = 1
    ) -> (at: Int, cause: Waits.Cause) {
        let isCode = path.hasSuffix("/auth/otp/request")
        return state.withLock { state in
            var cause = Waits.Cause.requests(pace.requestsPerSecond)
            var at = max(now, state.held)
            if at > now { cause = .retryAfter }
            if pace.requestsPerSecond > 0, state.request > at {
                (at, cause) = (state.request, .requests(pace.requestsPerSecond))
            }
            if isCode, pace.codesPerMinute > 0 {
                if state.code > at { (at, cause) = (state.code, .codes(pace.codesPerMinute)) }
                state.code = at + count * Self.spacing(of: pace.codesPerMinute)
            }
            if pace.requestsPerSecond > 0 {
                state.request = at + count * 1000 / pace.requestsPerSecond
            }
            return (at, cause)
        }
    }

    /// The milliseconds from one code to the next: a twentieth more than an even spread, since a target
    /// that counts so many in any minute sees them closer together than they were sent.
    static func spacing(of perMinute: Int) -> Int { 63_000 / perMinute }
}
