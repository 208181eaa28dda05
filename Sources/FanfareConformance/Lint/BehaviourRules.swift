import Foundations
import JSONTree

/// A scenario shows one behaviour: it checks something, and everything before serves that check.
enum BehaviourRules {
    static func problems(_ scenario: Scenario) -> [SuiteProblem] {
        var problems: [SuiteProblem] = []
        guard let last = scenario.steps.last, !last.blocks.isEmpty else {
            let place = scenario.steps.last?.place ?? scenario.clause.place
            return [
                SuiteProblem(
                    at: place, "the last step expects nothing: what does the scenario show?")
            ]
        }
        if !scenario.citations.contains(where: { $0.id == scenario.clause.id }) {
            problems.append(
                SuiteProblem(
                    at: scenario.clause.place, "no expectation belongs to the scenario's own clause"
                ))
        }
        problems += scenario.steps.flatMap(doubles)
        return problems
    }

    /// The same clause twice on one answer: one block would do.
    private static func doubles(_ step: Step) -> [SuiteProblem] {
        guard case .send(_, _, let expect?) = step.action else { return [] }
        let blocks = expect.compactMap(\.usual)
        var seen: Set<String> = []
        return blocks.filter { !seen.insert($0.clause?.id ?? "").inserted }.map { block in
            SuiteProblem(at: block.place, "two blocks of one answer belong to the same clause")
        }
    }
}

/// Variables are known before they are used, and kept only to be used.
enum VariableRules {
    static func problems(_ scenario: Scenario) -> [SuiteProblem] {
        undefined(scenario) + unused(scenario)
    }

    private static let fixed: Set = [
        "publishableKey", "secretKey", "organizationId", "other.publishableKey", "other.secretKey",
        "other.organizationId",
    ]

    static func isPredefined(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        let isPerson = parts.count == 2 && People.words.contains(String(parts[0]))
        return isPerson || name.hasPrefix("answer.")
            || name == "webhook.signature" || name.hasPrefix(ScenarioRun.bidPrefix)
            || fixed.contains(name)
            || Target.defaultWorld[name] != nil
    }

    private static func undefined(_ scenario: Scenario) -> [SuiteProblem] {
        scenario.variables.compactMap { name, step, place in
            let kept = scenario.keeps(before: step)
            let root = String(name.prefix { $0 != "." })
            guard !isPredefined(name), !kept.contains(root) else { return nil }
            let known = kept.union(fixed).union(Target.defaultWorld.keys)
            return SuiteProblem(
                at: place,
                "nothing defines {\(name)} before this step." + Nearest.hint(for: name, in: known))
        }
    }

    private static func unused(_ scenario: Scenario) -> [SuiteProblem] {
        let used = Set(scenario.variables.map { String($0.name.prefix { $0 != "." }) })
        let reserved: Set = [
            "publishableKey", "secretKey", "organizationId", "answer",
        ]
        return scenario.steps.filter { $0.given == nil }.flatMap(\.keep).compactMap { keep in
            if reserved.contains(keep.name) || People.words.contains(keep.name) {
                return SuiteProblem(
                    at: keep.place, "{\(keep.name)} is predefined; keep it by another name")
            }
            guard !used.contains(keep.name) else { return nil }
            return SuiteProblem(at: keep.place, "{\(keep.name)} is kept but never used")
        }
    }
}

extension Scenario {
    /// The names that steps before one have kept.
    fileprivate func keeps(before step: Int) -> Set<String> {
        Set(steps.prefix(step).flatMap(\.keep).map(\.name))
    }
}

extension JSONNode {
    /// The payloads a document names, at any depth.
    var payloadNames: [String] {
        switch value {
        case .null, .bool, .number, .string: []
        case .array(let elements): elements.flatMap(\.payloadNames)
        case .object(let members):
            members.flatMap { member in
                (member.key == "$payload" ? [member.node.string].compactMap(\.self) : [])
                    + member.node.payloadNames
            }
        }
    }
}
