import HTTPEngine
import Synchronization

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

    /// The same until a signal comes: what is nil, or was begun no more, is left out.
    static func mapUntilInterrupted<Element: Sendable, Result: Sendable>(
        _ elements: [Element], on count: Int, _ body: @escaping @Sendable (Element) -> Result?
    ) -> [Result] {
        map(elements, on: count) { Interruption.signal == nil ? body($0) : nil }.compactMap(\.self)
    }

    /// What becomes of every element, on so many threads; whoever is free takes the next.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], on count: Int, _ body: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        let next = Mutex(0)
        let results = Mutex([Result?](repeating: nil, count: elements.count))
        run(min(count, elements.count)) {
            while let index = next.withLock({ next -> Int? in
                defer { next += 1 }
                return next < elements.count ? next : nil
            }) {
                let result = body(elements[index])
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
