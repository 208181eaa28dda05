import SafeText

/// A run as Markdown, short enough for the summary of a CI step.
package enum MarkdownReport {
    /// The document.
    package static func text(_ report: RunReport) -> String {
        var lines = [
            "## \(escaped(report.heading))", "",
            "**\(escaped(report.sentence))**", "", "\(report.totals.text)", "",
        ]
        lines += RunFacts.all(report).filter { !$0.name.hasPrefix("reading ") }.map {
            "\(escaped("\($0.name): \($0.value)"))  "
        }
        lines.append("")
        for sentence in report.unmet { lines += ["**\(escaped(sentence))**", ""] }
        if let ending = report.ending, report.unmet.first != ending {
            lines += ["**\(ending)**", ""]
        }
        lines += ["| verdict | scenarios |", "| --- | ---: |"]
        for verdict in Verdict.allCases where report.totals[verdict] > 0 {
            lines.append("| \(verdict.rawValue) | \(report.totals[verdict]) |")
        }
        let readings = report.context.readingLines.filter { !$0.isUsual }
        if !readings.isEmpty {
            lines += ["", "How it reads what the documentation leaves open:", ""]
            lines += readings.map { "- \(escaped($0.text))" }
        }
        let unseen = report.results.filter { $0.verdict == .inconclusive }
        if !unseen.isEmpty {
            lines += ["", "<details><summary><b>inconclusive</b></summary>", ""]
            lines += unseen.map {
                "- \(escaped("\($0.scenario.name): \($0.mask.maskedAnswer($0.reason ?? ""))"))"
            }
            lines += ["", "</details>"]
        }
        let causes = Cause.of(report.results).filter { $0.scenarios.count > 1 }
        if !causes.isEmpty {
            lines += ["", "What several scenarios show:", ""]
            lines += causes.map {
                "- \($0.scenarios.count) \($0.verdict.rawValue): \(escaped($0.text)) (\(escaped($0.example)) …)"
            }
        }
        lines += report.context.disturbances.lines.map { "\n\(escaped($0))" }
        if !report.notRun.isEmpty {
            lines += ["", "<details><summary><b>not run</b></summary>", ""]
            lines += report.notRun.map { "- \(escaped($0.name))" } + ["", "</details>"]
        }
        // Of what shares one cause one is shown whole; the JSON and HTML reports hold them all.
        let shown = ShownCauses()
        for result in report.results
        where result.needsALook && (result.verdict == .known || shown.isNews(result)) {
            lines += [
                "",
                "<details><summary><b>\(result.verdict.rawValue)</b> \(XML.escape(result.scenario.name)):"
                    + " \(XML.escape(result.title))</summary>", "",
            ]
            lines += fenced(FailureBlock(result, in: report.context).lines)
            lines += ["", "</details>"]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A text in which nothing is markup (CommonMark section 2.4).
    private static func escaped(_ text: String) -> String {
        Printable.line(text).reduce(into: "") { escaped, letter in
            if "\\`*_[]<>&#|~!".contains(letter) { escaped += "\\" }
            escaped.append(letter)
        }
    }

    /// A code block whose fence is longer than any inside it.
    private static func fenced(_ lines: [String]) -> [String] {
        let inside =
            lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, inside + 1))
        return [fence + "text"] + lines + [fence]
    }
}

extension ScenarioResult {
    /// Whether a report shows more of it than its verdict.
    package var needsALook: Bool {
        switch verdict {
        case .failed, .warning, .known, .unexpectedlyPassed, .blocked: true
        case .passed, .unsupported, .notJudged, .inconclusive, .notRun, .note: false
        }
    }
}
