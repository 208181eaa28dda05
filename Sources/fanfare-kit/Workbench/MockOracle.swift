import FanfareConformance
import FanfareMock

/// The mock as an oracle: it answers as the documentation says, on the readings of a target.
struct MockOracle: Oracle {
    func side(readings: [String: String], luck: Int) -> any LockstepSide {
        MockSide(readings: Self.playable(readings), luck: luck)
    }

    func server() -> (target: Target, transport: any Transport) {
        (EmbeddedTarget.controlled, EmbeddedTarget.transport())
    }

    /// The answers that the mock gives when it is told to; all others it gives anyway, or cannot.
    static func playable(_ readings: [String: String]) -> [String: String] {
        readings.filter { reading, answer in
            Mock.unusualAnswers.contains { $0.reading == reading && $0.answer == answer }
        }
    }
}
