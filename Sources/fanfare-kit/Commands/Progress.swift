import FanfareConformance
import Synchronization

/// How far a long run is: a line that counts up on a terminal, gone before anything else is printed;
/// elsewhere a line whenever ten seconds have gone by.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var announced: Set<Waits.Cause> = []
        var isOver = false
    }

    private let total: Int
    private let console: Console
    private let state = Mutex(State())
    private let start = Environment.monotonicMilliseconds()

    /// How often a log is told.
    private static let period = TimeSpan(milliseconds: 10_000)

    init(total: Int, console: Console) {
        self.total = total
        self.console = console
        guard !console.showsProgress, console.isOfProcess else { return }
        Background.run { [weak self] in
            var told = Environment.monotonicMilliseconds()
            while let progress = self, !progress.state.withLock(\.isOver) {
                if Environment.monotonicMilliseconds() - told >= Self.period.milliseconds {
                    told += Self.period.milliseconds
                    console.err(progress.line + "\n")
                }
                Environment.sleep(TimeSpan(milliseconds: 250))
            }
        }
    }

    /// Counts one more; `clearing` leaves the line free for a text that follows.
    func step(clearing: Bool) {
        state.withLock { $0.done += 1 }
        guard console.showsProgress else { return }
        console.control(clearing ? "\r\u{1B}[K" : "\r\u{1B}[K\(line)")
    }

    /// `120 of 397 after 30 s, about 70 s left`; how long is left is said once it can be known a little.
    private var line: String {
        let done = state.withLock(\.done)
        let elapsed = Environment.monotonicMilliseconds() - start
        let spent = elapsed >= 1000 ? " after \(elapsed / 1000) s" : ""
        let left =
            elapsed >= 5000 && done * 10 >= total
            ? ", about \(elapsed * (total - done) / max(1, done) / 1000) s left" : ""
        return "\(done) of \(total)\(spent)\(left)"
    }

    /// Says what is waited for: a terminal every time, a log once and only where it takes a while.
    func wait(for cause: Waits.Cause, _ span: TimeSpan) {
        let words = "waiting for \(cause.words)"
        if console.showsProgress {
            console.control("\r\u{1B}[K\(line), \(words)")
        } else if span >= TimeSpan(milliseconds: 2000),
            state.withLock({ $0.announced.insert(cause).inserted })
        {
            console.err(words + "\n")
        }
    }

    /// Removes the line; nothing more is said.
    func clear() {
        state.withLock { $0.isOver = true }
        if console.showsProgress { console.control("\r\u{1B}[K") }
    }
}
