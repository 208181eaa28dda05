import HTTPEngine

/// A handful of threads that share a row of jobs, without a run loop or a pool behind them.
enum Workers {
    /// Runs `body` once on each of so many threads, the calling one among them, and waits for all.
    ///
    /// There are fewer when the system gives no more; the calling one is always there.
    static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let threads = (1..<max(1, count)).compactMap { _ in try? LoopThread(body) }
        body()
        for thread in threads { thread.join() }
    }
}
