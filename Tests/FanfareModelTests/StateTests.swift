import Testing

@testable import FanfareModel

/// A world that was written down and read back.
struct StateTests {
    @Test(arguments: 0..<6)
    func `a world that is read back is the same to the last byte`(_ seed: Int) throws {
        let world = World.eventful(seed: UInt64(seed), steps: 150 * seed).test.world
        let state = world.state
        let read = try World(state: state)
        #expect(read.brokenInvariants() == [])
        #expect(read.state == state)
    }

    @Test(arguments: [1, 2, 5, 9])
    func `a world that is read back goes on as the original does`(_ seed: Int) throws {
        var original = World.eventful(seed: UInt64(seed), steps: 300)
        var copy = original
        copy.test.world = try World(state: original.test.world.state)
        for step in 0..<300 {
            let (done, repeated) = (original.step(), copy.step())
            #expect(done == repeated)
            let differences = copy.differences()
            #expect(differences == [], "step \(step): \(repeated)")
            if !differences.isEmpty { return }
        }
        #expect(original.links == copy.links)
        #expect(copy.test.world.state == original.test.world.state)
    }

    @Test func `time alone brings about the same in a world that is read back`() throws {
        var original = World.eventful(seed: 4, steps: 400).test.world
        var copy = try World(state: original.state)
        let end = original.now + .days(40)
        let events = original.advance(to: end)
        #expect(!events.isEmpty)
        #expect(copy.advance(to: end) == events)
        #expect(copy.state == original.state)
    }

    @Test func `another organization goes on from a state in its own name`() throws {
        let walk = World.eventful(seed: 2, steps: 100)
        var reader = try StateReader(walk.test.world.state, .organization)
        let other = try World(from: &reader, organizationID: "org_other", wording: .plain)
        #expect(other.organizationID == "org_other")
        #expect(other.state == walk.test.world.state)
    }

    @Test func `an inbox that has dropped messages keeps their numbers`() throws {
        var world = TestWorld().world
        for number in 0...2 * Inbox.limit {
            _ = world.inbox.send(
                code: "1", to: .email("p\(number % 7)@example.com"), at: world.now,
                until: world.now)
        }
        let read = try World(state: world.state)
        #expect(read.inbox.sent == world.inbox.sent)
        #expect(read.inbox.message(Inbox.limit / 2) == nil)
        #expect(
            read.inbox.messages(to: .email("p3@example.com")).map(\.number)
                == world.inbox.messages(to: .email("p3@example.com")).map(\.number))
    }
}
