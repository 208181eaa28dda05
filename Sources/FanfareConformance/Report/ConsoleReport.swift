import SafeText

/// A run for a person: a block for everything that is not as it should be, then the numbers.
package struct ConsoleReport: Sendable {
    /// Whether colours are wanted.
    private let isColoured: Bool
    /// Whether notes and unsupported scenarios are shown one by one.
    private let isVerbose: Bool
    /// What has been shown already.
    private let shown = ShownCauses()

    /// Chooses the manner of the report.
    package init(isColoured: Bool, isVerbose: Bool) {
        self.isColoured = isColoured
        self.isVerbose = isVerbose
    }

    /// What is printed about a result, nil for nothing.
    package func text(_ result: ScenarioResult, in context: RunContext) -> String? {
        switch result.verdict {
        case .passed:
            guard isVerbose else { return nil }
            let lines =
                ["passed  \(result.scenario.name)"]
                + result.notes.map { "        note: \(result.mask.masked($0))" }
            return lines.map { Printable.line($0) + "\n" }.joined()
        case .unsupported, .notJudged, .inconclusive, .notRun:
            guard isVerbose else { return nil }
            return Printable.line(
                "\(result.verdict.rawValue)  \(result.scenario.name): \(result.reason ?? "")")
                + "\n"
        case .note where !isVerbose: return nil
        case .failed, .warning, .known, .unexpectedlyPassed, .blocked, .note:
            // Of what shares one cause, one is shown; the summary names the others.
            if !isVerbose, result.verdict != .known, !shown.isNews(result) { return nil }
            return coloured(FailureBlock(result, in: context)) + "\n"
        }
    }

    /// What is printed at the end.
    package func summary(_ report: RunReport) -> String {
        var lines: [String] = []
        lines += Self.unseen(report.results)
        lines +=
            Self.repeated(report.results) + report.context.disturbances.lines.map(Printable.line)
        lines += report.context.target.notes.all.map { Printable.line("note: \($0)") }
        lines += readings(report)
        if report.totals[.note] > 0, !isVerbose {
            lines.append(
                "notes: \(report.totals[.note]) differ where nothing is promised (--verbose)")
        }
        lines += report.context.waits.lines
        lines += report.context.ledger?.lines ?? []
        // The tool says of itself that it checked nothing.
        if report.fatal == nil, report.exitStatus != .nothingChecked, report.unmet.isEmpty,
            let ending = report.ending
        {
            lines.append(ending)
        }
        lines.append("\(report.totals.text) (\(report.milliseconds) ms)")
        if let assurance = report.assurance { lines.append(assurance.text) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What was not seen and why, what most scenarios lack first, and what would let it be seen.
    static func unseen(_ results: [ScenarioResult]) -> [String] {
        let unsupported = Unseen.lines(results.compactMap(\.obstacle)).map {
            "unsupported: \($0.count) \($0.count == 1 ? "scenario" : "scenarios"), \($0.text)"
        }
        return unsupported
            + [Verdict.notJudged, .inconclusive].flatMap { verdict in
                let reasons = results.filter { $0.verdict == verdict }.map { $0.reason ?? "" }
                let counts = Dictionary(grouping: reasons) { $0 }.mapValues(\.count)
                return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    reason, count in
                    "\(verdict.rawValue): \(count) \(count == 1 ? "scenario" : "scenarios"), \(reason)"
                }
            }
    }

    /// The causes that several scenarios show, of which one was printed.
    private static func repeated(_ results: [ScenarioResult]) -> [String] {
        Cause.of(results).filter { $0.scenarios.count > 1 && $0.verdict != .known }.map { cause in
            let others = cause.scenarios.dropFirst()
            let rest = others.count > 3 ? ", and \(others.count - 3) more" : ""
            return Printable.line(
                "\(cause.verdict.rawValue) alike: \(cause.scenarios.count) scenarios, \(cause.text)"
                    + " (\(cause.example), \(others.prefix(3).joined(separator: ", "))\(rest))")
        }
    }

    /// How the target reads what the documentation leaves open: what is unlike the mock, or everything.
    private func readings(_ report: RunReport) -> [String] {
        report.context.readingLines.filter { isVerbose || !$0.isUsual }.map {
            Printable.line("reading: \($0.text)")
        }
    }

    private func coloured(_ block: FailureBlock) -> String {
        guard isColoured else { return block.text }
        return block.lines.enumerated().map { index, line in
            if index == 0 { return "\u{1B}[1m\(line)\u{1B}[0m\n" }
            if line.hasPrefix("    | - ") { return "\u{1B}[31m\(line)\u{1B}[0m\n" }
            if line.hasPrefix("    | + ") || line.contains("^^ ") {
                return "\u{1B}[32m\(line)\u{1B}[0m\n"
            }
            return line + "\n"
        }.joined()
    }
}
