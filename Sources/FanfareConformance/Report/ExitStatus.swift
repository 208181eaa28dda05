/// How the tool ends, as scripts see it.
package enum ExitStatus: Int32, Sendable, Comparable {
    /// Everything is as documented, or differs as is known.
    case conforms = 0
    /// The target differs.
    case differs = 1
    /// Wrong usage, or a file that cannot be read or written, or a stale known difference.
    case unusable = 2
    /// The target cannot be reached, or not be used: a set-up step did not do its work.
    case unreachable = 3
    /// A fault of ours.
    case fault = 4
    /// Nothing was checked: nothing was selected, or the target can do nothing of it.
    case nothingChecked = 5
    /// A hang-up ended the run, as shells report a process that a signal has ended.
    case hungUp = 129
    /// SIGINT ended the run.
    case interrupted = 130
    /// SIGTERM ended the run.
    case terminated = 143

    /// How a shell reports the end by a signal: 128 and its number.
    package init(signal: Int32) {
        self = ExitStatus(rawValue: 128 + signal) ?? .interrupted
    }

    /// Whether the process is to end by the signal that has come.
    package var isOfSignal: Bool { self >= .hungUp }

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
        } else if results.contains(where: { $0.verdict == .blocked && !$0.isTolerable }) {
            self = .unreachable
        } else if totals[.blocked] * 100 > totals.all {
            self = .unreachable
        } else {
            self =
                totals[.unsupported] + totals[.notJudged] + totals[.inconclusive]
                    + totals[.blocked] == totals.all
                ? .nothingChecked : .conforms
        }
    }
}

extension ScenarioResult {
    /// Whether it is only not seen: what disturbed it may be gone the next time.
    fileprivate var isTolerable: Bool { isDisturbed && mayPass }
}
