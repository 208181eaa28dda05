/// Work that waits for something and so must not run on a loop's thread.
package enum BlockingWork {
    /// Runs an action on a thread of its own that nobody waits for; an error means that it never runs.
    package static func run(_ action: @escaping @Sendable () -> Void) throws(ThreadRefusal) {
        try LoopThread(action).detach()
    }
}
