import Foundations
import FanfareConformance
import SystemFiles

extension Command {
    /// Prints which scenarios check which clause.
    static let coverage = Command(
        name: "coverage",
        summary: "Show which scenarios check which clause; fails on a gap",
        options: [
            SuiteOption.option,
            Option(name: "--markdown", value: "FILE", help: "also write it as a table of Markdown"),
        ],
        examples: [
            ("fanfare-kit coverage", "Clause by clause, with page and section"),
            ("fanfare-kit coverage --markdown coverage.md", "For a wiki or a step summary"),
        ]
    ) { arguments, console throws(UsageError) in
        try ReportFile.requireWritable(["--markdown"], arguments)
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
        if let path = arguments.value("--markdown") {
            do {
                try Files.write(coverage.markdown, to: path)
            } catch {
                console.err("error: The report cannot be written: \(error)".ended + "\n")
                return ExitStatus.unusable.rawValue
            }
        }
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

extension Coverage {
    /// One table a chapter: the clause, how sure it is, where it stands, and what checks it.
    fileprivate var markdown: String {
        let tables = chapters.map { chapter, rows in
            "## \(chapter.title)\n\n| clause | evidence | stated in | checked by |\n|---|---|---|---|\n"
                + rows.map(\.markdown).joined()
        }
        return "# Coverage\n\n\(summary)\n\n" + tables.joined(separator: "\n")
    }
}

extension Coverage.Row {
    fileprivate var markdown: String {
        let title = "\(page?.title ?? clause.page), “\(clause.section)”"
        let source = page.map { "[\(title)](\($0.url))" } ?? title
        let checks =
            scenarios.isEmpty
            ? "*\(clause.unchecked.map { "unchecked: \($0)" } ?? "nothing")*"
            : scenarios.map { "`\($0)`" }.joined(separator: " ")
        let cells = ["`\(clause.id)` \(clause.text)", clause.evidence.rawValue, source, checks]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
}
