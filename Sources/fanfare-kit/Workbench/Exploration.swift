import FanfareConformance
import FanfareMock
import SystemFiles

/// A walk through a target beside our mock, with what its options say of it.
struct Exploration {
    static let during = Command.Option(
        name: "--explore", value: "SPAN",
        help: "make stories up for so long, such as 60s, and hold the target to them too")
    /// What a target's options say that means nothing in an organization of its own.
    static let meaningless = ["--ledger", "--read-only", "--patience", "--otp-command"]
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
            guard Interruption.signal == nil else {
                // Whoever interrupts it must not lose what was found until then.
                console.out(
                    "found and not shrunk: \(found.summary) (story \(found.number), seed \(seed))\n"
                )
                continue
            }
            do throws(LockstepFailure) {
                let discovery = try explorer.discovery(
                    found, in: context, folder: folder ?? "explored")
                guard let discovery else {
                    console.out(
                        "found once: \(found.summary); no shorter story shows it again"
                            + " (story \(found.number), seed \(seed))\n")
                    continue
                }
                console.out(manner.text(discovery.result, in: context) ?? "")
                console.out(ExploreText.story(discovery, seed: seed) + "\n")
                outcome.results.append(discovery.result)
                guard let folder else { continue }
                guard blamesNoRightServer(discovery, readings, in: context) else {
                    console.out(
                        "not written: as a scenario it would blame a right server on another day\n\n"
                    )
                    continue
                }
                if !save(discovery, in: folder) { outcome.isUnwritable = true }
            } catch {
                outcome.failure = outcome.failure ?? error
            }
        }
        if shown.count > Self.most {
            console.out(
                "… and \(shown.count - Self.most) more differences, which are not shrunk\n\n")
        }
        if isVerbose { console.out(ExploreText.table(result, of: documented, in: context.suite)) }
        let failures = shown.count { $0.severity == .failure }
        let warnings = shown.count { $0.severity == .warning }
        if failures + warnings > 0 {
            console.out(
                "differences: \(failures) that fail, \(warnings) that warn; one may follow from another\n"
            )
        }
        console.out(ExploreText.summary(result, of: documented, seed: seed))
        return outcome
    }

    /// Whether our mock, on the target's readings and at the present date, passes what was found.
    private func blamesNoRightServer(
        _ discovery: Discovery, _ readings: [String: String], in context: RunContext
    ) -> Bool {
        var configuration = Mock.Configuration()
        guard (try? configuration.read(readings)) != nil else { return true }
        let transport = FunctionTransport(each: { [configuration] inbox in
            let mock = SharedMock(configuration, webhooks: inbox.receive)
            return { mock.respond(to: $0) }
        })
        let ours = RunContext(
            suite: context.suite, target: EmbeddedTarget.controlled, transport: transport,
            run: context.run)
        let results = Runner(ours, workers: 1).run([discovery.result.scenario])
        return results.allSatisfy { ![.failed, .warning, .blocked].contains($0.verdict) }
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
