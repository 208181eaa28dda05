import FanfareConformance
import SystemFiles

/// A walk through a target beside our mock, with what its options say of it.
struct Exploration {
    static let during = Command.Option(
        name: "--explore", value: "SPAN",
        help: "make stories up for so long, such as 60s, and hold the target to them too")
    /// How many differences are shrunk and shown.
    private static let most = 20

    static let seed = Command.Option(
        name: "--seed", value: "N", help: "make other stories up (1)")

    /// Tells that a target cannot be explored, and how the tool ends then.
    static func refuse(_ target: Target, _ console: Console) -> ExitStatus {
        console.err(
            """
            error: explore needs a target that speaks the control protocol, and \(target.address) does \
            not: each story is played in an organization of its own, on a clock that is moved, with \
            codes from the inbox. 'conform' examines it without.

            """)
        return .unreachable
    }

    private let console: Console
    private let budget: Explorer.Budget
    private let seed: UInt64
    private let workers: Int
    private let folder: String?
    private let isVerbose: Bool

    /// Reads the options; `span` is the one that says how long.
    init(
        _ arguments: Arguments, _ console: Console, span: String, workers: Int
    ) throws(UsageError) {
        self.console = console
        self.workers = workers
        seed = UInt64(try arguments.integer(Self.seed.name, in: 0...Int.max) ?? 1)
        folder = arguments.value("--save")
        isVerbose = arguments.has("--verbose")
        if let moves = try arguments.integer("--steps", in: 1...1_000_000_000) {
            guard !arguments.has(span) else {
                throw .other("--steps and \(span) both say when to stop: leave one out.")
            }
            budget = .moves(moves)
        } else {
            let text = arguments.value(span) ?? "60s"
            guard let length = TimeSpan(text), length.milliseconds > 0 else {
                throw .badValue(span, text, expected: "a duration such as 60s")
            }
            budget = .time(length)
        }
        if let folder { try Self.requireFolder(folder) }
    }

    private static func requireFolder(_ folder: String) throws(UsageError) {
        do throws(Files.Failure) {
            try Files.makeFolder(folder)
        } catch {
            throw .other("The folder for scenarios cannot be made: \(error).")
        }
    }

    /// What it came to: a result for each difference, and why it ended before its time.
    struct Outcome {
        var results: [ScenarioResult] = []
        var failure: LockstepFailure?
        var moves = 0
        var isUnwritable = false
    }

    /// Makes stories up and plays them; what differs is shrunk, run again as a scenario, and printed.
    func run(in context: RunContext) -> Outcome {
        let documented = DocumentedAnswers(context.suite)
        let readings = context.readings.all.mapValues(\.answer)
        let target = context.target
        let transport = context.transport
        let run = context.run
        let explorer = Explorer(
            documented, oracle: MockOracle(), readings: readings, workers: workers, seed: seed
        ) { ControlledSide(target, transport.apart, purpose: run) }
        let result = explorer.explore(budget)
        var outcome = Outcome(failure: result.failure, moves: result.moves)
        let manner = ConsoleReport(
            isColoured: console.isTerminal && Environment.variable("NO_COLOR") == nil,
            isVerbose: true)
        let shown = result.found.filter { $0.severity > .note || isVerbose }
        for found in shown.prefix(Self.most) {
            do throws(LockstepFailure) {
                let discovery = try explorer.discovery(
                    found, in: context, folder: folder ?? "explored")
                guard let discovery else {
                    console.out("not shown again: \(found.summary)\n")
                    continue
                }
                console.out(manner.text(discovery.result, in: context) ?? "")
                console.out(ExploreText.story(discovery, seed: seed) + "\n")
                outcome.results.append(discovery.result)
                if let folder, !save(discovery, in: folder) { outcome.isUnwritable = true }
            } catch {
                outcome.failure = outcome.failure ?? error
            }
        }
        if shown.count > Self.most {
            console.out(
                "… and \(shown.count - Self.most) more differences, which are not shrunk\n\n")
        }
        if isVerbose { console.out(ExploreText.table(result, of: documented, in: context.suite)) }
        console.out(ExploreText.summary(result, of: documented, seed: seed))
        return outcome
    }

    private func save(_ discovery: Discovery, in folder: String) -> Bool {
        let path = "\(folder)/\(discovery.name).json"
        do throws(Files.Failure) {
            try Files.write(discovery.text, to: path)
            console.out("wrote \(path)\n\n")
            return true
        } catch {
            console.err("error: The scenario cannot be written: \(error).\n")
            return false
        }
    }
}
