import FanfareConformance

extension Command {
    /// Holds two targets against one another.
    static let compare = Command(
        name: "compare",
        summary: "Run the same scenarios on two targets and show where they differ",
        operands: "TARGET_A TARGET_B",
        operandCount: 2...2,
        options: [
            SelectionOption.only, SelectionOption.skip,
            SuiteOption.option,
        ],
        notes: [
            """
            A target is an address or a file, as for 'conform'. Ids, times, tokens and codes are compared
            by their form only; '-' is the first target, '+' the second. Exit status 1 if they differ.
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
        if console.isOfProcess { Interruption.heed() }
        var results: [[ScenarioResult]] = []
        for word in arguments.operands {
            let outcome = try examined(word, scenarios, suite)
            // Half of a run is not to be compared; the signal says how it ended.
            if let signal = Interruption.signal { return ExitStatus(signal: signal) }
            switch outcome {
            case .success(let found): results.append(found)
            case .failure(let failure): return console.refuse(failure)
            }
        }
        return show(zip(results[0], results[1]).map { ($0, $1) })
    }

    private func examined(
        _ word: String, _ scenarios: [Scenario], _ suite: Suite
    ) throws(UsageError) -> Result<[ScenarioResult], Conform.Failure> {
        let target = try TargetOption.described(word)
        var conform = Conform(
            target: target, transport: try TargetOption.transport(target),
            workers: max(4, Environment.processors), run: Conform.newRun())
        conform.ledgerPath = Ledgers.path(of: conform.run)
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            return .failure(error)
        }
        return .success(conform.results(scenarios, of: suite) { _, _ in }.results)
    }

    private func show(_ pairs: [(ScenarioResult, ScenarioResult)]) -> ExitStatus {
        var differing = 0
        var comparable = 0
        for (one, other) in pairs {
            let wasTried = ![one, other].contains(where: \.verdict.isUnseen)
            guard wasTried else { continue }
            comparable += 1
            let comparison = Comparison(one, other)
            guard let text = ComparisonText.text(comparison, masks: [one.mask, other.mask]) else {
                continue
            }
            differing += 1
            console.out(text + "\n")
        }
        let left = pairs.count - comparable
        console.out(
            "\(pairs.count) scenarios: \(comparable - differing) alike, \(differing) differ"
                + (left > 0 ? ", \(left) could not run on both" : "") + "\n")
        // Nothing compared is no agreement.
        guard comparable > 0 else { return .nothingChecked }
        return differing > 0 ? .differs : .conforms
    }
}
