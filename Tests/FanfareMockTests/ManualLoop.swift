import HTTPEngine
import Synchronization

@testable import FanfareMock

/// A loop that does things when a test says so.
final class ManualLoop: Scheduler, @unchecked Sendable {
    private var timers: [() -> Void] = []
    private let actions = Mutex<[@Sendable () -> Void]>([])

    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer? {
        timers.append(action)
        return nil
    }

    func execute(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(action) }
    }

    /// Lets every timer run, however long it would take.
    func runTimers() {
        let due = timers
        timers = []
        for timer in due { timer() }
    }

    /// Does what other threads have asked for until now.
    func runActions() {
        let asked = actions.withLock { actions in
            defer { actions = [] }
            return actions
        }
        for action in asked { action() }
    }
}
