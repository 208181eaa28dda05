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
}
