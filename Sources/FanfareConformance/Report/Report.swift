/// A finished run, as reports see it.
package struct RunReport: Sendable {
    /// What the scenarios shared.
    package let context: RunContext
    /// The results, in the order of the names: one for every scenario that was selected.
    package let results: [ScenarioResult]
    /// When the run began.
    package let startedAt: Timestamp
    /// How long it took.
    package let milliseconds: Int
    /// The signal that interrupted it, nil when none did.
    package let signal: Int32?
    /// The known differences that did not occur any more.
    package let stale: [KnownDifference]
    /// What it must have seen.
    package let demands: Demands
    /// The target that the report's own was held against instead of the documentation, nil for none.
    package var comparedWith: String?

    /// Collects what a run came to.
    package init(
        context: RunContext, results: [ScenarioResult], startedAt: Timestamp, milliseconds: Int,
        signal: Int32? = nil, stale: [KnownDifference] = [], demands: Demands = Demands()
    ) {
        self.context = context
        self.results = results
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.signal = signal
        self.stale = stale
        self.demands = demands
    }

    /// The run with what exploring has found beside it, and the signal that came meanwhile.
    package func adding(
        _ explored: [ScenarioResult], _ unshown: [ScenarioResult], until signal: Int32?
    ) -> RunReport {
        RunReport(
            context: context, results: results + explored + unshown, startedAt: startedAt,
            milliseconds: milliseconds, signal: self.signal ?? signal, stale: stale,
            demands: demands)
    }

    /// How many scenarios came to which verdict.
    package var totals: Totals { Totals(results) }

    /// What it could have seen, nil where only a part of the suite was selected or nothing was measured.
    package var assurance: Assurance? {
        let written = results.filter { !$0.isExplored }
        guard comparedWith == nil, let table = context.suite.assurance,
            written.count == context.suite.scenarios.count
        else { return nil }
        return Assurance(written, by: table)
    }

    /// What was demanded of it and is not so, each as a sentence.
    package var unmet: [String] { demands.unmet(by: self) }

    /// Why it ended before its last scenario, nil when nothing ended it.
    package var fatal: FatalReason? { context.fatal.reason }

    /// How the tool ends after it, provided that its reports can be written.
    package var exitStatus: ExitStatus {
        if let signal { return ExitStatus(signal: signal) }
        switch fatal {
        case .unusable: return .unusable
        case .unreachable: return .unreachable
        case nil: break
        }
        guard stale.isEmpty else { return .unusable }
        let status = ExitStatus(results)
        guard status == .conforms else { return status }
        if context.disturbances.areMany { return .unreachable }
        return unmet.isEmpty ? .conforms : .differs
    }

    /// The scenarios whose turn did not come.
    package var notRun: [Scenario] {
        results.filter { $0.verdict == .notRun }.map(\.scenario)
    }

    /// That the run ended before its time and what it left out, or that it checked nothing, as a
    /// sentence; nil for a whole one.
    package var ending: String? {
        let left =
            notRun.isEmpty
            ? "not every repetition was made"
            : "\(notRun.count) of \(results.count) scenarios did not run"
        if let signal { return "Interrupted by \(Interruption.name(of: signal)): \(left)." }
        if let fatal { return notRun.isEmpty ? fatal.text : "\(fatal.text) Therefore \(left)." }
        if !notRun.isEmpty { return "Stopped at the first failure: \(left)." }
        if context.disturbances.areMany {
            return "More than one call in a hundred was not answered by the API:"
                + " what stands between is to be mended before this run can be relied on."
        }
        if exitStatus == .differs, totals[.failed] == 0, let sentence = unmet.first {
            return sentence
        }
        return exitStatus == .nothingChecked
            ? "Nothing was checked: the target can do none of what the scenarios need." : nil
    }

    /// Whether whoever reads the scenarios alone would take the run for better than it was.
    var isMisleading: Bool {
        signal != nil || fatal != nil || exitStatus == .nothingChecked || !unmet.isEmpty
    }
}
