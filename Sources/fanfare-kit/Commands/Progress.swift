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
    /// How long all of it takes at least, in milliseconds.
    private let least: Int
    private let console: Console
    private let state = Mutex(State())
    private let start = Environment.monotonicMilliseconds()

    /// How often a log is told.
    private static let period = TimeSpan(milliseconds: 10_000)

    init(total: Int, least: Int = 0, console: Console) {
        self.total = total
        self.least = least
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

    /// Counts one more.
    @Sendable func step() {
        state.withLock { $0.done += 1 }
        if console.showsProgress { console.control("\r\u{1B}[K\(line)") }
    }

    /// Leaves the line free for a text that follows.
    func makeRoom() {
        if console.showsProgress { console.control("\r\u{1B}[K") }
    }

    /// `120 of 397 after 30 s, about 70 s left`; how long is left is said once it can be known a little.
    private var line: String {
        let done = state.withLock(\.done)
        let elapsed = Environment.monotonicMilliseconds() - start
        let spent = elapsed >= 1000 ? " after \(elapsed / 1000) s" : ""
        return "\(done) of \(total)\(spent)\(Self.left(done, of: total, elapsed, least: least))"
    }

    /// `, about 70 s left` as it has gone until now, but never less than what it takes at least.
    static func left(_ done: Int, of total: Int, _ elapsed: Int, least: Int) -> String {
        guard elapsed >= 5000, done * 10 >= total else { return "" }
        // What waits goes no faster for what has ended at once.
        let rest = max(elapsed * (total - done) / max(1, done), least - elapsed)
        return ", about \(rest / 1000) s left"
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
