import FanfareConformance

extension Command {
    /// Prints which scenarios check which clause.
    static let coverage = Command(
        name: "coverage",
        summary: "Show which scenarios check which clause; fails on a gap",
        options: [SuiteOption.option],
        examples: [("fanfare-kit coverage", "Clause by clause, with page and section")]
    ) { arguments, console in
        guard let suite = SuiteOption.suite(arguments, console) else {
            return ExitStatus.unusable.rawValue
        }
        let coverage = Coverage(suite)
        for (chapter, rows) in coverage.chapters {
            console.out("\(chapter.title)\n")
            for row in rows { console.out(row.text) }
            console.out("\n")
        }
        console.out(coverage.summary + "\n")
        return (coverage.gaps.isEmpty ? ExitStatus.conforms : .differs).rawValue
    }
}

extension Coverage.Row {
    /// The clause, its source, and below it the scenarios.
    fileprivate var text: String {
        let source = "\(page?.title ?? clause.page), \"\(clause.section)\""
        var lines = ["  \(clause.id) [\(clause.evidence.rawValue)]  \(source)"]
        lines += scenarios.map { "      \($0)" }
        if isGap {
            lines.append("      NOT CHECKED")
        } else if let reason = clause.unchecked {
            lines.append("      unchecked: \(reason)")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
