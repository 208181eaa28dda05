import FanfareConformance
import JSONTree

/// One run of `explore`, from its arguments to its exit status.
struct ExploreRun {
    private let arguments: Arguments
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        self.arguments = arguments
        self.console = console
    }

    func run() throws(UsageError) -> ExitStatus {
        let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
        let workers = try arguments.integer("--workers", in: 1...64) ?? Environment.processors
        guard let suite = SuiteOption.suite(arguments, console) else { return .unusable }
        let (target, transport) = try TargetOption.target(arguments)
        var conform = Conform(
            target: target, transport: transport, workers: workers, run: Conform.newRun())
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            return console.refuse(error)
        }
        let probed = conform.target
        let explorer = Explorer(
            DocumentedAnswers(suite), oracle: MockOracle(), readings: probed.readings,
            workers: workers, seed: seed
        ) { ControlledSide(probed, transport.apart) }
        let budget: Explorer.Budget
        if let steps = try arguments.integer("--steps", in: 1...1_000_000_000) {
            budget = .moves(steps)
        } else {
            budget = .time(
                TimeSpan(arguments.value("--for") ?? "60s") ?? TimeSpan(milliseconds: 60_000))
        }
        let result = explorer.explore(budget)
        for found in result.found { console.out(found.line + "\n") }
        console.out(
            "\(result.stories) stories, \(result.moves) moves in \(result.milliseconds) ms, seed \(seed): \(result.found.count) differences\n"
        )
        for (call, outcomes) in result.reached.sorted(by: { $0.key < $1.key }) {
            console.out(
                "  \(call)  "
                    + outcomes.sorted { $0.key < $1.key }.map { "\($0.key) ×\($0.value)" }.joined(
                        separator: ", ") + "\n")
        }
        if let failure = result.failure {
            console.err("error: \(failure.reason)\n")
            return .unreachable
        }
        return result.found.isEmpty ? .conforms : .differs
    }
}
