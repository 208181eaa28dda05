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
        let (target, way) = try TargetOption.target(arguments)
        var conform = Conform(
            target: target, transport: way, workers: workers, run: Conform.newRun())
        do throws(Conform.Failure) {
            try conform.probe()
        } catch {
            return console.refuse(error)
        }
        let probed = conform.target
        let mutant = Environment.variable("EXPLORE_MUTANT").flatMap { name in
            RuleMutants.all.first { $0.name == name }
        }
        let transport = mutant.map { $0.make(way).transport } ?? way
        let explorer = Explorer(
            DocumentedAnswers(suite), oracle: MockOracle(), readings: probed.readings,
            workers: workers, seed: seed
        ) { ControlledSide(probed, transport.apart) }
        let result = explorer.explore(try budget())
        let context = RunContext(
            suite: suite, target: probed, transport: transport.apart, run: conform.run)
        for found in result.found {
            console.out(found.line + "\n")
            if let discovery = try? explorer.discovery(found, in: context) {
                console.out(FailureBlock(discovery.result, in: context).text)
                console.out(discovery.text)
            }
        }
        console.out(
            "\(result.stories) stories, \(result.moves) moves in \(result.milliseconds) ms, seed \(seed): \(result.found.count) differences\n"
        )
        if arguments.has("--verbose") {
            for (call, outcomes) in result.reached.sorted(by: { $0.key < $1.key }) {
                let texts = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) ×\($0.value)" }
                console.out("  \(call)  \(texts.joined(separator: ", "))\n")
            }
        }
        if let failure = result.failure {
            console.err("error: \(failure.reason)\n")
            return .unreachable
        }
        return result.found.isEmpty ? .conforms : .differs
    }

    private func budget() throws(UsageError) -> Explorer.Budget {
        if let steps = try arguments.integer("--steps", in: 1...1_000_000_000) {
            return .moves(steps)
        }
        let text = arguments.value("--for") ?? "60s"
        guard let span = TimeSpan(text) else {
            throw .badValue("--for", text, expected: "a duration such as 60s or 10m")
        }
        return .time(span)
    }
}
