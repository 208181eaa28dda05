/// What walks through mutants say to a person: who sees what, the suite or a walk.
package enum MutantWalkText {
    /// Whether a mutant is seen by the suite, by a walk, by both or by neither.
    private enum Seen: String, CaseIterable {
        case both
        case suiteOnly = "suite only"
        case walkOnly = "walk only"
        case neither
    }

    /// One line for every group, then the sum, then the names that something missed.
    package static func summary(
        _ verdicts: [MutantWalk.Verdict], after results: [MutantResult], moves: Int, seed: UInt64,
        milliseconds: Int
    ) -> String {
        let killed = Set(
            results.filter { if case .killed = $0.verdict { true } else { false } }
                .map(\.mutant.name))
        let seen = verdicts.map { verdict in
            (verdict, Self.seen(bySuite: killed.contains(verdict.mutant.name), verdict))
        }
        let groups = Dictionary(grouping: seen) { $0.0.mutant.group }.sorted { $0.key < $1.key }
        let width = groups.map(\.key.count).max() ?? 0
        var text = "walks of \(moves) moves, seed \(seed):\n"
        for (name, members) in groups {
            text +=
                "  \(name)\(String(repeating: " ", count: width - name.count))  "
                + counts(members.map(\.1)) + "\n"
        }
        for kind in [Seen.suiteOnly, .neither] {
            let names = seen.filter { $0.1 == kind }.map { name($0.0) }
            if !names.isEmpty { text += "\(kind.rawValue): \(names.joined(separator: ", "))\n" }
        }
        return text + "\n\(verdicts.count) mutants: \(counts(seen.map(\.1))) (\(milliseconds) ms)\n"
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
        if verdict.lesser != nil { return verdict.mutant.name + " (as less)" }
        return verdict.mutant.name + (verdict.occasions == 0 ? " (not brought about)" : "")
    }

    private static func counts(_ seen: [Seen]) -> String {
        Seen.allCases.compactMap { kind in
            let count = seen.count { $0 == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }.joined(separator: ", ")
    }
}
