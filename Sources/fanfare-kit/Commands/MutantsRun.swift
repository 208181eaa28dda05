import FanfareConformance
import Foundations
import JSONTree
import SystemFiles

/// One run of `mutants`, from its arguments to its exit status.
struct MutantsRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        let workers =
            try arguments.integer("--workers", in: 1...64) ?? max(1, Environment.processors)
        let walks = try Exploration.budget("--explore", arguments)
        let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        let all = RuleMutants.all + GeneratedMutants.all(for: suite, basePath: "")
        if let unknown = unknownClause(all, suite) {
            console.err("error: A fault of this tool: \(unknown)\n")
            return .fault
        }
        guard
            let mutants = NamePatterns(arguments, console)
                .selected(all, called: "mutant", by: \.name)
        else { return .nothingChecked }
        guard !arguments.has("--assurance") || arguments.all("--only").isEmpty else {
            throw .other("--assurance writes a table of all mutants: leave out --only.")
        }
        try ReportFile.requireWritable(["--json", "--assurance"], arguments)
        if arguments.has("--list") {
            for mutant in mutants { console.out(MutantText.line(mutant)) }
            return .conforms
        }
        guard arguments.has("--explore") || !arguments.has("--seed") else {
            throw .other("--seed is for --explore: the suite makes no stories up.")
        }
        // The table holds nothing of what nothing can notice, which takes longest to find out.
        let meant = arguments.has("--assurance") ? suite.equivalents.others(mutants) : mutants
        // A walk may be long: what was found until it is interrupted is told.
        if walks != nil, console.isOfProcess { Interruption.heed() }
        return judge(meant, among: all, suite, workers: workers) { results in
            guard let walks else { return true }
            return explore(results, suite, walks, seed: seed, workers: workers)
        }
    }

    private func unknownClause(_ mutants: [Mutant], _ suite: Suite) -> String? {
        for mutant in mutants {
            guard let id = mutant.clauses.first(where: { suite.clauses[$0] == nil }) else {
                continue
            }
            return "the mutant \(mutant.name) cites the clause \(id), which is not in the suite."
                + Nearest.hint(for: id, in: suite.clauses.keys)
        }
        return nil
    }

    private func judge(
        _ mutants: [Mutant], among all: [Mutant], _ suite: Suite, workers: Int,
        then explore: ([MutantResult]) -> Bool
    ) -> ExitStatus {
        let start = Environment.monotonicMilliseconds()
        let runner = MutantRunner(
            suite: suite, target: EmbeddedTarget.controlled, workers: workers,
            base: EmbeddedTarget.transport)
        for result in runner.unsound where Interruption.signal == nil {
            console.err(
                """
                error: A fault of this tool: \(result.scenario.name) is \(result.verdict.rawValue) \
                on the right mock.

                """)
        }
        let progress = Progress(total: mutants.count, console: console)
        let judged = runner.judge(mutants, seekingOthers: arguments.has("--assurance")) { _ in
            progress.step()
        }
        progress.clear()
        let results = suite.equivalents.applied(to: judged)
        let stale = suite.equivalents.stale(results, among: all)
        let milliseconds = Environment.monotonicMilliseconds() - start
        for result in results where result.isHole {
            console.out(MutantText.survivor(result, in: suite) + "\n")
        }
        for problem in stale { console.err("error: \(problem)\n") }
        console.out(MutantText.summary(results, milliseconds: milliseconds))
        let judgedPart = Exploration.part(results.count, of: mutants.count)
        if !judgedPart.isEmpty { console.out("held against the suite\(judgedPart)\n") }
        let hasWalked = explore(results)
        if let signal = Interruption.signal {
            if arguments.has("--json") || arguments.has("--assurance") {
                console.err("nothing is written: the run was interrupted\n")
            }
            return ExitStatus(signal: signal)
        }
        let table = AssuranceTable(results, of: suite)
        guard write("--json", MutantReport.text(results, milliseconds: milliseconds)),
            write("--assurance", table.text), stale.isEmpty
        else { return .unusable }
        if results.count == all.count, !arguments.has("--assurance"),
            let problem = suite.assurance?.problem(mutants: table.mutants)
        {
            console.err("error: \(problem)\n")
            return .unusable
        }
        if !runner.unsound.isEmpty { return .fault }
        if results.contains(where: \.isHole) { return .differs }
        return hasWalked ? .conforms : .nothingChecked
    }

    /// Walks through the rule mutants; what is wrong in one answer is the suite's own work.
    ///
    /// False where there was no time to.
    private func explore(
        _ results: [MutantResult], _ suite: Suite,
        _ walks: (budget: Explorer.Budget, words: String), seed: UInt64, workers: Int
    ) -> Bool {
        let start = Environment.monotonicMilliseconds()
        let mutants = results.map(\.mutant).filter { $0.operation == nil }
        let walk = MutantWalk(
            suite: suite, oracle: MockOracle(), target: EmbeddedTarget.controlled, walks.budget,
            seed: seed, base: EmbeddedTarget.transport)
        let progress = Progress(total: mutants.count, console: console)
        let verdicts = walk.walk(mutants, workers: workers) { _ in progress.step() }
        progress.clear()
        console.out(
            MutantWalkText.summary(
                verdicts, after: results, in: suite, walks: "\(walks.words), seed \(seed)",
                milliseconds: Environment.monotonicMilliseconds() - start, of: mutants.count))
        return Exploration.hasMoved(verdicts.map(\.moves), console)
    }

    private func write(_ option: String, _ text: @autoclosure () -> String) -> Bool {
        guard let path = arguments.value(option) else { return true }
        do throws(Files.Failure) {
            try Files.write(text(), to: path)
            return true
        } catch {
            console.err("error: The report cannot be written: \(error)".ended + "\n")
            return false
        }
    }
}
