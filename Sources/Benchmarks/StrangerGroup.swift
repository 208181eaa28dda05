import FanfareMock
import FanfareModel

/// What strangers in line cost those who stand among them, and the clock: none of it should be seen.
func strangerGroup() -> LoopGroup {
    let (alone, crowded) = ("alone", "behind 1,000,000 strangers")
    return LoopGroup(
        name: "A queue with strangers, without the API",
        operations: {
            let hours = Line(1_000_000)
            return [(alone, 0), (crowded, 1_000_000)].flatMap { words, strangers in
                let line = Line(strangers)
                return [
                    Operation("position, \(words)") { line.position() },
                    Operation("enter and leave, \(words)") { line.enterAndLeave() },
                ]
            } + [
                Operation("an hour, \(crowded)") { hours.passHour() }
            ]
        },
        ratios: [
            Ratio(faster: "position, \(alone)", slower: "position, \(crowded)", goal: nil),
            Ratio(
                faster: "enter and leave, \(alone)", slower: "enter and leave, \(crowded)",
                goal: nil),
        ])
}

/// A mock with a queue in which a thousand guests stand among strangers.
private final class Line {
    private let mock = SharedMock(
        worldConfiguration(
            """
            {"experiences": [{"name": "E", "sequences": [
              {"name": "S", "queues": [{"id": "queue", "name": "Q"}]}]}]}
            """))
    private let queue = Key<Queue>(at: 0)
    private var guests: [ConsumerKey] = []
    private var turn = 0

    init(_ strangers: Int) {
        mock.withWorld { world in
            guests = (0..<1000).map { _ in world.addGuest() }
            var plan = CrowdPlan()
            (plan.size, plan.leave, plan.arrivalsPerMinute) = (0, 30_000, 120)
            for (number, guest) in guests.enumerated() {
                plan.size = strangers * (number + 1) / guests.count
                if strangers > 0 { try? world.setCrowd(plan, in: queue) }
                consume(try? world.enterQueue(queue, as: guest, fingerprint: nil))
            }
        }
    }

    private func next() -> ConsumerKey {
        turn = (turn + 1) % guests.count
        return guests[turn]
    }

    func position() {
        let guest = next()
        mock.withWorld { consume($0.position(of: guest, inQueue: queue)) }
    }

    func enterAndLeave() {
        let guest = next()
        mock.withWorld { world in
            try? world.leaveQueue(queue, as: guest)
            consume(try? world.enterQueue(queue, as: guest, fingerprint: nil))
        }
    }

    func passHour() {
        mock.withWorld { world in
            world.advance(to: world.now + .seconds(3600))
        }
    }
}
