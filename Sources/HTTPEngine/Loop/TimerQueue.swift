/// Actions to be run at their time, as a binary heap; equal times in the order they were added.
struct TimerQueue {
    private struct Entry {
        let time: UInt64
        let number: UInt64
        let timer: LoopTimer

        static func < (left: Entry, right: Entry) -> Bool {
            left.time != right.time ? left.time < right.time : left.number < right.number
        }
    }

    private var heap: [Entry] = []
    private var added: UInt64 = 0
    private var cancelled = 0

    /// How many timers are kept, cancelled ones included.
    var count: Int { heap.count }

    /// The time of the first timer.
    var earliest: UInt64? { heap.first?.time }

    mutating func add(_ timer: LoopTimer, at time: UInt64) {
        heap.append(Entry(time: time, number: added, timer: timer))
        added += 1
        rise(from: heap.count - 1)
    }

    /// Takes out the next timer whose time has come and that was not cancelled.
    mutating func takeDue(at now: UInt64) -> LoopTimer? {
        while let first = heap.first, first.time <= now {
            removeFirst()
            if first.timer.isPending { return first.timer }
        }
        return nil
    }

    /// Forgets cancelled timers once they are the greater part, so that they cannot pile up.
    mutating func timerWasCancelled() {
        cancelled += 1
        guard cancelled > 64, cancelled * 2 > heap.count else { return }
        let pending = heap.filter { $0.timer.isPending }
        // A sorted array is a heap.
        heap = pending.sorted(by: <)
        cancelled = 0
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(from: 0)
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            let left = index * 2 + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right] < heap[left] ? right : left
            guard heap[child] < heap[index] else { return }
            heap.swapAt(index, child)
            index = child
        }
    }
}

/// An action the loop will run, unless it is cancelled before.
package final class LoopTimer {
    private var action: (() -> Void)?
    private let cancelled: () -> Void

    init(action: @escaping () -> Void, cancelled: @escaping () -> Void) {
        self.action = action
        self.cancelled = cancelled
    }

    /// Whether it has neither run nor been cancelled.
    package var isPending: Bool { action != nil }

    /// Forgets the action; harmless once it has run.
    package func cancel() {
        guard action != nil else { return }
        action = nil
        cancelled()
    }

    func fire() {
        let action = action
        self.action = nil
        action?()
    }
}
