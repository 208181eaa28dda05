import HTTPEngine

/// Holds whoever comes to it until it is opened.
final class Gate: Sendable {
    private let state = Monitor(State())

    private struct State {
        var isOpen = false
        var arrived = 0
    }

    func pass() {
        state.change { $0.arrived += 1 }
        _ = state.wait(atMost: .seconds(20)) { $0.isOpen ? true : nil }
    }

    func open() { state.change { $0.isOpen = true } }

    /// Waits until somebody has come.
    func awaitArrival() -> Bool {
        state.wait(atMost: .seconds(20)) { $0.arrived > 0 ? true : nil } ?? false
    }
}
