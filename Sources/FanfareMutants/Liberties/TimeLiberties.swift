import FanfareModel
import JSONTree

/// Times are ISO 8601 in UTC (specs/v1/contract.md#serving); how fine they are is nowhere said.
extension MockLiberty {
    static let times: [MockLiberty] =
        looks.map { word, look, write in
            told("times/\(word)", "Times are written with \(look)", write)
        } + [
            moved(
                "times/clock-behind", -900,
                "Events have the time of another process, whose clock is 0.9 s behind"),
            moved(
                "times/rounded-up", 1000,
                "Times are whole seconds, rounded up where ours are rounded down"),
        ]

    private typealias Write = @Sendable (String) -> String

    private static let looks: [(String, String, Write)] = [
        ("tenths", "tenths of a second", { withFraction($0, digits: 1) }),
        ("milliseconds", "milliseconds, as JavaScript does", { withFraction($0, digits: 3) }),
        ("microseconds", "microseconds", { withFraction($0, digits: 6) }),
        ("nanoseconds", "nanoseconds, as Go does", { withFraction($0, digits: 9) }),
        ("zero-offset", "an offset of zero, not Z", { $0.replacing("Z", with: "+00:00") }),
        (
            "microseconds-and-offset", "microseconds and an offset of zero, as Python does",
            { withFraction($0, digits: 6).replacing("Z", with: "+00:00") }
        ),
    ]

    /// A time in UTC with so many digits behind its seconds, be there others or none.
    private static func withFraction(_ text: String, digits: Int) -> String {
        let parts = text.dropLast().split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? parts[1].prefix(digits) : ""
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(parts.first ?? "").\(fraction)\(zeros)Z"
    }

    private static func moved(
        _ name: String, _ milliseconds: Int64, _ sentence: String
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: "times/now", layer: .members) { response, _ in
            guard response.isGood else { return }
            response.edit { document in
                for name in ["enteredAt", "admittedAt", "createdAt", "updatedAt", "completedAt"] {
                    document.changeAll(name) { node in
                        guard let text = node.string, let instant = Instant(iso8601: text) else {
                            return
                        }
                        let other = Instant(milliseconds: instant.milliseconds + milliseconds)
                        node = JSONNode(other.exactISO8601)
                    }
                }
            }
        }
    }

    private static func told(
        _ name: String, _ sentence: String, _ write: @escaping Write
    ) -> MockLiberty {
        MockLiberty(name, sentence, decides: "times", layer: .answers) { response, intercepted in
            guard intercepted.isOrdinary, let document = response.shown else { return }
            response.document = document.timed(write)
        }
    }
}

extension JSONNode {
    /// The document with every time in it written otherwise.
    fileprivate func timed(_ write: (String) -> String) -> JSONNode {
        switch value {
        case .null, .bool, .number: self
        case .string(let text):
            text.hasSuffix("Z") && Instant(iso8601: text) != nil ? JSONNode(write(text)) : self
        case .array(let elements): JSONNode(elements.map { $0.timed(write) })
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, $0.node.timed(write)) })
        }
    }
}
