import FanfareMock
import JSONTree

/// Points at which the documentation allows more than one server: each answer that is not the mock's own.
extension MockLiberty {
    static let readings: [MockLiberty] = Mock.unusualAnswers.map { reading, answer in
        let words = "\(reading)-\(answer)".replacing(".", with: "-")
            .reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
        return MockLiberty(
            "readings/\(words)",
            "\(reading) is \(answer), as readings.json allows", decides: reading,
            by: .reading(reading, answer))
    }
}

extension Mutation {
    /// Lets sandboxes give another answer to a reading.
    fileprivate static func reading(_ reading: String, _ answer: String) -> Mutation {
        world { world in
            var settings = world["settings"] ?? [:]
            var readings = settings["readings"] ?? [:]
            readings[editing: reading] = JSONNode(answer)
            settings[editing: "readings"] = readings
            world[editing: "settings"] = settings
        }
    }
}
