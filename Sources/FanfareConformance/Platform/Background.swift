import HTTPEngine

/// Work on a thread of its own that nobody waits for.
package enum Background {
    /// Begins it; where the system gives no thread it is left out.
    package static func run(_ body: @escaping @Sendable () -> Void) {
        try? LoopThread(body).detach()
    }
}
