/// What a run over mutants says to a person.
package enum MutantText {
    /// One line for every group, then the sum.
    package static func summary(_ results: [MutantResult], milliseconds: Int) -> String {
        let groups = Dictionary(grouping: results, by: \.mutant.group).sorted { $0.key < $1.key }
        let width = groups.map(\.key.count).max() ?? 0
        let lines = groups.map { name, results in
            "  " + name + String(repeating: " ", count: width - name.count) + "  "
                + counts(results) + "\n"
        }
        return lines.joined()
            + "\n\(results.count) mutants: \(counts(results)) (\(milliseconds) ms)\n"
    }

    private static func counts(_ results: [MutantResult]) -> String {
        let words = ["killed", "survived", "equivalent", "unsound"]
        return words.compactMap { word in
            let count = results.count { $0.verdict.word == word }
            return count == 0 ? nil : "\(count) \(word)"
        }.joined(separator: ", ")
    }

    /// A survivor: what was wrong, and what nobody noticed.
    package static func survivor(_ result: MutantResult, in suite: Suite) -> String {
        let mutant = result.mutant
        var lines = ["SURVIVED  \(mutant.name)", "          \(mutant.sentence)."]
        for id in mutant.clauses {
            guard let clause = suite.clauses[id] else { continue }
            lines.append("          \(id) [\(clause.evidence.rawValue)]: \(clause.text)")
        }
        lines.append("          \(blindness(result))")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func blindness(_ result: MutantResult) -> String {
        let scenarios = result.scenarios == 1 ? "1 scenario" : "\(result.scenarios) scenarios"
        if result.occasions == 0 {
            return "No scenario brings it about: in \(scenarios) no answer was wrong."
        }
        let answers = result.occasions == 1 ? "1 answer was" : "\(result.occasions) answers were"
        return "\(answers) wrong in \(scenarios), and no check noticed."
    }

    /// A line for a list: the name and what is wrong.
    package static func line(_ mutant: Mutant) -> String {
        "\(mutant.name)  \(mutant.sentence) (\(mutant.clauses.joined(separator: ", ")))\n"
    }
}
