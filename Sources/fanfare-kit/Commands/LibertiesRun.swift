import FanfareConformance
import Foundations
import SystemFiles

/// One run of `liberties`, from its arguments to its exit status.
struct LibertiesRun {
    /// How many scenarios a liberty meets alone.
    private static let scenarios = 50

    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        let workers =
            try arguments.integer("--workers", in: 1...64) ?? max(1, Environment.processors)
        let sets = try arguments.integer("--sets", in: 0...1_000_000) ?? 500
        let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
        let walks = try Exploration.budget("--explore", arguments)
        if walks != nil, let other = ["--json", "--sets", "--whole"].first(where: arguments.has) {
            throw .other("\(other) has no meaning where liberties are explored: leave it out.")
        }
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        guard
            let liberties = NamePatterns(arguments, console)
                .selected(Liberties.all, called: "liberty", by: \.name)
        else { return .nothingChecked }
        try ReportFile.requireWritable(["--json"], arguments)
        if arguments.has("--list") {
            for liberty in liberties { console.out(LibertyText.line(liberty)) }
            return .conforms
        }
        if let walks {
            return explore(liberties, suite, walks.budget, seed: UInt64(seed), workers: workers)
        }
        return judge(liberties, suite, sets: sets, seed: UInt64(seed), workers: workers)
    }

    /// Walks through each liberty beside the oracle.
    private func explore(
        _ liberties: [Liberty], _ suite: Suite, _ budget: Explorer.Budget, seed: UInt64,
        workers: Int
    ) -> ExitStatus {
        if console.isOfProcess { Interruption.heed() }
        let start = Environment.monotonicMilliseconds()
        let walk = LibertyWalk(
            suite: suite, oracle: MockOracle(), target: EmbeddedTarget.controlled, budget,
            seed: seed, make: Liberties.subject)
        let progress = Progress(total: liberties.count, console: console)
        let verdicts = walk.walk(liberties, workers: workers) { [console] verdict in
            let alarms = verdict.alarms.map(\.line) + [verdict.failure?.reason].compactMap(\.self)
            progress.step()
            if !alarms.isEmpty { progress.makeRoom() }
            for alarm in alarms { console.out("ALARM  \(verdict.liberty.name): \(alarm)\n") }
        }
        progress.clear()
        let objections = verdicts.count { !$0.alarms.isEmpty || $0.failure != nil }
        let idle = verdicts.filter { $0.occasions == 0 }.map(\.liberty.name)
        if !idle.isEmpty { console.out("not brought about: \(idle.joined(separator: ", "))\n") }
        let moves = verdicts.reduce(0) { $0 + $1.moves }
        let part = Exploration.part(verdicts.count, of: liberties.count)
        console.out(
            "\(verdicts.count) liberties explored\(part.isEmpty ? "" : part + ",") in \(moves) moves: \(objections) objected to,"
                + " \(idle.count) not brought about"
                + " (\(Environment.monotonicMilliseconds() - start) ms)\n")
        if let signal = Interruption.signal { return ExitStatus(signal: signal) }
        let moved = verdicts.filter { $0.failure == nil }.map(\.moves)
        guard Exploration.hasMoved(moved, console) else {
            return objections == 0 ? .nothingChecked : .differs
        }
        return objections == 0 ? .conforms : .differs
    }

    private func judge(
        _ liberties: [Liberty], _ suite: Suite, sets: Int, seed: UInt64, workers: Int
    ) -> ExitStatus {
        let start = Environment.monotonicMilliseconds()
        let runner = LibertyRunner(
            suite: suite, target: EmbeddedTarget.controlled, workers: workers,
            base: EmbeddedTarget.transport(), for: liberties, make: Liberties.subject)
        for result in runner.unsound {
            console.err(
                """
                error: A fault of this tool: \(result.scenario.name) is \(result.verdict.rawValue) \
                on the mock as it is.

                """)
        }
        let alone = runner.alone(liberties, limit: arguments.has("--whole") ? .max : Self.scenarios)
        let trials = alone + runner.sets(sets, of: liberties, seed: seed)
        let progress = Progress(total: trials.count, console: console)
        let results = runner.run(trials) { _ in progress.step() }
        progress.clear()
        let milliseconds = Environment.monotonicMilliseconds() - start
        for result in results.prefix(alone.count) where result.isFault {
            console.out(LibertyText.fault(result) + "\n")
        }
        // A set may miss the scenarios that bring its liberties about.
        for result in results.dropFirst(alone.count) where !result.alarms.isEmpty {
            console.out(LibertyText.fault(result) + "\n")
        }
        return finish(
            Array(results.prefix(alone.count)), Array(results.dropFirst(alone.count)),
            seed: seed, milliseconds, isSound: runner.unsound.isEmpty)
    }

    private func finish(
        _ alone: [LibertyResult], _ sets: [LibertyResult], seed: UInt64, _ milliseconds: Int,
        isSound: Bool
    ) -> ExitStatus {
        console.out(LibertyText.summary(alone: alone, sets: sets, milliseconds: milliseconds))
        if let path = arguments.value("--json") {
            do throws(Files.Failure) {
                let text = LibertyReport.text(
                    alone: alone, sets: sets, seed: seed, milliseconds: milliseconds)
                try Files.write(text, to: path)
            } catch {
                console.err("error: The report cannot be written: \(error)".ended + "\n")
                return .unusable
            }
        }
        if !isSound { return .fault }
        return LibertyText.faults(alone: alone, sets: sets) == 0 ? .conforms : .differs
    }
}
