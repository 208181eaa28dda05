/// What a run will leave in a target that is not ours alone, and what it will take back.
package struct Remains: Sendable {
    private var counts: [String: Int] = [:]
    /// How many things are entered or booked and taken back.
    package private(set) var undone = 0

    /// Counts what scenarios do that a target can serve, and the resources of those roles.
    package init(
        _ scenarios: [Scenario], on target: Target, calls: Calls, made roles: [String] = []
    ) {
        guard !target.hasControl else { return }
        for role in roles { counts[String(role.prefix { $0 != "." }), default: 0] += 1 }
        for scenario in scenarios where Needs(scenario).obstacle(on: target) == nil {
            add(scenario, calls)
        }
    }

    private mutating func add(_ scenario: Scenario, _ calls: Calls) {
        let names = Set(scenario.variables.map(\.name).filter(Self.isPerson))
        counts["person", default: 0] += names.count
        for step in scenario.steps where step.canSucceed {
            for call in step.requests.compactMap(calls.call) {
                if call.name == "POST /auth/guest" { counts["person", default: 0] += 1 }
                if call.undo != nil { undone += 1 }
                if let noun = call.leaves { counts[noun, default: 0] += 1 }
            }
        }
    }

    private static func isPerson(_ variable: String) -> Bool {
        ["email.", "phone.", "subject."].contains { variable.hasPrefix($0) }
    }

    /// What is left, as a sentence; nil for nothing.
    package var text: String? {
        let parts = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { noun, count in
            switch noun {
            case "person": count == 1 ? "1 person" : "\(count) people"
            default: count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
            }
        }
        guard !parts.isEmpty else { return nil }
        return "leaves behind at most \(parts.joined(separator: ", ")), which no call takes away;"
            + " takes back what it enters and books"
    }
}

extension Step {
    /// Whether an answer of the 200s is right, or needed.
    fileprivate var canSucceed: Bool {
        if case .send(_, _, nil) = action { return true }
        return blocks.contains { block in
            block.status.map { status in (200..<300).contains(where: status.allows) } ?? false
        }
    }
}
