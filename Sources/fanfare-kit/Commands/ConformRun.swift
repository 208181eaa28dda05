import FanfareConformance

/// One run of `conform`, from its arguments to its exit status.
struct ConformRun {
    let arguments: Arguments
    let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        // What is wrong with an option is said before anything is asked.
        if arguments.has(Exploration.during.name) {
            _ = try Exploration(arguments, console, span: Exploration.during.name, workers: 1)
        }
        guard let files = SuiteOption.files(arguments, console),
            let suite = SuiteOption.suite(files, console)
        else { return .unusable }
        if arguments.has(RecordedOption.option.name) { return try judgeRecorded(suite) }
        guard let scenarios = try selected(suite) else { return .nothingChecked }
        if let folder = arguments.value("--export-hurl") {
            return try export(scenarios, of: suite, to: folder)
        }
        try requireWritableReports()
        try requireNewLedger()
        var conform = try self.conform()
        guard try accept(&conform, suite) else { return .unusable }
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
        let explores = arguments.has(Exploration.during.name)
        if explores, !conform.target.hasControl {
            return Exploration.refuse(conform.target, console)
        }
        if explores, !conform.target.can(.worlds) {
            console.err(
                "error: nothing can be made up for \(conform.target.address) beside a run: it makes no organizations"
                    + " that begin with a world; 'fanfare-kit explore' plays stories among its resources.\n"
            )
            return .unreachable
        }
        if console.isOfProcess { Interruption.heed() }
        if !arguments.operands.isEmpty, let status = refused(&conform, scenarios, suite) {
            return status
        }
        let remains = Remains(
            scenarios, on: conform.target, calls: suite.calls, made: conform.made)
        if let text = remains.text { console.err("run \(conform.run) \(text)\n") }
        var report = try results(conform, scenarios, suite)
        var explored: Exploration.Outcome?
        if explores, report.fatal == nil, report.signal == nil {
            let exploration = try Exploration(
                arguments, console, span: Exploration.during.name, workers: conform.workers)
            let outcome = exploration.run(in: report.context)
            report = report.adding(outcome.results, outcome.unshown, until: Interruption.signal)
            explored = outcome
        }
        let status = try finish(
            report, deselected: suite.scenarios.count - scenarios.count, files)
        guard status == .conforms, let explored else { return status }
        return explored.status(console) ?? status
    }

    /// Looks at the target first: why it cannot be examined, nil where it can.
    private func refused(
        _ conform: inout Conform, _ scenarios: [Scenario], _ suite: Suite
    ) -> ExitStatus? {
        var doctor = Doctor(conform.target, conform.transport, run: conform.run)
        let patience = Patience("still looking at \(conform.target.name) before the run", console)
        defer { patience.end() }
        let diagnosis = doctor.examine(scenarios, calls: suite.calls)
        if let stop = diagnosis.stop {
            // Whoever reads the reports alone must not take yesterday's for today's.
            let reason: FatalReason? =
                Interruption.signal != nil
                ? nil : stop.isUsage ? .unusable(stop.text) : .unreachable(stop.text)
            _ = writeReports(conform.unrun(scenarios, of: suite, reason))
            return console.refuse(stop)
        }
        conform.target = diagnosis.target
        for note in diagnosis.notes { console.out("note: \(note)\n") }
        if let line = diagnosis.plan?.announcement { console.out(line + "\n") }
        return nil
    }

    private func conform() throws(UsageError) -> Conform {
        let (target, transport) = try TargetOption.target(arguments)
        // The mock inside this program answers one call at a time: more threads would only wait.
        let processors = Environment.processors
        let standard = arguments.operands.isEmpty ? processors : max(8, processors)
        var conform = Conform(
            target: target, transport: transport,
            workers: try arguments.integer("--workers", in: 1...64) ?? standard,
            run: Conform.newRun())
        conform.isStrict = arguments.has("--strict")
        conform.stopsAtFailure = arguments.has("--fail-fast")
        conform.demands = try demands()
        conform.ledgerPath = arguments.value("--ledger") ?? Ledgers.path(of: conform.run)
        return conform
    }

    /// Reads the list of known differences; one that is wrong in itself stops the run.
    private func accept(_ conform: inout Conform, _ suite: Suite) throws(UsageError) -> Bool {
        guard let path = arguments.value("--known") else { return true }
        let known = try KnownOption.known(path)
        let problems = known.problems(in: suite.scenarios, at: Environment.now())
        for problem in problems { console.err("error: \(problem)\n") }
        conform.known = known
        return problems.isEmpty
    }

    private func results(
        _ conform: Conform, _ scenarios: [Scenario], _ suite: Suite
    ) throws(UsageError) -> RunReport {
        let manner = ConsoleReport(
            isColoured: console.isTerminal && Environment.variable("NO_COLOR") == nil,
            isVerbose: arguments.has("--verbose"))
        let times = try arguments.integer("--repeat", in: 1...10_000) ?? 1
        let plan = RunPlan(scenarios, on: conform.target, calls: suite.calls)
        let progress = Progress(
            total: scenarios.count * times, least: plan.span.milliseconds * times, console: console)
        var conform = conform
        conform.waits = Waits(progress.wait)
        conform.finished = progress.step
        let report = conform.results(scenarios, of: suite, times: times) {
            [console] result, context in
            guard let text = manner.text(result, in: context) else { return }
            progress.makeRoom()
            console.out(text)
        }
        progress.clear()
        console.out(manner.summary(report))
        return report
    }

    private func finish(
        _ report: RunReport, deselected: Int, _ files: [SuiteFile]
    ) throws(UsageError) -> ExitStatus {
        if let miscount = Conform.miscount(
            verdicts: report.results.count { !$0.isExplored }, deselected: deselected, files: files)
        {
            console.err("error: A fault of this tool: \(miscount).\n")
            return .fault
        }
        if report.signal == nil {
            LastFailed(try targetWord()).remember(report.results)
            for entry in report.stale {
                console.err(
                    "error: \(entry.place): '\(entry.pattern)' no longer differs: remove the entry\n"
                )
            }
        }
        for sentence in report.unmet where report.signal == nil {
            console.err("error: \(sentence)\n")
        }
        if let fatal = report.fatal { console.err("error: \(fatal.text)\n") }
        if report.exitStatus == .nothingChecked {
            console.err(
                "error: Nothing was checked: the target can do none of what the scenarios need.\n")
        }
        let isWritten = writeReports(report)
        // Whoever interrupts a run is told so above all.
        return isWritten || report.exitStatus.isOfSignal ? report.exitStatus : .unusable
    }
}

extension Console {
    /// Says why no run can begin, and how the tool ends then; what a signal cut short is nobody's fault.
    func refuse(_ stop: Diagnosis.Stop, of target: String? = nil) -> ExitStatus {
        if let signal = Interruption.signal { return ExitStatus(signal: signal) }
        err("error: \(target.map { "\($0): " } ?? "")\(stop.text)\n")
        return stop.isUsage ? .unusable : .unreachable
    }

    /// Says why a target cannot be examined, and how the tool ends then.
    func refuse(_ failure: Conform.Failure) -> ExitStatus {
        err("error: \(failure.text)\n")
        switch failure {
        case .unreachable, .notSetUp: return .unreachable
        case .noKeys, .noKeysToRead: return .unusable
        }
    }
}
