import HTTPEngine
import JSONTree

/// A difference that was found, as the scenario that shows it.
package struct Discovery: Sendable {
    /// The number of the story that it was found in.
    package let number: Int
    /// How many moves its shortest story has.
    package let moves: Int
    /// What its file is called, without `.json`.
    package let name: String
    /// The scenario's file.
    package let text: String
    /// Who does each of its steps, as a person reads it.
    let speakers: [String]
    /// The scenario as it was run on the target.
    package let result: ScenarioResult

    /// What it weighs as a scenario.
    package var weight: Severity {
        switch result.verdict {
        case .failed: .failure
        case .warning: .warning
        default: .note
        }
    }
}

extension Explorer {
    /// Shrinks what was found; nil where the target does not do it again.
    ///
    /// After a moment, if there is one, or once the run is interrupted, it stays as long as it is by then.
    package func shrunk(
        _ found: Found, until deadline: Int? = nil, after known: Shrunk? = nil
    ) throws(LockstepFailure) -> Shrunk? {
        var isLate: Bool {
            Interruption.signal != nil
                || deadline.map { Environment.monotonicMilliseconds() >= $0 } ?? false
        }
        do throws(LockstepFailure) {
            let shrunk = try played(found, until: deadline, after: known)
            if shrunk != nil || !isLate { return shrunk }
        } catch {
            guard isLate else { throw error }
        }
        return Shrunk(
            found: found, story: found.story,
            outcome: Lockstep.Outcome(differences: [found.difference]),
            difference: found.difference,
            cause: StoryCause(found.story, isOfExpiry: found.difference.isOfExpiry),
            isFinished: false)
    }

    private func played(
        _ found: Found, until deadline: Int?, after known: Shrunk?
    ) throws(LockstepFailure) -> Shrunk? {
        let lockstep = lockstep(until: deadline)
        lockstep.keepsTrace = true
        var shrinker = Shrinker(
            lockstep, for: found.difference, until: deadline, limit: shrinkingLimit)
        let story = try shrinker.shrunk(found.story, after: known?.story)
        let outcome =
            if let outcome = shrinker.outcome { outcome } else { try lockstep.play(story) }
        let wanted = found.difference.signature
        guard let difference = outcome.differences.first(where: { $0.signature.isLike(wanted) })
        else { return nil }
        return Shrunk(
            found: found, story: story, outcome: outcome, difference: difference,
            cause: StoryCause(story, isOfExpiry: difference.isOfExpiry),
            isFinished: shrinker.isFinished)
    }

    /// Shrinks all that was found: the shortest story first, then those that may show the same by another
    /// call, on as many threads as the explorer has, each in half of the time that is left.
    package func shrunk(
        _ all: [Found], until deadline: Int?
    ) -> [Swift.Result<Shrunk?, LockstepFailure>] {
        let order = all.indices.sorted {
            (all[$0].story.moves.count, $0) < (all[$1].story.moves.count, $1)
        }
        @Sendable func result(
            _ index: Int, after known: Shrunk?
        ) -> Swift.Result<Shrunk?, LockstepFailure> {
            let now = Environment.monotonicMilliseconds()
            let share = deadline.map { index == order.last ? $0 : now + max(0, $0 - now) / 2 }
            do throws(LockstepFailure) {
                return .success(try shrunk(all[index], until: share, after: known))
            } catch {
                return .failure(error)
            }
        }
        guard let first = order.first.map({ result($0, after: nil) }) else { return [] }
        let known = (try? first.get()) ?? nil
        let others = Workers.map(Array(order.dropFirst()), on: workers) {
            result($0, after: known)
        }
        let results = [first] + others
        return zip(order, results).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Runs a shrunk story as a scenario; nil where that does not show the difference.
    ///
    /// `name` is told what its file would be called and holds, and says what it is called.
    package func discovery(
        _ shrunk: Shrunk, in context: RunContext, folder: String = "explored",
        name: (String, String) -> String = { name, _ in name }
    ) -> Discovery? {
        let difference = shrunk.difference
        let scenario = StoryScenario(
            shrunk.story, shrunk.outcome, difference, documented[difference.operation])
        guard let scenario else { return nil }
        let title = StoryTitle(shrunk.story, difference).text
        let clauses = documented.ranked(difference)
        for clause in clauses {
            let text = scenario.text(title: title, clause: clause)
            let name = name(difference.name, text)
            guard let decoded = decoded(text, name, folder, context.suite) else { return nil }
            let isTooGrave = !EvidenceRules.problems(decoded, of: context.suite).isEmpty
            if isTooGrave, clause.id != clauses.last?.id { continue }
            let result = run(decoded, shrunk.found.number, in: context)
            guard !result.findings.isEmpty else { return nil }
            return Discovery(
                number: shrunk.found.number, moves: shrunk.story.moves.count, name: name,
                text: text, speakers: scenario.speakers, result: result)
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
}
