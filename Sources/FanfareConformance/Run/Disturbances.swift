import Synchronization

/// What came between a run and the API, counted for all of its calls.
package final class Disturbances: Sendable {
    private struct State {
        var calls = 0
        var disturbed: [String: Int] = [:]
        /// How many scenarios in a row came to nothing, whatever was tried.
        var lost = 0
        var lastReason: String?
    }

    private let state = Mutex(State())

    /// Counts a call, and what disturbed it.
    func count(_ disturbance: String? = nil) {
        state.withLock { state in
            state.calls += 1
            if let disturbance { state.disturbed[disturbance, default: 0] += 1 }
        }
    }

    /// How many calls the API answered.
    var answered: Int {
        state.withLock { $0.calls - $0.disturbed.values.reduce(0, +) }
    }

    /// Notes how a scenario ended, so that a target which is gone is not tried for ever.
    func conclude(_ result: ScenarioResult) {
        guard result.verdict != .unsupported else { return }
        state.withLock { state in
            let isLost = result.isDisturbed || result.isUnreachable || result.isLimited
            state.lost = isLost ? state.lost + 1 : 0
            state.lastReason = result.reason
        }
    }

    /// Why nothing more is to be expected of the target, nil as long as it answers now and then.
    var end: String? {
        state.withLock { $0.lost >= 4 ? $0.lastReason ?? "" : nil }
    }

    /// Whether so many calls were disturbed that the rest of the run cannot be relied on.
    package var areMany: Bool {
        let state = state.withLock { $0 }
        // A handful is no rate.
        let disturbed = state.disturbed.values.reduce(0, +)
        return disturbed > 3 && disturbed * 100 > state.calls
    }

    /// What happened how often, what came most first.
    package var lines: [String] {
        let state = state.withLock { $0 }
        return state.disturbed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map {
            text, count in
            "disturbed: \(count) of \(state.calls) calls, \(text)"
        }
    }
}
