import HTTPEngine
import JSONTree

/// A difference that was found, in its shortest story, and as the scenario that shows it.
package struct Discovery: Sendable {
    /// The number of the story that it was found in.
    package let number: Int
    /// How many moves its shortest story has.
    package let moves: Int
    /// What its file is called, without `.json`.
    package let name: String
    /// The scenario's file.
    package let text: String
    /// The scenario as it was run on the target.
    package let result: ScenarioResult
}

extension Explorer {
    /// Shrinks what was found and runs it as a scenario; nil where the target does not do it again.
    ///
    /// The scenario is said to lie in a folder, where it may be written afterwards.
    package func discovery(
        _ found: Found, in context: RunContext, folder: String = "explored"
    ) throws(LockstepFailure) -> Discovery? {
        let lockstep = lockstep()
        var shrinker = Shrinker(lockstep, for: found.difference)
        let story = try shrinker.shrunk(found.story)
        lockstep.keepsTrace = true
        let outcome = try lockstep.play(story)
        let wanted = found.difference.signature
        guard let difference = outcome.differences.first(where: { $0.signature.isLike(wanted) }),
            let scenario = StoryScenario(story, outcome, difference)
        else { return nil }
        let clauses = documented.ranked(difference)
        for clause in clauses {
            let text = scenario.text(title: difference.title(in: story), clause: clause)
            guard let decoded = decoded(text, difference.name, folder, context.suite) else {
                return nil
            }
            let isTooGrave = !EvidenceRules.problems(decoded, of: context.suite).isEmpty
            if isTooGrave, clause.id != clauses.last?.id { continue }
            let result = run(decoded, found.number, in: context)
            guard !result.findings.isEmpty else { return nil }
            return Discovery(
                number: found.number, moves: story.moves.count, name: difference.name, text: text,
                result: result)
        }
        return nil
    }

    private func decoded(
        _ text: String, _ name: String, _ folder: String, _ suite: Suite
    ) -> Scenario? {
        let file = SuiteFile(
            path: suite.edition.specs("scenarios/explored/\(name).json"),
            shownPath: "\(folder)/\(name).json", bytes: Array(text.utf8))
        let decoder = ScenarioDecoder(patterns: PatternDecoder(payloads: suite.payloads))
        return try? decoder.scenario(named: "explored/\(name)", in: file)
    }

    private func run(
        _ scenario: Scenario, _ number: Int, in context: RunContext
    ) -> ScenarioResult {
        let caller = Caller(context.transport, to: context.target)
        var result = ScenarioRun.result(
            of: scenario, number: number, context: context, caller: caller, after: [])
        result.isExplored = true
        return result
    }
}

extension StoryDifference {
    /// A name for a file: `post-queues-id-enter-position`.
    var name: String {
        let words = operation.lowercased().replacing("*", with: "id") + "-" + signature.aspect
        return words.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .joined(separator: "-")
    }

    /// What holds and is not so, as a fact.
    func title(in story: Plot) -> String {
        let fact =
            switch aspect {
            case .outcome: "\(operation) is \(expected.status < 300 ? "granted" : "refused")"
            case .status: "\(operation) answers \(expected.status)"
            case .word: "the error of \(operation)"
            case .header(let name): "the header \(name) of \(operation)"
            case .member(let flaw):
                "the \(flaw.place.last { $0 != "*" && $0 != "$jwt" } ?? "answer") of \(operation)"
            }
        let cause = story.moves.prefix(move).reversed().lazy.compactMap { move -> String? in
            guard case .call(let call) = move, call.method != "GET" else { return nil }
            return call.operation
        }.first
        guard let cause else { return fact }
        let title =
            switch aspect {
            case .outcome, .status: "\(fact) after \(cause)"
            case .word, .member, .header: "\(fact) follows from \(cause)"
            }
        return title.count <= TitleRules.limit ? title : fact
    }
}
