import SafeText

/// A comparison as a person reads it.
package enum ComparisonText {
    /// A block for a scenario on which two targets differ, nil when they behave alike.
    package static func text(_ comparison: Comparison, masks: [SecretMask]) -> String? {
        guard !comparison.isAlike else { return nil }
        // Both are masked before anything is cut.
        let mask = masks.reduce(into: SecretMask()) { $0.add($1) }
        let verdicts = comparison.verdicts.map(\.rawValue)
        var lines = [
            "DIFFERS  \(comparison.scenario.name)", "         \(comparison.scenario.title)",
        ]
        if verdicts[0] != verdicts[1] {
            lines.append("         \(verdicts[0]) there, \(verdicts[1]) here")
        }
        for step in comparison.steps {
            let statuses = step.statuses.map { $0.map(String.init) ?? "no answer" }
            lines.append(
                "    | \(step.request)   step \(step.index + 1) of \(comparison.scenario.steps.count)"
            )
            if statuses[0] != statuses[1] {
                lines += ["    | - \(statuses[0])", "    | + \(statuses[1])"]
            }
            if let remark = step.remark { lines.append("    | (\(remark))") }
            guard let body = step.body else { continue }
            lines += DifferenceText(body, mask: mask).lines.map { "    | " + $0 }
        }
        return lines.map { Printable.line($0) + "\n" }.joined()
    }
}
