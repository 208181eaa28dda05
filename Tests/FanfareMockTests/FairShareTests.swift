import Testing

@testable import FanfareMock

struct FairShareTests {
    @Test func `whoever fills what it may have leaves as much to others`() {
        var share = FairShare(places: 64)
        var got: [Int] = []
        for party in ["a", "b", "c", "d", "e", "f", "g"] {
            let room = share.room(for: party)
            for _ in 0..<room { share.take(for: party) }
            #expect(share.room(for: party) == 0)
            got.append(room)
        }
        #expect(got == [32, 16, 8, 4, 2, 1, 1])
        #expect(share.free == 0 && share.room(for: "h") == 0)
    }

    @Test func `room is for one after the other`() {
        for places in 0...20 {
            for held in 0...places {
                var share = FairShare(places: places)
                for _ in 0..<held { share.take(for: "a") }
                let room = share.room(for: "a")
                // By taking singly as long as fewer are held than are free.
                var (mine, free, count) = (held, places - held, 0)
                while mine < free { (mine, free, count) = (mine + 1, free - 1, count + 1) }
                #expect(room == count, "\(held) of \(places)")
            }
        }
    }

    @Test func `a place that is given back can be taken again`() {
        var share = FairShare(places: 2)
        share.take(for: "a")
        #expect(share.room(for: "a") == 0)
        share.giveBack(of: "a")
        #expect(share.room(for: "a") == 1)
    }

    @Test func `those who wait have their turns one after the other, each in its order`() {
        var queue = FairQueue<Int>(places: 6)
        for work in 1...5 { queue.add(work, for: "a") }
        for work in 11...12 { queue.add(work, for: "b") }
        var begun: [Int] = []
        while let (_, work) = queue.next() { begun.append(work) }
        #expect(begun == [1, 11, 2, 12])
        queue.ended(for: "a")
        #expect(queue.next()?.work == 3)
        #expect(queue.next()?.work == nil)
    }

    /// What begins, one after the other, where there is room for all.
    private func begun(_ queue: FairQueue<Int>) -> [Int] {
        var (queue, begun) = (queue, [Int]())
        while let (_, work) = queue.next() { begun.append(work) }
        return begun
    }

    private func queue(_ parties: [(String, ClosedRange<Int>)]) -> FairQueue<Int> {
        var queue = FairQueue<Int>(places: 100)
        for (party, works) in parties {
            for work in works { queue.add(work, for: party) }
        }
        return queue
    }

    @Test(arguments: [(1, [2, 11, 3, 12]), (2, [1, 11, 3, 12]), (3, [1, 11, 2, 12])])
    func `work that is taken out leaves order and turns as they were`(
        _ work: Int, _ rest: [Int]
    ) {
        var queue = queue([("a", 1...3), ("b", 11...12)])
        queue.remove(for: "a") { $0 == work }
        #expect(begun(queue) == rest)
    }

    @Test func `a party whose only work is taken out has no turn, and a later one of its own`() {
        var queue = queue([("a", 1...1), ("b", 11...12)])
        queue.remove(for: "a") { $0 == 1 }
        #expect(begun(queue) == [11, 12])
        queue.add(2, for: "a")
        #expect(begun(queue) == [11, 2, 12])
    }

    @Test func `taking out what is not there changes nothing`() {
        var queue = queue([("a", 1...2), ("b", 11...11)])
        queue.remove(for: "a") { $0 == 11 }
        queue.remove(for: "b") { $0 == 1 }
        queue.remove(for: "c") { _ in true }
        #expect(begun(queue) == [1, 11, 2])
        _ = queue.next()
        queue.remove(for: "a") { $0 == 1 }
        #expect(begun(queue) == [11, 2])
    }

    @Test func `of equal works the first alone is taken out, and no place with it`() {
        var queue = FairQueue<Int>(places: 2)
        for work in [7, 7, 8] { queue.add(work, for: "a") }
        #expect(queue.next()?.work == 7)
        #expect(queue.next()?.work == nil)
        queue.remove(for: "a") { $0 == 7 }
        #expect(queue.next()?.work == nil)
        queue.ended(for: "a")
        #expect(queue.next()?.work == 8)
        #expect(queue.next()?.work == nil)
    }
}
