import JSONTree
import SafeText

/// A comparison as a person reads it.
package enum ComparisonText {
    /// A block for a scenario on which two targets differ, nil when they behave alike.
    package static func text(_ comparison: Comparison, masks: [SecretMask]) -> String? {
        guard !comparison.isAlike else { return nil }
        let head = [
            "DIFFERS  \(comparison.scenario.name)", "         \(comparison.scenario.title)",
        ]
        return (head.map(Printable.line) + lines(comparison, masks: masks)).map { $0 + "\n" }
            .joined()
    }

    /// How two targets differ on a scenario, without its name.
    static func lines(_ comparison: Comparison, masks: [SecretMask]) -> [String] {
        // Both are masked before anything is cut.
        let mask = masks.reduce(into: SecretMask()) { $0.add($1) }
        let verdicts = comparison.verdicts.map(\.rawValue)
        var lines: [String] = []
        if verdicts[0] != verdicts[1] {
            lines.append("         \(verdicts[0]) there, \(verdicts[1]) here")
            for (verdict, reason) in zip(verdicts, comparison.reasons) {
                guard let reason else { continue }
                lines.append("         \(verdict): \(mask.maskedAnswer(reason))")
            }
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
            lines += DifferenceText(body.masking(mask), mask: mask).lines.map { "    | " + $0 }
        }
        return lines.map(Printable.line)
    }

    /// Which scenarios could not be held against one another, and why: what most lack first.
    package static func unseen(_ pairs: [(ScenarioResult, ScenarioResult)]) -> [String] {
        let results = pairs.map { one, other in
            // What the first lacks, or, where it lacks nothing, the second.
            one.verdict.isUnseen ? (one, "the first") : (other, "the second")
        }
        let obstacles = Unseen.lines(results.compactMap(\.0.obstacle)).map { ($0.count, $0.text) }
        let reasons = results.filter { $0.0.obstacle == nil }.map { result, which in
            let reason = result.reason.map { ", \(result.mask.maskedAnswer($0))" } ?? ""
            return "\(result.verdict.rawValue) on \(which)\(reason)"
        }
        let counted = Dictionary(grouping: reasons) { $0 }.map { ($1.count, $0) }
            .sorted { ($1.0, $0.1) < ($0.0, $1.1) }
        return (obstacles + counted).map { count, text in
            Printable.line(
                "not compared: \(count) \(count == 1 ? "scenario" : "scenarios"), \(text)") + "\n"
        }
    }
}

extension Difference {
    /// The same tree with the first target's values masked as answers are: they stand where others have
    /// a pattern.
    fileprivate func masking(_ mask: SecretMask, under key: String = "") -> Difference {
        switch self {
        case .same, .nothing, .omitted: return self
        case .array(let elements): return .array(elements.map { $0.masking(mask, under: key) })
        case .object(let entries):
            return .object(
                entries.map {
                    Entry(
                        key: $0.key, difference: $0.difference.masking(mask, under: $0.key),
                        isExtra: $0.isExtra)
                })
        case .leaf(let leaf):
            let node = try? JSONNode(parsing: Array(leaf.expected.utf8))
            let expected =
                node.map { mask.maskedMember(key, $0) } ?? mask.maskedAnswer(leaf.expected)
            return .leaf(
                Leaf(
                    kind: leaf.kind, expected: leaf.expected.isEmpty ? "" : expected,
                    actual: leaf.actual, remark: leaf.remark, place: leaf.place))
        }
    }
}
