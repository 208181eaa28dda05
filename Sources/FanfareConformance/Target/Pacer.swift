import Synchronization

/// Holds requests back where a target is not ours alone.
final class Pacer: Sendable {
    private let pace: Target.Pace
    private let waits: Waits
    private let state = Mutex((codes: [Int](), next: 0))

    init(_ pace: Target.Pace, _ waits: Waits = Waits()) {
        self.pace = pace
        self.waits = waits
    }

    /// Waits until a request to this path may go.
    func wait(for path: String) {
        let now = Environment.monotonicMilliseconds()
        let (at, cause) = turn(for: path, readyAt: now)
        if at > now { waits.rest(TimeSpan(milliseconds: at - now), for: cause) }
    }

    /// When a request may go that is ready at some millisecond.
    func moment(for path: String, readyAt now: Int) -> Int { turn(for: path, readyAt: now).at }

    private func turn(for path: String, readyAt now: Int) -> (at: Int, cause: Waits.Cause) {
        state.withLock { state in
            reserve(&state, now, isCode: path.hasSuffix("/auth/otp/request"))
        }
    }

    /// When a request that is ready now may go: the moments are given away in advance, in order.
    private func reserve(
        _ state: inout (codes: [Int], next: Int), _ now: Int, isCode: Bool
    ) -> (at: Int, cause: Waits.Cause) {
        var cause = Waits.Cause.requests(pace.requestsPerSecond)
        var at = now
        if pace.requestsPerSecond > 0 { at = max(at, state.next) }
        if isCode, pace.codesPerMinute > 0 {
            if state.codes.count >= pace.codesPerMinute {
                let free = state.codes[state.codes.count - pace.codesPerMinute] + 60_000
                if free > at { (at, cause) = (free, .codes(pace.codesPerMinute)) }
            }
            state.codes.append(at)
        }
        if pace.requestsPerSecond > 0 { state.next = at + 1000 / pace.requestsPerSecond }
        return (at, cause)
    }
}
