import SafeText

/// A run in the Test Anything Protocol, version 14.
package enum TAPReport {
    /// The document.
    package static func text(_ report: RunReport) -> String {
        var lines = ["TAP version 14", "1..\(report.results.count)"]
        lines += RunFacts.all(report).map { "# \(Printable.line("\($0.name): \($0.value)"))" }
        for (index, result) in report.results.enumerated() {
            lines.append(line(result, number: index + 1))
            if result.verdict.isFailure || result.verdict == .blocked {
                lines += diagnostics(result, report.context)
            }
        }
        // Whoever reads it must not take the rest for done.
        if report.isMisleading, let ending = report.ending {
            lines.append("Bail out! \(escaped(ending))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func line(_ result: ScenarioResult, number: Int) -> String {
        let isBad =
            result.verdict.isFailure || result.verdict == .blocked || result.verdict == .known
        let name = escaped("\(result.scenario.name): \(result.title)")
        return "\(isBad ? "not ok" : "ok") \(number) - \(name)\(directive(result))"
    }

    /// A known difference is what TAP calls a TODO: it may fail without failing the run.
    private static func directive(_ result: ScenarioResult) -> String {
        switch result.verdict {
        case .unsupported, .notJudged: " # SKIP \(escaped(result.reason ?? ""))"
        case .inconclusive: " # SKIP inconclusive: \(escaped(result.reason ?? ""))"
        case .notRun: " # SKIP not run: \(escaped(result.reason ?? ""))"
        case .known: " # TODO \(escaped(result.known.first?.reason ?? "known"))"
        case .passed, .failed, .warning, .note, .blocked, .unexpectedlyPassed: ""
        }
    }

    /// A YAML block whose only value is the block a person reads, as a literal.
    private static func diagnostics(_ result: ScenarioResult, _ context: RunContext) -> [String] {
        ["  ---", "  verdict: \(result.verdict.rawValue)", "  message: |-"]
            + FailureBlock(result, in: context).lines.map { "    " + $0 } + ["  ..."]
    }

    private static func escaped(_ text: String) -> String {
        Printable.line(text).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
    }
}
