/// A target that is right in another way: it differs in what the documentation leaves free.
package struct Liberty: Sendable {
    /// A name in kebab-case, what it is about before the `/`.
    package let name: String
    /// What it does and why it is permitted, one sentence without its full stop.
    package let sentence: String
    /// The calls whose answers it changes, nil when any may be.
    package let operations: [Operation]?
    /// What it decides: of two that decide the same thing only one can be taken.
    package let decides: String

    /// Describes a liberty; `calls` are rows such as `POST /queues/{id}/enter`, none for any.
    package init(name: String, sentence: String, calls: [String], decides: String) {
        self.name = name
        self.sentence = sentence
        operations = calls.isEmpty ? nil : calls.map { Operation(row: $0) }
        self.decides = decides
    }

    /// What it is counted with: the part before the `/`.
    package var group: String { String(name.prefix { $0 != "/" }) }
}

extension Operation {
    /// Reads a row of a route table: `POST /queues/{id}/enter`.
    fileprivate init(row: String) {
        let words = row.split(separator: " ", maxSplits: 1).map(String.init)
        let parts = words[1].split(separator: "/").map { $0.hasPrefix("{") ? nil : String($0) }
        self.init(method: words[0], segments: parts)
    }
}

/// A check that objects to a target which is right.
package struct Alarm: Sendable {
    /// The scenario.
    package let scenario: String
    /// The clause and its evidence, nil where the scenario could not go on.
    package let clause: Clause?
    /// What it objects to, in one line.
    package let text: String
}

/// One or several liberties taken at once, and what the suite said.
package struct LibertyResult: Sendable {
    /// The liberties.
    package let liberties: [Liberty]
    /// How many scenarios were run.
    package let scenarios: Int
    /// How many answers were other than usual.
    package let occasions: Int
    /// What was objected to.
    package let alarms: [Alarm]

    /// Whether nothing came of it: what touches no answer proves nothing.
    package var isIdle: Bool { occasions == 0 }
    /// Whether the suite, or the liberty, has to be mended.
    package var isFault: Bool { isIdle || !alarms.isEmpty }
}
