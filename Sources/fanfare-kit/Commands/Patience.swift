import FanfareConformance
import Synchronization

/// A line every ten seconds while something takes long that has no count.
final class Patience: Sendable {
    private let isOver = Mutex(false)

    /// Begins to count.
    init(_ what: String, _ console: Console) {
        guard console.isOfProcess else { return }
        let start = Environment.monotonicMilliseconds()
        Background.run { [weak self] in
            var told = 0
            while let patience = self, !patience.isOver.withLock(\.self) {
                let seconds = (Environment.monotonicMilliseconds() - start) / 1000
                if seconds >= told + 10 {
                    told = seconds
                    console.err("\(what), \(seconds) s\n")
                }
                Environment.sleep(TimeSpan(milliseconds: 250))
            }
        }
    }

    /// Says no more.
    func end() { isOver.withLock { $0 = true } }
}
