/// What comparing two targets came to, in the form that every report writes.
package struct ComparisonReport {
    /// A scenario that is alike passed, one that differs failed.
    package private(set) var results: [ScenarioResult] = []
    /// What could not be held against one another.
    package private(set) var left: [(ScenarioResult, ScenarioResult)] = []
    private let reports: [RunReport]

    /// Compares two runs of the same scenarios; `show` is handed the block of each that differs.
    package init(_ one: RunReport, _ other: RunReport, show: (String) -> Void) {
        reports = [one, other]
        let isShared = reports.contains { !$0.context.target.hasControl }
        for (one, other) in zip(one.results, other.results) {
            let comparison = Comparison(one, other, isShared: isShared)
            var result = ScenarioResult(comparison.scenario)
            result.mask.add(one.mask)
            result.mask.add(other.mask)
            result.milliseconds = one.milliseconds + other.milliseconds
            if !comparison.isComparable {
                left.append((one, other))
                let unseen = one.verdict.isUnseen ? one : other
                result.verdict = .unsupported
                result.obstacle = unseen.obstacle
                result.reason = unseen.reason ?? unseen.verdict.rawValue
            } else if let text = ComparisonText.text(comparison, masks: [one.mask, other.mask]) {
                show(text)
                result.verdict = .failed
                result.changes = ComparisonText.lines(comparison, masks: [one.mask, other.mask])
                result.reason =
                    "- is \(reports[0].context.target.name), + is \(reports[1].context.target.name)"
            }
            results.append(result)
        }
    }

    /// The report, as of the second target.
    package var report: RunReport {
        var report = RunReport(
            context: reports[1].context, results: results, startedAt: reports[0].startedAt,
            milliseconds: reports[0].milliseconds + reports[1].milliseconds)
        report.comparedWith = reports[0].context.target.name
        return report
    }
}
