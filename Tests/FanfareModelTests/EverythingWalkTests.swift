import Testing

@testable import FanfareModel

/// Long random walks over every operation, held against the slow queue and all invariants.
struct EverythingWalkTests {
    @Test(arguments: 0..<4)
    func `a walk of a thousand steps keeps every line and every invariant`(_ seed: Int) {
        var walk = EverythingWalk(seed: UInt64(seed))
        for step in 0..<1000 {
            let action = walk.step()
            let differences = walk.differences()
            #expect(differences == [], "step \(step) of walk \(seed): \(action)")
            if !differences.isEmpty { return }
        }
        #expect(walk.admissions > 20, "the walk hardly admitted anybody")
        #expect(walk.links > 5, "the walk hardly linked anybody")
    }

    @Test(arguments: [7, 11])
    func `one jump and many small steps end in the same world`(_ seed: Int) {
        var walk = EverythingWalk(seed: UInt64(seed))
        for _ in 0..<300 { _ = walk.step() }
        let end = walk.test.world.now + .hours(3)
        var (jump, steps) = (walk.test.world, walk.test.world)
        let atOnce = jump.advance(to: end)
        var oneByOne: [DomainEvent] = []
        var chance = SeededGenerator(seed: UInt64(seed), stream: "steps")
        while steps.now < end {
            let step = Duration.milliseconds(Int(chance.next() % 90_000))
            oneByOne += steps.advance(to: min(end, steps.now + step))
        }
        #expect(atOnce == oneByOne)
        #expect(!atOnce.isEmpty)
        #expect(jump.portrait == steps.portrait)
        #expect(jump.portrait != walk.test.world.portrait)
    }

    @Test func `the same seed and the same calls give the same world`() {
        var one = EverythingWalk(seed: 3)
        var other = EverythingWalk(seed: 3)
        for _ in 0..<200 { #expect(one.step() == other.step()) }
        #expect(one.test.world.portrait == other.test.world.portrait)
    }
}

extension World {
    /// Everything that time and calls change, in words, to compare two worlds by.
    fileprivate var portrait: [String] {
        var lines = ["\(now.milliseconds)", "\(generator)", "\(inbox.sent)"]
        for place in 0..<consumers.count {
            lines.append("\(consumers[ConsumerKey(at: place)])")
        }
        for queue in catalogue.queues { lines.append("\(queue.places)") }
        for draw in catalogue.draws { lines.append("\(draw.entries) \(draw.winners)") }
        for auction in catalogue.auctions { lines.append("\(auction.bidders) \(auction.winners)") }
        for release in catalogue.timedReleases { lines.append("\(release.roster.entries)") }
        for appointment in catalogue.appointments {
            lines.append("\(appointment.slots) \(appointment.roster.entries)")
        }
        for waitlist in catalogue.waitlists { lines.append("\(waitlist.roster.entries)") }
        return lines
    }
}
