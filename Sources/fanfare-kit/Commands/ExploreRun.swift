import FanfareConformance

/// One run of `explore`, from its arguments to its exit status.
struct ExploreRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        let workers =
            try arguments.integer("--workers", in: 1...64) ?? max(1, Environment.processors)
        let exploration = try Exploration(arguments, console, span: "--for", workers: workers)
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        var (target, way) = try TargetOption.target(arguments)
        let transport = exploration.timed(way)
        do throws(SuiteProblem) {
            try suite.readings.adopt(&target)
        } catch {
            throw .other("\(error)")
        }
        var conform = Conform(
            target: target, transport: transport, workers: workers, run: Conform.newRun())
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            guard exploration.isLate else { return console.refuse(error) }
            console.err(
                "error: Nothing was checked: \(conform.target.address) had not answered what it can do when the"
                    + " time given was over. Give more by --for.\n")
            return .unreachable
        }
        if console.isOfProcess { Interruption.heed() }
        if !arguments.operands.isEmpty {
            var doctor = Doctor(conform.target, transport.apart, run: conform.run)
            let diagnosis = doctor.examine([], calls: suite.calls)
            if let signal = Interruption.signal { return interrupted(by: signal) }
            if let stop = diagnosis.stop { return console.refuse(stop) }
        }
        var leave: (() -> Void)?
        defer { leave?() }
        do throws(Conform.Failure) {
            leave = try conform.settle()
        } catch {
            return console.refuse(error)
        }
        var context = RunContext(
            suite: suite, target: conform.target, transport: transport.apart, run: conform.run,
            isStrict: arguments.has("--strict"))
        guard !conform.target.hasControl else {
            _ = ReadingSurvey.answers(in: context, of: workers)
            if let signal = Interruption.signal { return interrupted(by: signal) }
            return status(exploration.run(in: context), context, transport)
        }
        guard conform.target.access > .read else {
            return Exploration.refuse(conform.target, console)
        }
        console.err(
            """
            run \(conform.run) plays among strangers: it leaves people behind who are recognisable, up to four in each \
            story with their sessions, takes back what they enter, moves no clock, and writes no scenario

            """)
        let ledger = Ledger(
            Ledgers.path(of: conform.run), run: conform.run,
            target: conform.target.address.description)
        context.ledger = ledger
        _ = ReadingSurvey.answers(in: context, of: 1)
        let outcome = exploration.run(in: context)
        context.takeBackTheRest()
        for line in ledger.lines { console.out(line + "\n") }
        return status(outcome, context, transport)
    }

    /// Says that nothing was found before a signal.
    private func interrupted(by signal: Int32) -> ExitStatus {
        console.err("interrupted before the first move\n")
        return ExitStatus(signal: signal)
    }

    private func status(
        _ outcome: Exploration.Outcome, _ context: RunContext, _ way: any Transport
    ) -> ExitStatus {
        if let status = outcome.status(console) { return status }
        guard outcome.moves > 0 else {
            if let silence = (way as? TimedTransport)?.silence() {
                console.err(
                    "error: Nothing was checked: \(context.target.address) had not answered any more for"
                        + " \(silence) when the time given was over. See why it does not, or give more by"
                        + " --for.\n")
                return .unreachable
            }
            console.err(
                "error: Nothing was checked: there was no time for a single move. Give more by --for.\n"
            )
            return .nothingChecked
        }
        return outcome.results.isEmpty ? .conforms : ExitStatus(outcome.results)
    }
}
