import Foundations
import JSONTree

/// The house rules of the suite, beyond what the decoder refuses.
package struct Lint {
    private let suite: Suite

    /// Prepares to look at a suite.
    package init(_ suite: Suite) {
        self.suite = suite
    }

    /// Everything against the rules, in the order of the files.
    package func problems() -> [SuiteProblem] {
        let found =
            suite.scenarios.flatMap(scenario) + titleProblems() + suite.chapters.flatMap(chapter)
            + duplicateClauses() + uncheckedClauses() + unusedPayloads() + unusedPages()
            + unusedBeginnings() + ReadingRules.problems(of: suite)
            + (suite.assurance?.problems(in: suite) ?? [])
        return found.sorted { ($0.path, $0.line) < ($1.path, $1.line) }
    }

    private func scenario(_ scenario: Scenario) -> [SuiteProblem] {
        NameRules.problems(scenario) + TitleRules.problems(scenario)
            + BehaviourRules.problems(scenario)
            + VariableRules.problems(scenario) + ReadingRules.problems(scenario)
            + EvidenceRules.problems(scenario, of: suite)
    }

    private func titleProblems() -> [SuiteProblem] {
        var seen: [String: String] = [:]
        return suite.scenarios.compactMap { scenario in
            guard let other = seen.updateValue(scenario.name, forKey: scenario.title) else {
                return nil
            }
            return SuiteProblem(
                at: scenario.titlePlace,
                "'\(other)' has the same title; each says its own behaviour")
        }
    }

    private func chapter(_ chapter: Chapter) -> [SuiteProblem] {
        let name = chapter.file.path.split(separator: "/").last?.dropLast(5) ?? ""
        var problems = chapter.clauses.flatMap { ClauseRules.problems($0, in: chapter) }
        if name != chapter.name {
            problems.append(
                SuiteProblem(
                    path: chapter.file.shownPath,
                    "its chapter is called \"\(chapter.name)\", not as the file"))
        }
        if let contract = suite.contract, !contract.anchors.contains(chapter.name) {
            problems.append(
                SuiteProblem(
                    path: chapter.file.shownPath,
                    "no section of \(ContractPage.path) is called \"\(chapter.name)\"."
                        + Nearest.hint(for: chapter.name, in: contract.anchors)))
        }
        return problems
    }

    private func duplicateClauses() -> [SuiteProblem] {
        var seen: Set<String> = []
        return suite.allClauses.filter { !seen.insert($0.id).inserted }.map {
            SuiteProblem(at: $0.place, "the clause \"\($0.id)\" stands twice")
        }
    }

    /// A clause that must be checked and is not, or is said to be uncheckable and is.
    private func uncheckedClauses() -> [SuiteProblem] {
        let cited = Set(suite.scenarios.flatMap(\.citations).map(\.id))
        return suite.allClauses.compactMap { clause in
            let isCited = cited.contains(clause.id)
            if isCited, clause.unchecked != nil {
                return SuiteProblem(
                    at: clause.place,
                    "\"\(clause.id)\" is marked unchecked, but a scenario checks it")
            }
            guard clause.evidence.mustBeChecked, !isCited, clause.unchecked == nil else {
                return nil
            }
            return SuiteProblem(
                at: clause.place,
                "no scenario checks \"\(clause.id)\" [\(clause.evidence.rawValue)]")
        }
    }

    private func unusedPayloads() -> [SuiteProblem] {
        let texts = suite.scenarios.map(\.file) + Array(suite.payloads.values)
        let used = texts.reduce(into: Set<String>()) { used, file in
            guard let root = try? Cursor(file) else { return }
            used.formUnion(root.node.payloadNames)
        }
        return suite.payloads.filter { !used.contains($0.key) }.map { name, file in
            SuiteProblem(path: file.shownPath, "no scenario uses the payload \"\(name)\"")
        }
    }

    private func unusedBeginnings() -> [SuiteProblem] {
        let used = Set(suite.scenarios.flatMap(\.beginnings))
        return suite.beginnings.sentences.filter { !used.contains($0) }.compactMap { sentence in
            suite.beginnings.place(of: sentence).map {
                SuiteProblem(at: $0, "no scenario begins with \"\(sentence)\"")
            }
        }
    }

    private func unusedPages() -> [SuiteProblem] {
        let used = Set(suite.allClauses.map(\.page))
        return suite.pages.values.filter { !used.contains($0.key) }.map {
            SuiteProblem(at: $0.place, "no clause cites the page \"\($0.key)\"")
        }
    }
}

extension SuiteProblem {
    fileprivate var line: Int { position?.line ?? 0 }
}
