import Synchronization

/// Holds requests back where a target is not ours alone.
final class Pacer: Sendable {
    private let pace: Target.Pace
    private let state = Mutex((codes: [Int](), next: 0))

    init(_ pace: Target.Pace) {
        self.pace = pace
    }

    /// Waits until a request to this path may go.
    func wait(for path: String) {
        let now = Environment.monotonicMilliseconds()
        let at = moment(for: path, readyAt: now)
        if at > now { Environment.sleep(TimeSpan(milliseconds: at - now)) }
    }

    /// When a request may go that is ready at some millisecond.
    func moment(for path: String, readyAt now: Int) -> Int {
        state.withLock { state in
            reserve(&state, now, isCode: path.hasSuffix("/auth/otp/request"))
        }
    }

    /// When a request that is ready now may go: the moments are given away in advance, in order.
    private func reserve(
        _ state: inout (codes: [Int], next: Int), _ now: Int, isCode: Bool
    ) -> Int {
        var at = now
        if pace.requestsPerSecond > 0 { at = max(at, state.next) }
        if isCode, pace.codesPerMinute > 0 {
            if state.codes.count >= pace.codesPerMinute {
                at = max(at, state.codes[state.codes.count - pace.codesPerMinute] + 60_000)
            }
            state.codes.append(at)
        }
        if pace.requestsPerSecond > 0 { state.next = at + 1000 / pace.requestsPerSecond }
        return at
    }
}
