import Foundations
import JSONTree

/// Which scenarios see which mutants, so that a run knows what it could have seen.
///
/// Of the scenarios that see a mutant it holds those that need different things of a target; whatever
/// needs all that two of them need may be missing.
package struct AssuranceTable: Sendable {
    /// Where it is written down.
    package static let path = SuiteEdition.standard.specs("assurance.json")
    /// Mutants that the same scenarios see.
    struct Group: Sendable, Hashable {
        /// The chapter of the clauses that the mutants contradict.
        let chapter: String
        /// The surest of those clauses.
        let evidence: Evidence
        /// The scenarios, by their index in the table.
        let seenBy: [Int]
    }

    /// The scenarios the suite had when the table was made, in the order of their names.
    let scenarios: [String]
    /// The groups, and how many mutants each has.
    let groups: [(group: Group, mutants: Int)]
    /// Where the table begins.
    private let place: FileLocation?

    /// How many mutants there are.
    package var mutants: Int { groups.reduce(0) { $0 + $1.mutants } }

    /// Makes the table of a run over all mutants; what no scenario can see is not in it.
    package init(_ results: [MutantResult], of suite: Suite) {
        scenarios = suite.scenarios.map(\.name)
        place = nil
        let index = Dictionary(uniqueKeysWithValues: zip(scenarios, scenarios.indices))
        var counts: [Group: Int] = [:]
        for result in results where !result.seenBy.isEmpty {
            let clauses = result.mutant.clauses.compactMap { suite.clauses[$0] }
            guard let clause = clauses.first else { continue }
            let order = Evidence.allCases
            let evidence = order.first { mark in clauses.contains { $0.evidence == mark } }
            let group = Group(
                chapter: clause.chapter, evidence: evidence ?? clause.evidence,
                seenBy: result.seenBy.compactMap { index[$0] }.sorted())
            counts[group, default: 0] += 1
        }
        groups = counts.map { ($0.key, $0.value) }.sorted { one, other in
            (one.0.chapter, one.0.evidence.rawValue) != (other.0.chapter, other.0.evidence.rawValue)
                ? (one.0.chapter, one.0.evidence.rawValue)
                    < (other.0.chapter, other.0.evidence.rawValue)
                : one.0.seenBy.lexicographicallyPrecedes(other.0.seenBy)
        }
    }

    /// Reads the file.
    init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(["$schema", "scenarios", "groups"])
        var names: [String] = []
        for name in try root.require("scenarios").elements() { names.append(try name.string()) }
        var groups: [(group: Group, mutants: Int)] = []
        for element in try root.require("groups").elements() {
            try element.allow(["chapter", "evidence", "mutants", "seenBy"])
            var seenBy: [Int] = []
            for index in try element.require("seenBy").elements() {
                seenBy.append(try index.integer(0...max(0, names.count - 1)))
            }
            let group = Group(
                chapter: try element.require("chapter").string(),
                evidence: try element.require("evidence").word(Evidence.self), seenBy: seenBy)
            groups.append((group, try element.require("mutants").integer(1...1_000_000)))
        }
        scenarios = names
        self.groups = groups
        place = root.place
    }

    /// The file, a line for each scenario and group.
    package var text: String {
        let names = scenarios.map { "    " + JSONNode($0).text() }
        let lines = groups.map { group, mutants in
            let node: JSONNode = [
                "chapter": JSONNode(group.chapter), "evidence": JSONNode(group.evidence.rawValue),
                "mutants": JSONNode(mutants), "seenBy": JSONNode(group.seenBy.map { JSONNode($0) }),
            ]
            return "    " + node.text()
        }
        return """
            {
              "$schema": "../schema/assurance.schema.json",
              "scenarios": [
            \(names.joined(separator: ",\n"))
              ],
              "groups": [
            \(lines.joined(separator: ",\n"))
              ]
            }

            """
    }
}

/// What makes a table untrue.
extension AssuranceTable {
    /// What makes it anew, also where it lies beside scenarios of somebody else's.
    private var remedy: String {
        let shown = place?.file.shownPath ?? Self.path
        let command = "make the table anew: fanfare-kit mutants --assurance \(shown)"
        guard shown != Self.path, shown.hasSuffix("/v1/assurance.json") else { return command }
        return command + " --specs \(shown.dropLast("/v1/assurance.json".count)), or remove it"
    }

    /// Scenarios that only the table knows, or only the suite.
    func problems(in suite: Suite) -> [SuiteProblem] {
        guard let place else { return [] }
        let (known, present) = (Set(scenarios), suite.scenarios.map(\.name))
        let lost = scenarios.filter { !Set(present).contains($0) }
        let new = present.filter { !known.contains($0) }
        return [("names no scenario any more", lost), ("is not in the table", new)].compactMap {
            what, names in
            guard let first = names.first else { return nil }
            let others = names.count > 1 ? " (and \(names.count - 1) more)" : ""
            return SuiteProblem(at: place, "\"\(first)\"\(others) \(what): \(remedy)")
        }
    }

    /// That there are other mutants than those the table was made of, nil where there are as many.
    package func problem(mutants: Int) -> SuiteProblem? {
        guard let place, mutants != self.mutants else { return nil }
        return SuiteProblem(
            at: place,
            "it is of \(self.mutants) mutants, and \(mutants) are seen now: \(remedy)")
    }
}
