import Testing

@testable import HTTPEngine

struct DeadlineTableTests {
    @Test func `a deadline that has come is taken out once`() {
        var table = DeadlineTable()
        table.set(3, to: 10)
        table.set(1, to: 20)
        #expect(table.takeMissed(at: 9) == [])
        #expect(table.takeMissed(at: 10) == [3])
        #expect(table.takeMissed(at: 30) == [1])
        #expect(table.takeMissed(at: 40) == [])
        #expect(table.earliest == DeadlineTable.never)
    }

    @Test func `a deadline that was moved or cleared is not missed`() {
        var table = DeadlineTable()
        table.set(0, to: 10)
        table.set(0, to: 20)
        table.set(1, to: 10)
        table.clear(1)
        table.clear(7)
        #expect(table.earliest <= 10)
        #expect(table.takeMissed(at: 15) == [])
        #expect(table.earliest == 20)
    }
}

struct TimerQueueTests {
    private func timer() -> LoopTimer { LoopTimer(action: {}, cancelled: {}) }

    @Test func `timers come in order of time and then of adding`() {
        var queue = TimerQueue()
        let times: [UInt64] = [5, 3, 9, 3, 1, 7, 5, 2]
        let timers = times.map { _ in timer() }
        for (timer, time) in zip(timers, times) { queue.add(timer, at: time) }
        let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        var taken: [Int] = []
        while let next = queue.takeDue(at: 100) {
            taken.append(timers.firstIndex { $0 === next } ?? -1)
        }
        #expect(taken == expected)
    }

    @Test func `a timer is not due before its time`() {
        var queue = TimerQueue()
        queue.add(timer(), at: 5)
        #expect(queue.takeDue(at: 4) === nil)
        #expect(queue.earliest == 5)
        #expect(queue.takeDue(at: 5) !== nil)
        #expect(queue.earliest == nil)
    }

    @Test func `a cancelled timer never comes and does not stay`() {
        var queue = TimerQueue()
        for time in 0..<1000 {
            let timer = timer()
            queue.add(timer, at: UInt64(time))
            guard time % 10 != 0 else { continue }
            timer.cancel()
            queue.timerWasCancelled()
        }
        #expect(queue.count < 300)
        var due = 0
        while queue.takeDue(at: 1000) != nil { due += 1 }
        #expect(due == 100)
    }
}
