/// What walks through mutants say to a person: who sees what, the suite or a walk.
package enum MutantWalkText {
    /// Whether a mutant is seen by the suite, by a walk, by both or by neither.
    private enum Seen: String, CaseIterable {
        case both
        case suiteOnly = "suite only"
        case walkOnly = "walk only"
        case neither
    }

    private struct Row {
        let kind: String
        let evidence: Evidence?
        let seen: Seen
        let verdict: MutantWalk.Verdict
    }

    /// A table by kind and evidence, then the names that something missed.
    package static func summary(
        _ verdicts: [MutantWalk.Verdict], after results: [MutantResult], in suite: Suite,
        walks: String, milliseconds: Int, of all: Int? = nil
    ) -> String {
        let killed = Set(
            results.filter { if case .killed = $0.verdict { true } else { false } }
                .map(\.mutant.name))
        let rows = verdicts.map { verdict in
            Row(
                kind: verdict.mutant.group, evidence: evidence(of: verdict.mutant, in: suite),
                seen: seen(bySuite: killed.contains(verdict.mutant.name), verdict),
                verdict: verdict)
        }
        var text = "walks of \(walks):\n" + table(rows)
        for kind in [Seen.suiteOnly, .neither] {
            for row in rows where row.seen == kind {
                text += "  \(kind.rawValue)  \(name(row.verdict))\n"
            }
        }
        for row in rows { text += graver(row.verdict, in: suite) }
        let all = all ?? rows.count
        let part = rows.count < all ? ", in part: \(all - rows.count) of \(all) had no turn" : ""
        return text + "\n\(rows.count) mutants explored\(part) (\(milliseconds) ms)\n"
    }

    /// What a walk takes for graver than it is, with the clause that it cites and those that it should.
    private static func graver(_ verdict: MutantWalk.Verdict, in suite: Suite) -> String {
        guard let found = verdict.found, found.severity > verdict.needed else { return "" }
        let own = verdict.mutant.clauses.compactMap { suite.clauses[$0] }
            .map { "\($0.id) [\($0.evidence.rawValue)]" }.joined(separator: ", ")
        return "  as more  \(verdict.mutant.name): \(found.summary), not \(own)\n"
    }

    private static let heads = ["mutants"] + Seen.allCases.map(\.rawValue)

    /// Of each kind, and of all, how many by evidence are seen by whom.
    private static func table(_ rows: [Row]) -> String {
        let kinds = Dictionary(grouping: rows, by: \.kind).sorted { $0.key < $1.key }
        let width = max(4, kinds.map(\.key.count).max() ?? 0)
        func line(_ kind: String, _ evidence: String, _ cells: [String]) -> String {
            let start = "  " + kind.padded(to: width) + "  " + evidence.padded(to: 3)
            return zip(heads, cells).reduce(start) { line, cell in
                line + "  " + String(repeating: " ", count: cell.0.count - cell.1.count) + cell.1
            } + "\n"
        }
        func lines(_ kind: String, _ rows: [Row]) -> String {
            let all: [Evidence?] = Evidence.allCases + [nil]
            return all.map { evidence -> String in
                let some = rows.filter { $0.evidence == evidence }
                guard !some.isEmpty else { return "" }
                let counts = Seen.allCases.map { seen in some.count { $0.seen == seen } }
                return line(
                    kind, evidence.map { "[\($0.rawValue)]" } ?? "-",
                    ([some.count] + counts).map { $0 == 0 ? "." : "\($0)" })
            }.joined()
        }
        return line("kind", "", heads) + kinds.map { lines($0.key, $0.value) }.joined()
            + (kinds.count > 1 ? lines("all", rows) : "")
            + share("the suite alone", rows) { $0 == .both || $0 == .suiteOnly }
            + share("a walk alone", rows) { $0 == .both || $0 == .walkOnly }
            + share("either", rows) { $0 != .neither }
    }

    private static func share(
        _ whom: String, _ rows: [Row], _ isSeen: (Seen) -> Bool
    ) -> String {
        let count = rows.count { isSeen($0.seen) }
        let tenths = count * 1000 / max(1, rows.count)
        return "  seen by \(whom): \(count) of \(rows.count), \(tenths / 10).\(tenths % 10) %\n"
    }

    /// The evidence of the strongest statement that it contradicts.
    private static func evidence(of mutant: Mutant, in suite: Suite) -> Evidence? {
        let all = mutant.clauses.compactMap { suite.clauses[$0]?.evidence }
        return Evidence.allCases.first(where: all.contains)
    }

    private static func seen(bySuite: Bool, _ verdict: MutantWalk.Verdict) -> Seen {
        switch (bySuite, verdict.found != nil) {
        case (true, true): .both
        case (true, false): .suiteOnly
        case (false, true): .walkOnly
        case (false, false): .neither
        }
    }

    /// The name, and how it was missed: no answer was wrong, or less was seen than is wrong.
    private static func name(_ verdict: MutantWalk.Verdict) -> String {
        if let lesser = verdict.lesser {
            return verdict.mutant.name + " (as less: \(lesser.summary))"
        }
        return verdict.mutant.name + (verdict.occasions == 0 ? " (not brought about)" : "")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
