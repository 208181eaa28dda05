import JSONTree
import SafeText

/// What a run must have seen to be good, beside finding no difference.
package struct Demands: Sendable {
    /// The smallest share of mutants in per cent, nil for any.
    package var assurance: Int?
    /// A run that saw no more than this one has to.
    package var baseline: Baseline?

    /// Demands nothing.
    package init() {}

    /// What of it was not met, each as a sentence.
    package func unmet(by report: RunReport) -> [String] {
        var unmet: [String] = []
        if let assurance {
            if let share = report.assurance?.share {
                if share.percent < assurance {
                    unmet.append(
                        "The run saw \(share.percent) % of the mutants,"
                            + " and --min-assurance asks for \(assurance) %.")
                }
            } else {
                unmet.append(
                    "How many mutants the run saw is not known, and --min-assurance asks for"
                        + " \(assurance) %: the suite has no \(AssuranceTable.path).")
            }
        }
        return unmet + (baseline?.lost(in: report) ?? [])
    }
}

/// What an earlier run of the suite has seen, by its JSON report.
package struct Baseline: Sendable {
    /// How many scenarios are named at most.
    private static let limit = 10

    private let path: String
    private let checked: [String]

    /// Reads a report.
    package init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        let format = try root.require("format")
        guard format.node.string == JSONReport.format else {
            throw format.expected(
                "\"\(JSONReport.format)\", as 'fanfare-kit conform --json' writes it")
        }
        var checked: [String] = []
        for scenario in try root.require("scenarios").elements() {
            let name = try scenario.require("name").string()
            let verdict = try scenario.require("verdict").word(Verdict.self)
            if !verdict.isUnseen { checked.append(name) }
        }
        path = file.shownPath
        self.checked = checked
    }

    /// What was checked then and is not now, as a sentence; scenarios that the suite has lost or that this
    /// run was not to make are no loss of the target's.
    func lost(in report: RunReport) -> [String] {
        let results = Dictionary(report.results.map { ($0.scenario.name, $0) }) { first, _ in first
        }
        let lost = checked.filter { results[$0].map { !$0.isJudged } ?? false }
        guard !lost.isEmpty else { return [] }
        let named = lost.prefix(Self.limit).compactMap { name -> String? in
            guard let result = results[name] else { return nil }
            let reason = result.reason.map { ": " + result.mask.maskedAnswer($0) } ?? ""
            let text = DifferenceText.clipped("\(result.verdict.rawValue)\(reason)", to: 160)
            return "\(name) (\(text))"
        }
        let rest = lost.count > named.count ? ", and \(lost.count - named.count) more" : ""
        let those = lost.count == 1 ? "1 scenario is" : "\(lost.count) scenarios are"
        return [
            Printable.line(
                "\(those) no longer checked, but in \(path): \(named.joined(separator: ", "))\(rest)."
            )
        ]
    }
}
