/// How the tool ends, as scripts see it.
package enum ExitStatus: Int32, Sendable, Comparable {
    /// Everything is as documented, or differs as is known.
    case conforms = 0
    /// The target differs.
    case differs = 1
    /// Wrong usage, or a file that cannot be read or written, or a stale known difference.
    case unusable = 2
    /// The target cannot be reached, or not be set up.
    case unreachable = 3
    /// A fault of ours.
    case fault = 4
    /// Nothing was selected.
    case nothingSelected = 5

    /// Whether one is the smaller number.
    package static func < (one: ExitStatus, other: ExitStatus) -> Bool {
        one.rawValue < other.rawValue
    }

    /// What the verdicts of a run amount to.
    package init(_ results: [ScenarioResult]) {
        let totals = Totals(results)
        if totals[.unexpectedlyPassed] > 0 {
            self = .unusable
        } else if results.contains(where: \.isUnreachable) {
            // A target that died half way: its remaining verdicts are missing, not good.
            self = .unreachable
        } else if totals[.failed] > 0 {
            self = .differs
        } else {
            self = totals[.blocked] > 0 ? .unreachable : .conforms
        }
    }
}
