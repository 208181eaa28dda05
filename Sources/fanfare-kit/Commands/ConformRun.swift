import FanfareConformance

/// One run of `conform`, from its arguments to its exit status.
struct ConformRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        guard let files = SuiteOption.files(arguments, console),
            let suite = SuiteOption.suite(files, console)
        else { return .unusable }
        var conform = try self.conform()
        guard let scenarios = selected(suite) else { return .nothingSelected }
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            return refused(error)
        }
        let report = results(conform, scenarios, suite)
        return finish(report, deselected: suite.scenarios.count - scenarios.count, files)
    }

    private func selected(_ suite: Suite) -> [Scenario]? {
        let selection = Selection(only: arguments.all("--only"), skip: arguments.all("--skip"))
        do throws(Selection.Unmatched) {
            let scenarios = try selection.select(from: suite.scenarios)
            if scenarios.isEmpty { console.err("error: Nothing is selected.\n") }
            return scenarios.isEmpty ? nil : scenarios
        } catch {
            console.err("error: \(error.text)\n")
            return nil
        }
    }

    private func conform() throws(UsageError) -> Conform {
        let (target, transport) = try TargetOption.target(arguments)
        let processors = Surroundings.processors
        var conform = Conform(
            target: target, transport: transport,
            workers: try arguments.integer("--workers", in: 1...64) ?? max(4, processors),
            run: RunName.make())
        conform.isStrict = arguments.has("--strict")
        return conform
    }

    private func refused(_ failure: Conform.Failure) -> ExitStatus {
        switch failure {
        case .unreachable(let reason):
            console.err("error: The target cannot be reached: \(reason)\n")
            return .unreachable
        case .noKeys:
            console.err(
                """
                error: The target has no control protocol, so its keys are needed: set \
                FANFARE_PUBLISHABLE_KEY, and FANFARE_SECRET_KEY and FANFARE_ORGANIZATION_ID if you may.

                """)
            return .unusable
        }
    }

    private func results(_ conform: Conform, _ scenarios: [Scenario], _ suite: Suite) -> RunReport {
        let manner = ConsoleReport(
            isColoured: console.isTerminal && Surroundings.variable("NO_COLOR") == nil,
            isVerbose: arguments.has("--verbose"))
        let progress = Progress(total: scenarios.count, console: console)
        let report = conform.results(scenarios, of: suite) { [console] result, context in
            let text = manner.text(result, in: context)
            progress.step(clearing: text != nil)
            if let text { console.out(text) }
        }
        progress.clear()
        console.out(manner.summary(report))
        return report
    }

    private func finish(_ report: RunReport, deselected: Int, _ files: [SuiteFile]) -> ExitStatus {
        if let miscount = Conform.miscount(
            verdicts: report.results.count, deselected: deselected, files: files)
        {
            console.err("error: A fault of this tool: \(miscount).\n")
            return .fault
        }
        return writeReports(report) ? ExitStatus(report.results) : .unusable
    }

    /// Writes every report that was asked for; one that cannot be written does not stop the others.
    private func writeReports(_ report: RunReport) -> Bool {
        let writers: [(option: String, text: (RunReport) -> String)] = [
            ("--junit", JUnitReport.text), ("--json", JSONReport.text),
        ]
        var isWritten = true
        for (option, text) in writers {
            guard let path = arguments.value(option) else { continue }
            do throws(Files.Failure) {
                try Files.write(text(report), to: path)
            } catch {
                console.err("error: The report cannot be written: \(error)\n")
                isWritten = false
            }
        }
        return isWritten
    }
}
