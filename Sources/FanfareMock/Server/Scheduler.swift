import HTTPEngine

/// Has things done on the loop's thread.
protocol Scheduler: AnyObject, Sendable {
    /// Runs an action after a while, for who is on the loop's thread; gives nothing where there is no loop.
    @discardableResult
    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer?
    /// Runs an action soon, for who is on any thread.
    func execute(_ action: @escaping @Sendable () -> Void)
}

/// The loop of a server; whoever needs it is there before the server is.
///
/// Told of its server once, before the loop runs.
final class LoopScheduler: Scheduler, @unchecked Sendable {
    private weak var server: HTTPServer?

    func serve(_ server: HTTPServer) { self.server = server }

    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer? {
        server?.after(delay, action)
    }

    func execute(_ action: @escaping @Sendable () -> Void) { server?.execute(action) }
}

/// No loop: what would be done later is not done.
final class NoScheduler: Scheduler {
    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer? { nil }
    func execute(_ action: @escaping @Sendable () -> Void) {}
}
