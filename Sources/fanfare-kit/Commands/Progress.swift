import FanfareConformance
import Synchronization

/// A line that counts up while a person waits, and is gone before anything else is printed.
final class Progress: Sendable {
    private let total: Int
    private let console: Console
    private let done = Mutex(0)
    private let announced = Mutex<Set<Waits.Cause>>([])

    init(total: Int, console: Console) {
        self.total = total
        self.console = console
    }

    /// Counts one more; `clearing` leaves the line free for a text that follows.
    func step(clearing: Bool) {
        guard console.showsProgress else { return }
        let count = done.withLock { count in
            count += 1
            return count
        }
        console.control(clearing ? "\r\u{1B}[K" : "\r\u{1B}[K\(count)/\(total)")
    }

    /// Says what is waited for: a terminal every time, a log once and only where it takes a while.
    func wait(for cause: Waits.Cause, _ span: TimeSpan) {
        let words = "waiting for \(cause.words)"
        if console.showsProgress {
            let count = done.withLock(\.self)
            console.control("\r\u{1B}[K\(count)/\(total), \(words)")
        } else if span >= TimeSpan(milliseconds: 2000),
            announced.withLock({ $0.insert(cause).inserted })
        {
            console.err(words + "\n")
        }
    }

    /// Removes the line.
    func clear() {
        if console.showsProgress { console.control("\r\u{1B}[K") }
    }
}
