import HTTPEngine

/// Writes lines on a thread of its own, so that whoever adds them never waits for a slow reader.
///
/// What waits is bounded: beyond that, lines are left out, counted, and their number is written in
/// their place.
final class LineWriter: Sendable {
    private struct Pending {
        var text = ""
        var leftOut = 0
        var isWriting = false
    }

    private let pending = Monitor(Pending())
    private let limit: Int
    private let gap: @Sendable (Int) -> String

    /// Begins, if the system has a thread; `gap` is the line that stands for so many lines left out.
    init(
        limit: Int = 1 << 20, gap: @escaping @Sendable (Int) -> String,
        to write: @escaping @Sendable (String) -> Void
    ) throws(ThreadRefusal) {
        self.limit = limit
        self.gap = gap
        try BlockingWork.run { [pending] in
            while true {
                let next = pending.wait(atMost: .seconds(3600)) { pending in
                    Self.take(&pending, gap)
                }
                guard let next else { continue }
                write(next)
                pending.change { $0.isWriting = false }
            }
        }
    }

    /// Adds a line with its end.
    func add(_ line: String) {
        pending.change { pending in
            if pending.leftOut == 0, pending.text.utf8.count + line.utf8.count <= limit {
                pending.text += line
            } else {
                pending.leftOut += 1
            }
        }
    }

    /// Waits until everything is written, but not for a reader who takes longer.
    func drain(atMost patience: Duration = .seconds(1)) {
        _ = pending.wait(atMost: patience) { pending in
            pending.text.isEmpty && pending.leftOut == 0 && !pending.isWriting ? true : nil
        }
    }

    private static func take(_ pending: inout Pending, _ gap: (Int) -> String) -> String? {
        guard !pending.text.isEmpty || pending.leftOut > 0 else { return nil }
        let text = pending.text + (pending.leftOut > 0 ? gap(pending.leftOut) : "")
        pending = Pending(isWriting: true)
        return text
    }
}
