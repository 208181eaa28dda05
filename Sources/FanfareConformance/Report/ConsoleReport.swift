import SafeText

/// A run for a person: a block for everything that is not as it should be, then the numbers.
package struct ConsoleReport: Sendable {
    /// Whether colours are wanted.
    private let isColoured: Bool
    /// Whether notes and unsupported scenarios are shown one by one.
    private let isVerbose: Bool

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
            return coloured(FailureBlock(result, in: context)) + "\n"
        }
    }

    /// What is printed at the end.
    package func summary(_ report: RunReport) -> String {
        var lines: [String] = []
        for verdict in [Verdict.unsupported, .notJudged, .inconclusive] {
            for (reason, count) in reasons(report.results, verdict) {
                let scenarios = count == 1 ? "scenario" : "scenarios"
                lines.append("\(verdict.rawValue): \(count) \(scenarios), \(reason)")
            }
        }
        lines += readings(report)
        if report.totals[.note] > 0, !isVerbose {
            lines.append(
                "notes: \(report.totals[.note]) differ where nothing is promised (--verbose)")
        }
        lines += report.context.waits.lines
        lines += report.context.ledger?.lines ?? []
        // The tool says of itself that it checked nothing.
        if report.fatal == nil, report.exitStatus != .nothingChecked, let ending = report.ending {
            lines.append(ending)
        }
        lines.append("\(report.totals.text) (\(report.milliseconds) ms)")
        return lines.map { $0 + "\n" }.joined()
    }

    private func reasons(
        _ results: [ScenarioResult], _ verdict: Verdict
    ) -> [(String, Int)] {
        var counts: [String: Int] = [:]
        for result in results where result.verdict == verdict {
            counts[result.reason.map(Self.kind) ?? "", default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// How the target reads what the documentation leaves open: what is unlike the mock, or everything.
    private func readings(_ report: RunReport) -> [String] {
        report.context.readingLines.filter { isVerbose || !$0.isUsual }.map {
            Printable.line("reading: \($0.text)")
        }
    }

    /// A reason without its amount, so that like ones are counted together.
    private static func kind(_ reason: String) -> String {
        reason.hasPrefix("needs a clock") ? "needs a clock that can be moved" : reason
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
