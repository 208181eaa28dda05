import Testing

@testable import FanfareModel

/// What tools list: the front of a line, and pages of consumers.
struct ListingTests {
    @Test func `the ticket at a position is the one that stands there, whoever has left`() {
        var generator = SeededGenerator(seed: 5)
        var line = TicketLine()
        for step in 0..<2000 {
            if step > 0, generator.next() % 3 == 0 {
                line.leave(Int32(generator.next() % UInt64(step)))
            }
            _ = generator.next() % 5 == 0 ? line.drawIdle() : line.draw()
        }
        for position in 1...line.count {
            #expect(line.ticket(at: position).flatMap(line.position) == position)
        }
        #expect(line.ticket(at: 0) == nil)
        #expect(line.ticket(at: line.count + 1) == nil)
        #expect(TicketLine().ticket(at: 1) == nil)
    }

    @Test func `pages show everybody once, newest first`() {
        var test = TestWorld()
        let keys = (0..<25).map { _ in test.guest() }
        var listed: [ConsumerKey] = []
        var place: Int?
        repeat {
            let page = test.world.consumers.newest(from: place, limit: 10, examining: 1000)
            listed += page.keys
            place = page.next
        } while place != nil
        #expect(listed == keys.reversed())
    }

    @Test func `a page looks at so many records and says where to look on`() {
        var test = TestWorld()
        for _ in 0..<1000 { _ = test.guest() }
        var looked = 0
        let page = test.world.consumers.newest(limit: 10, examining: 100) { _, _ in
            looked += 1
            return false
        }
        #expect(looked == 100)
        #expect(page.keys.isEmpty)
        #expect(page.next == 899)
        let last = test.world.consumers.newest(from: 50, limit: 10, examining: 100) { _, _ in false
        }
        #expect(last.next == nil)
        #expect(TestWorld().world.consumers.newest(limit: 10, examining: 10).next == nil)
    }
}
