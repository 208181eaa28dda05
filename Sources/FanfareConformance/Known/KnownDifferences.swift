import Foundations
import JSONTree

/// The list of accepted differences of one target.
package struct KnownDifferences: Sendable {
    /// The entries, in the order of the file.
    package let entries: [KnownDifference]

    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let list = ["$schema", "$comment", "known"]
        static let entry = ["$comment", "scenario", "clause", "part", "reason", "link", "until"]
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
        return KnownDifference(
            pattern: try cursor.require("scenario").string("a pattern over names and clauses"),
            clause: try cursor.member("clause")?.string(),
            part: try cursor.member("part")?.string(),
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
            let counting = result.findings.filter { $0.severity > .note }
            let obstacles = mine.filter { $0.acceptsBlock(of: result) }
            guard counting.allSatisfy({ finding in mine.contains { $0.accepts(finding) } }),
                result.verdict != .blocked || !obstacles.isEmpty
            else { break }
            result.verdict = .known
            result.known =
                obstacles + mine.filter { entry in counting.contains(where: entry.accepts) }
        case .passed, .note:
            // A wider pattern may well cover scenarios that pass; it is stale once all of them do.
            let exact = mine.filter { $0.pattern == result.scenario.name }
            guard !exact.isEmpty else { break }
            result.verdict = .unexpectedlyPassed
            result.known = exact
            result.reason = "known to differ: \(exact.map(\.reason).joined(separator: "; "))"
        case .notRun, .unsupported, .notJudged, .inconclusive, .known, .unexpectedlyPassed: break
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
                    result.known.contains { $0.place.offset == entry.place.offset }
                        || result.findings.contains { $0.severity > .note && entry.accepts($0) }
                }
        }
    }

    /// A list of everything that differs now or is blocked, for somebody to give reasons to.
    package static func template(_ report: RunReport, at now: Timestamp) -> String {
        let until = "\(now.advanced(by: KnownDifference.term))".prefix(10)
        let entries = report.results.flatMap { result in
            members(of: result).map { member -> JSONNode in
                [
                    "scenario": JSONNode(result.scenario.name),
                    member.key: member.node,
                    "reason": JSONNode(KnownDifference.unsaid), "until": JSONNode(String(until)),
                ]
            }
        }
        let comment = report.ending.map { [JSONMember("$comment", JSONNode($0))] } ?? []
        return JSONNode(comment + [JSONMember("known", JSONNode(entries))]).text(.indented) + "\n"
    }

    /// What an entry has to name for each thing about a result that counts.
    private static func members(of result: ScenarioResult) -> [JSONMember] {
        guard [.failed, .warning, .blocked].contains(result.verdict) else { return [] }
        var clauses: [String] = []
        for finding in result.findings
        where finding.severity > .note && !clauses.contains(finding.clause.id) {
            clauses.append(finding.clause.id)
        }
        let isBlocked = result.verdict == .blocked && !result.isUnreachable
        return clauses.map { JSONMember("clause", JSONNode($0)) }
            + (isBlocked ? [JSONMember("part", JSONNode(KnownDifference.setup))] : [])
    }
}
