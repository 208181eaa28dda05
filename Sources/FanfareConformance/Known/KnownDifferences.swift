import Foundations
import JSONTree

/// The list of accepted differences of one target.
package struct KnownDifferences: Sendable {
    /// The entries, in the order of the file.
    package let entries: [KnownDifference]

    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let list = ["$schema", "$comment", "known"]
        static let entry = [
            "$comment", "scenario", "clause", "part", "actual", "reason", "link", "until",
        ]
    }

    /// Decodes a file.
    package init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(Members.list)
        var entries: [KnownDifference] = []
        for element in try root.require("known").elements() {
            entries.append(try Self.entry(element))
        }
        self.entries = entries
    }

    private static func entry(_ cursor: Cursor) throws(SuiteProblem) -> KnownDifference {
        try cursor.allow(Members.entry)
        let reason = try cursor.require("reason")
        guard try !["", KnownDifference.unsaid].contains(reason.string()) else {
            throw reason.problem("a known difference has a reason: say why it is accepted")
        }
        let scenario = try cursor.require("scenario")
        let pattern = try scenario.string("a pattern over names and clauses")
        guard pattern.contains(where: { !"*/.".contains($0) }) else {
            throw scenario.problem(
                "\"\(pattern)\" would accept every scenario's differences: name a scenario, folder or clause"
            )
        }
        if let actual = cursor.member("actual"), cursor.member("part") == nil {
            throw actual.problem("what is there instead belongs to a 'part': say which")
        }
        return KnownDifference(
            pattern: pattern,
            clause: try cursor.member("clause")?.string(),
            part: try cursor.member("part")?.string(),
            actual: cursor.member("actual")?.node,
            reason: try reason.string(),
            link: try cursor.member("link")?.string(),
            until: try day(cursor.member("until")),
            place: cursor.place)
    }

    private static func day(_ cursor: Cursor?) throws(SuiteProblem) -> Timestamp? {
        guard let cursor else { return nil }
        guard let day = Timestamp(iso8601: try cursor.string("a day") + "T00:00:00Z") else {
            throw cursor.expected("a day such as \"2026-12-31\"")
        }
        return day
    }

    /// What makes the list itself wrong: entries that match no scenario of the suite, or have expired.
    package func problems(in scenarios: [Scenario], at now: Timestamp) -> [SuiteProblem] {
        entries.compactMap { entry in
            if !scenarios.contains(where: entry.concerns) {
                let near = Nearest.hint(for: entry.pattern, in: scenarios.map(\.name))
                return SuiteProblem(
                    at: entry.place, "no scenario matches '\(entry.pattern)'.\(near)")
            }
            guard entry.isExpired(at: now), let until = entry.until else { return nil }
            return SuiteProblem(
                at: entry.place,
                "the known difference '\(entry.pattern)' expired on \("\(until)".prefix(10)): \(entry.reason)"
            )
        }
    }

    /// Judges a result by the list.
    ///
    /// Everything that counts must be accepted by some entry; entries that name a scenario which
    /// runs to its end without any difference make it unexpectedly passed.
    package func judged(_ result: ScenarioResult) -> ScenarioResult {
        let mine = entries.filter { $0.concerns(result.scenario) }
        guard !mine.isEmpty else { return result }
        var result = result
        switch result.verdict {
        case .failed, .warning, .blocked:
            let isAccepted =
                result.observations.allSatisfy { clause, observation in
                    mine.contains { $0.accepts(clause, observation) }
                }
                && (result.verdict != .blocked || mine.contains { $0.acceptsHindrance(of: result) })
            let (accepting, others) = (
                mine.filter { $0.acceptsSome(of: result) },
                mine.filter { !$0.acceptsSome(of: result) }
            )
            guard isAccepted, !accepting.isEmpty else {
                result.changes = others.map { $0.change(in: result) }
                break
            }
            result.verdict = .known
            result.known = accepting
        case .notJudged:
            let accepting = mine.filter { $0.acceptsHindrance(of: result) }
            guard !accepting.isEmpty else { break }
            result.verdict = .known
            result.known = accepting
        case .passed, .note:
            // A wider pattern may well cover scenarios that pass; it is stale once all of them do.
            let exact = mine.filter { $0.pattern == result.scenario.name }
            guard !exact.isEmpty else { break }
            result.verdict = .unexpectedlyPassed
            result.known = exact
            result.reason = exact.map { "\($0.ending): remove the entry at \($0.place)" }
                .joined(separator: "; ")
        case .notRun, .unsupported, .inconclusive, .known, .unexpectedlyPassed: break
        }
        return result
    }

    /// Entries none of whose differences occurred, though every scenario they name was tried.
    ///
    /// A pattern over several scenarios is stale only when none of them differs any more.
    package func stale(after results: [ScenarioResult]) -> [KnownDifference] {
        entries.filter { entry in
            let mine = results.filter { entry.concerns($0.scenario) }
            let wasTried =
                !mine.isEmpty
                && mine.allSatisfy { !$0.verdict.isUnseen }
            return wasTried
                && !mine.contains { result in
                    // What differs otherwise now says so itself.
                    entry.acceptsSome(of: result) || !result.changes.isEmpty
                        || result.known.contains { $0.place.offset == entry.place.offset }
                }
        }
    }

    /// A list of everything that differs now or is blocked, for somebody to give reasons to.
    package static func template(_ report: RunReport, at now: Timestamp) -> String {
        let until = "\(now.advanced(by: KnownDifference.term))".prefix(10)
        let entries = report.results.flatMap { result in
            members(of: result).map { members in
                JSONNode(
                    [JSONMember("scenario", JSONNode(result.scenario.name))] + members + [
                        JSONMember("reason", JSONNode(KnownDifference.unsaid)),
                        JSONMember("until", JSONNode(String(until))),
                    ])
            }
        }
        let comment = report.ending.map { [JSONMember("$comment", JSONNode($0))] } ?? []
        return JSONNode(comment + [JSONMember("known", JSONNode(entries))]).text(.indented) + "\n"
    }

    /// How many things about one scenario are written down one by one.
    private static let limit = 20

    /// What an entry has to name for each thing about a result that counts.
    private static func members(of result: ScenarioResult) -> [[JSONMember]] {
        guard [.failed, .warning, .blocked].contains(result.verdict) else { return [] }
        let observations = result.observations
        let isShort = observations.count <= limit
        var found: [[JSONMember]] = []
        for (clause, observation) in observations {
            let clause = JSONMember("clause", JSONNode(clause))
            let members = isShort ? [clause] + self.members(of: observation) : [clause]
            if !found.contains(members) { found.append(members) }
        }
        return found + (result.hindrance.map { [members(of: $0)] } ?? [])
    }

    private static func members(of observation: Observation) -> [JSONMember] {
        [
            JSONMember("part", JSONNode(observation.part)),
            JSONMember("actual", observation.lasting),
        ]
    }
}
