import FanfareConformance
import Synchronization

/// How far a long run is: a line that counts up on a terminal, gone before anything else is printed;
/// elsewhere a line whenever ten seconds have gone by.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var announced: Set<Waits.Cause> = []
        /// Until when something is waited for, on the monotonic clock in milliseconds.
        var waits: [Waits.Cause: Int] = [:]
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
            + waiting
    }

    /// `, waiting for the target, which asked for it (429, Retry-After)`: what takes longest at the moment.
    private var waiting: String {
        let now = Environment.monotonicMilliseconds()
        let longest = state.withLock(\.waits).filter { $0.value > now }.max { $0.value < $1.value }
        return longest.map { ", waiting for \($0.key.words)" } ?? ""
    }

    /// `, about 70 s left` as it has gone until now, but never less than what it takes at least.
    static func left(_ done: Int, of total: Int, _ elapsed: Int, least: Int) -> String {
        guard elapsed >= 5000, done * 10 >= total else { return "" }
        // What waits goes no faster for what has ended at once.
        let rest = max(elapsed * (total - done) / max(1, done), least - elapsed)
        return ", about \(rest / 1000) s left"
    }

    /// Says what is waited for: a terminal every time, a log once where it takes a while or the target asked
    /// for it, and beside the count for as long as it takes.
    func wait(for cause: Waits.Cause, _ span: TimeSpan) {
        let end = Environment.monotonicMilliseconds() + span.milliseconds
        state.withLock { $0.waits[cause] = max($0.waits[cause] ?? 0, end) }
        if console.showsProgress {
            console.control("\r\u{1B}[K\(line)")
        } else if span >= TimeSpan(milliseconds: 2000) || cause == .retryAfter,
            state.withLock({ $0.announced.insert(cause).inserted })
        {
            console.err("waiting for \(cause.words)\n")
        }
    }

    /// Removes the line; nothing more is said.
    func clear() {
        state.withLock { $0.isOver = true }
        if console.showsProgress { console.control("\r\u{1B}[K") }
    }
}
