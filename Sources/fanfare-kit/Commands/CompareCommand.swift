import FanfareConformance
import SafeText

extension Command {
    /// Holds two targets against one another.
    static let compare = Command(
        name: "compare",
        summary: "Run the same scenarios on two targets and show where they differ",
        operands: "TARGET_A TARGET_B",
        operandCount: 2...2,
        options: [
            SelectionOption.only, SelectionOption.skip,
            Option(name: "--workers", value: "N", help: "run so many scenarios at once"),
            Option(name: "--verbose", help: "also name every scenario that could not run on both"),
            SuiteOption.option,
        ] + ConformRun.reports.map(\.option).filter { $0.name != "--write-known" }
            + TargetOption.options.filter { $0.name != "--ledger" },
        notes: [
            """
            A target is an address or a file, as for 'conform'. Compared is what answers mean: an id of
            one target stands for an id of the other through a whole scenario, times, codes and chance may
            differ, and in an organization that others use, what counts them. '-' is the first target,
            '+' the second. Exit status 0 if they are alike, 1 if they differ, 5 if nothing was compared.
            """
        ],
        examples: [
            (
                "fanfare-kit compare staging.json production.json",
                "What changes for clients when staging goes live"
            ),
            (
                "fanfare-kit compare http://127.0.0.1:4802 staging.json --only 'queues/*'",
                "Where the mock and a deployment part ways"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try CompareRun(arguments, console).run().rawValue
    }
}

/// One run of `compare`.
struct CompareRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        guard let scenarios = try ConformRun(arguments, console).selected(suite) else {
            return .nothingChecked
        }
        try ConformRun(arguments, console).requireWritableReports()
        // Both are looked at before either is examined.
        var conforms: [Conform] = []
        for word in arguments.operands {
            var conform = try self.conform(word)
            do throws(SuiteProblem) {
                try suite.readings.adopt(&conform.target)
            } catch {
                throw .other("\(error)")
            }
            do throws(Conform.Failure) {
                try conform.probe()
            } catch {
                return console.refuse(error)
            }
            conforms.append(conform)
        }
        if console.isOfProcess { Interruption.heed() }
        for index in conforms.indices {
            if let status = refused(&conforms[index], scenarios, suite) { return status }
        }
        var reports: [RunReport] = []
        for conform in conforms {
            let report = self.report(conform, scenarios, suite)
            // Half of a run is not to be compared; the signal says how it ended.
            if let signal = Interruption.signal { return ExitStatus(signal: signal) }
            if let fatal = report.fatal {
                console.err("error: \(conform.target.name): \(fatal.text)\n")
                return report.exitStatus
            }
            reports.append(report)
        }
        return try show(reports[0], reports[1])
    }

    private func conform(_ word: String) throws(UsageError) -> Conform {
        let (target, transport) = try TargetOption.target(word, arguments)
        var conform = Conform(
            target: target, transport: transport,
            workers: try arguments.integer("--workers", in: 1...64)
                ?? max(4, Environment.processors), run: Conform.newRun())
        conform.ledgerPath = Ledgers.path(of: conform.run)
        return conform
    }

    /// Looks at a target first: why it cannot be examined, nil where it can.
    private func refused(
        _ conform: inout Conform, _ scenarios: [Scenario], _ suite: Suite
    ) -> ExitStatus? {
        var doctor = Doctor(conform.target, conform.transport, run: conform.run)
        let diagnosis = doctor.examine(scenarios, calls: suite.calls)
        let name = conform.target.name
        if let stop = diagnosis.stop { return console.refuse(stop, of: name) }
        conform.target = diagnosis.target
        for note in diagnosis.notes { console.out("note: \(name): \(note)\n") }
        if let line = diagnosis.plan?.announcement { console.out("\(name): \(line)\n") }
        return nil
    }

    private func report(_ conform: Conform, _ scenarios: [Scenario], _ suite: Suite) -> RunReport {
        let remains = Remains(scenarios, on: conform.target, calls: suite.calls, made: conform.made)
        if let text = remains.text { console.err("run \(conform.run) \(text)\n") }
        var conform = conform
        let plan = RunPlan(scenarios, on: conform.target, calls: suite.calls)
        let progress = Progress(
            total: scenarios.count, least: plan.span.milliseconds, console: console)
        conform.waits = Waits(progress.wait)
        conform.finished = progress.step
        let report = conform.results(scenarios, of: suite) { _, _ in }
        progress.clear()
        for line in report.context.ledger?.lines ?? [] { console.out(line + "\n") }
        return report
    }

    private func show(_ one: RunReport, _ other: RunReport) throws(UsageError) -> ExitStatus {
        let comparison = ComparisonReport(one, other) { [console] in console.out($0 + "\n") }
        if arguments.has("--verbose") {
            for result in comparison.results where result.verdict == .unsupported {
                let reason = result.mask.maskedAnswer(result.reason ?? "")
                console.out(
                    Printable.line("not compared  \(result.scenario.name): \(reason)") + "\n")
            }
        }
        for line in ComparisonText.unseen(comparison.left) { console.out(line) }
        let totals = comparison.report.totals
        console.out(
            "\(totals.all) \(totals.all == 1 ? "scenario" : "scenarios"): \(totals[.passed]) alike,"
                + " \(totals[.failed]) differ"
                + (comparison.left.isEmpty
                    ? "" : ", \(comparison.left.count) could not run on both") + "\n")
        let status = comparison.report.exitStatus
        if status == .nothingChecked {
            // Nothing compared is no agreement.
            console.err("error: Nothing was compared: no scenario can run on both targets.\n")
        }
        let isWritten = ConformRun(arguments, console).writeReports(comparison.report)
        return isWritten ? status : .unusable
    }
}
