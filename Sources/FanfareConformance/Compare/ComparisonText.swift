/// A comparison as a person reads it.
package enum ComparisonText {
    /// A block for a scenario on which two targets differ, nil when they behave alike.
    package static func text(_ comparison: Comparison, masks: [SecretMask]) -> String? {
        guard !comparison.isAlike else { return nil }
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
            guard let body = step.body else { continue }
            lines += DifferenceText(body).lines.map { line in
                "    | " + masks.reduce(line) { $1.masked($0) }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
