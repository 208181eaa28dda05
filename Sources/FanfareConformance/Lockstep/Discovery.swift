import HTTPEngine
import JSONTree

/// A difference that was found, in its shortest story, and as the scenario that shows it.
package struct Discovery: Sendable {
    /// The story.
    package let story: Story
    /// The scenario's file.
    package let text: String
    /// The scenario as it was run on the target.
    package let result: ScenarioResult
}

extension Explorer {
    /// Shrinks what was found and runs it as a scenario; nil where the target does not do it again.
    package func discovery(
        _ found: Found, in context: RunContext
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
        let name = "explored/\(difference.name)"
        for clause in documented.ranked(difference) {
            let text = scenario.text(title: difference.title(in: story), clause: clause)
            let file = SuiteFile(path: "specs/v1/scenarios/\(name).json", bytes: Array(text.utf8))
            let patterns = PatternDecoder(payloads: context.suite.payloads)
            guard
                let decoded = try? ScenarioDecoder(patterns: patterns).scenario(
                    named: name, in: file)
            else { return nil }
            let isGraver = !EvidenceRules.problems(decoded, of: context.suite).isEmpty
            if isGraver, clause.id != documented.ranked(difference).last?.id { continue }
            let caller = Caller(context.transport, to: context.target)
            let result = ScenarioRun.result(
                of: decoded, number: found.number, context: context, caller: caller, after: [])
            guard !result.findings.isEmpty else { return nil }
            return Discovery(story: story, text: text, result: result)
        }
        return nil
    }
}

extension StoryDifference {
    /// A name for a file: `post-queues-id-enter-position`.
    var name: String {
        let words = operation.lowercased().replacing("*", with: "id") + "-" + signature.aspect
        return words.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .joined(separator: "-").lowercased()
    }

    /// What holds and is not so, as a fact.
    func title(in story: Story) -> String {
        let fact =
            switch aspect {
            case .outcome: "\(operation) is \(expected.status < 300 ? "granted" : "refused")"
            case .status: "\(operation) answers \(expected.status)"
            case .word: "the error of \(operation)"
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
            case .word, .member: "\(fact) follows from \(cause)"
            }
        return title.count <= TitleRules.limit ? title : fact
    }
}
