import FanfareConformance
import FanfareMock
import HTTPEngine
import JSONTree

/// The mock as an oracle: it answers as the documentation says, on the readings of a target.
struct MockOracle: Oracle {
    func side(readings: [String: String]) -> any LockstepSide {
        let mock = SharedMock()
        let playable = Self.playable(readings)
        return ControlledSide(
            EmbeddedTarget.controlled, FunctionTransport { mock.respond(to: $0) }
        ) { world in Self.world(world, on: playable) }
    }

    /// The answers that the mock gives when it is told to; all others it gives anyway, or cannot.
    static func playable(_ readings: [String: String]) -> [String: String] {
        readings.filter { reading, answer in
            Mock.unusualAnswers.contains { $0.reading == reading && $0.answer == answer }
        }
    }

    private static func world(_ world: JSONNode, on readings: [String: String]) -> JSONNode {
        guard !readings.isEmpty, let members = world.members else { return world }
        let answers = readings.sorted { $0.key < $1.key }.map { JSONMember($0, JSONNode($1)) }
        return JSONNode(
            members.map { member in
                guard member.key == "settings", let settings = member.node.members else {
                    return member
                }
                return JSONMember(
                    "settings", JSONNode(settings + [JSONMember("readings", JSONNode(answers))]))
            })
    }
}
