import Synchronization

/// A line that counts up while a person waits, and is gone before anything else is printed.
final class Progress: Sendable {
    private let total: Int
    private let console: Console
    private let done = Mutex(0)

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

    /// Removes the line.
    func clear() {
        if console.showsProgress { console.control("\r\u{1B}[K") }
    }
}
