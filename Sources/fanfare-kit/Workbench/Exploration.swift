import Foundations
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
    private static let luckOfTarget = 1000
    /// How many steps a story may have to be shown that there was no time to shrink further.
    private static let fewEnough = 12

    static let seed = Command.Option(
        name: "--seed", value: "N", help: "make other stories up (1)")

    /// Tells that a target cannot be explored, and how the tool ends then.
    static func refuse(_ target: Target, _ console: Console) -> ExitStatus {
        let reason =
            target.access == .read
            ? "its access is \"read\", and whoever plays a story enters and leaves. Give it \"write\" or more, if you may"
            : "it does not speak the control protocol. 'fanfare-kit explore' plays stories there among strangers"
        console.err(
            "error: nothing can be made up for \(target.address): \(reason); 'fanfare-kit conform' without"
                + " --explore examines it as it is.\n")
        return .unreachable
    }

    private let console: Console
    private let budget: Explorer.Budget
    private let seed: UInt64
    private let workers: Int
    private let folder: String?
    private let isVerbose: Bool
    /// When it was begun, on the monotonic clock.
    private let start = Environment.monotonicMilliseconds()

    /// When all has to be over, on the monotonic clock in milliseconds; nil for never.
    private var deadline: Int? { budget.deadline(from: start) }
    /// Whether nothing more is to be begun.
    var isLate: Bool {
        Interruption.signal != nil
            || deadline.map { Environment.monotonicMilliseconds() >= $0 } ?? false
    }

    /// A way to a target on which nothing is sent once the time is up.
    func timed(_ transport: any Transport) -> any Transport {
        deadline.map { TimedTransport(transport, until: $0) } ?? transport
    }

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

    /// How far to walk where a number of moves may be said as well as a span; nil where nothing is said.
    static func budget(
        _ option: String, _ arguments: Arguments
    ) throws(UsageError) -> (budget: Explorer.Budget, words: String)? {
        guard let text = arguments.value(option) else { return nil }
        if let span = TimeSpan(text), span.milliseconds > 0 { return (.time(span), "\(span)") }
        guard let moves = Int(text), (1...1_000_000_000).contains(moves) else {
            throw .badValue(option, text, expected: "a number of moves, or a duration such as 10s")
        }
        return (.moves(moves), "\(moves) \(moves == 1 ? "move" : "moves")")
    }

    /// That some of many were not walked through before a signal came; empty where all were.
    static func part(_ count: Int, of all: Int) -> String {
        count < all ? ", in part: \(all - count) of \(all) had no turn" : ""
    }

    /// Whether every walk has made a move; says so where there was no time.
    static func hasMoved(_ moves: [Int], _ console: Console) -> Bool {
        if moves.allSatisfy({ $0 > 0 }) || Interruption.signal != nil { return true }
        console.err(
            "error: There was no time for a single move on some. Give more by --explore.\n")
        return false
    }

    private static func requireFolder(_ folder: String) throws(UsageError) {
        do throws(Files.Failure) {
            try Files.makeFolder(folder)
        } catch {
            throw .other("The folder for scenarios cannot be made: \(error)".ended)
        }
    }

    /// What it came to: a result for each difference, and why it ended before its time.
    struct Outcome {
        var results: [ScenarioResult] = []
        /// The same for what no scenario shows.
        var unshown: [ScenarioResult] = []
        var failure: LockstepFailure?
        var moves = 0
        var isUnwritable = false
        /// What was printed of it.
        var told: [ExploreText.Told] = []
        /// Whether something fails that no scenario shows.
        var differs = false

        /// How the tool ends, whatever the results are; nil where they decide.
        func status(_ console: Console) -> ExitStatus? {
            if let signal = Interruption.signal { return ExitStatus(signal: signal) }
            if let failure {
                console.err(
                    "error: The stories could not be played on: \(failure.reason)".ended + "\n")
                return .unreachable
            }
            if isUnwritable { return .unusable }
            return differs ? .differs : nil
        }
    }

    /// Makes stories up and plays them; what differs is shrunk, put together by its cause, run again as a
    /// scenario, and printed.
    func run(in context: RunContext) -> Outcome {
        let documented = DocumentedAnswers(context.suite, by: MockOracle())
        let readings = context.readings.all.mapValues(\.answer)
        let target = context.target
        let transport = timed(context.transport)
        let run = context.run
        let deployment = target.hasControl ? nil : Deployment(target)
        let stories = DeploymentSide.Stories()
        let explorer = Explorer(
            documented, oracle: MockOracle(), readings: readings,
            workers: deployment == nil ? workers : 1, seed: seed, deployment: deployment
        ) {
            if let deployment { return DeploymentSide(context, deployment, stories) }
            // The mock inside this program has luck of its own, as any other has.
            if transport.isInProcess { return MockSide(luck: Self.luckOfTarget) }
            return ControlledSide(target, transport.apart, purpose: run)
        }
        let result = explorer.explore(budget, from: start)
        var outcome = Outcome(failure: result.failure, moves: result.moves)
        if Interruption.signal != nil {
            outcome.failure = nil
            console.err("interrupted after \(result.moves) moves\n")
        }
        let shown = result.found.filter { $0.severity > .note || isVerbose }
            .enumerated().sorted {
                ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
            }.map(\.element)
        let groups = groups(shown, by: explorer, in: context, &outcome)
        for group in groups {
            // To run it once more as a scenario takes a clock, and time.
            if deployment == nil, !isLate {
                tell(group, by: explorer, in: context, &outcome)
            } else {
                if let first = group.shown.first {
                    outcome.told.append(.init(group, first.headline, weighing: group.severity))
                    outcome.unshown.append(
                        first.found.result(first.headline, isStrict: context.isStrict))
                }
                console.out(ExploreText.plain(group, seed: seed, in: context) + "\n")
                if deployment == nil, folder != nil {
                    console.out("not written: there was no time to run it as a scenario\n\n")
                }
                count(group.severity, in: context, &outcome)
            }
        }
        for operation in explorer.unserved.operations {
            console.out("not judged: \(operation), which is not served as stories ask for it\n")
        }
        if isVerbose { console.out(ExploreText.table(result, of: documented, in: context.suite)) }
        if !outcome.told.isEmpty {
            console.out(ExploreText.found(outcome.told, of: result.stories))
        } else if result.moves > 0 {
            console.out("no differences in \(result.moves) moves\n")
        }
        if let limits = result.limits { console.out(limits + "\n") }
        console.out(ExploreText.summary(result, of: documented, seed: seed))
        return outcome
    }

    /// Shrinks what was found; what cannot be is told in a line, so that nothing is lost.
    private func groups(
        _ shown: [Explorer.Found], by explorer: Explorer, in context: RunContext,
        _ outcome: inout Outcome
    ) -> [CauseGroup] {
        let tried = Array(shown.prefix(Self.most))
        var shrunk: [Shrunk] = []
        var cutShort: [Shrunk] = []
        let end = deadline.map { $0 - budget.reserve }
        for (found, result) in zip(tried, explorer.shrunk(tried, until: end)) {
            switch result {
            case .success(let one?) where one.isFinished || one.steps <= Self.fewEnough:
                shrunk.append(one)
            case .success(let one?): cutShort.append(one)
            case .success(nil):
                tell("found once and not shown again", found, in: context, &outcome)
            case .failure(let failure):
                outcome.failure = outcome.failure ?? failure
                tell("found and not shrunk", found, in: context, &outcome)
            }
        }
        // A long story is better than none.
        if shrunk.isEmpty,
            let shortest = cutShort.indices.min(by: {
                (cutShort[$0].steps, $0) < (cutShort[$1].steps, $1)
            })
        {
            shrunk.append(cutShort.remove(at: shortest))
        }
        let reason = Interruption.signal == nil ? "for want of time" : "as the run was interrupted"
        for one in cutShort {
            tell("found and not shrunk \(reason)", one.found, in: context, &outcome)
        }
        for found in shown.dropFirst(Self.most) {
            tell("found and not shrunk, after \(Self.most) others", found, in: context, &outcome)
        }
        return CauseGroup.all(shrunk)
    }

    /// Tells what no scenario shows; it counts no less for that.
    private func tell(
        _ what: String, _ found: Explorer.Found, in context: RunContext, _ outcome: inout Outcome
    ) {
        count(found.severity, in: context, &outcome)
        outcome.unshown.append(found.result(isStrict: context.isStrict))
        outcome.told.append(.init(found))
        console.out(ExploreText.unshrunk(found, what, seed: seed, in: context))
    }

    private func count(_ severity: Severity, in context: RunContext, _ outcome: inout Outcome) {
        let least: Severity = context.isStrict ? .warning : .failure
        outcome.differs = outcome.differs || severity >= least
    }

    /// Prints the gravest story of a group as a scenario shows it, and writes it down where wanted.
    ///
    /// A scenario weighs no more than the weakest of what it presumes, which may be less than the walk took
    /// it for; a note is shown where that is wanted.
    private func tell(
        _ group: CauseGroup, by explorer: Explorer, in context: RunContext, _ outcome: inout Outcome
    ) {
        var gravest: (discovery: Discovery, weight: Severity, headline: String)?
        for shrunk in group.shown {
            let discovery = explorer.discovery(
                shrunk, in: context, folder: folder ?? "explored"
            ) { name, text in folder.map { Self.freeName(name, for: text, in: $0) } ?? name }
            guard let discovery else { continue }
            let weight = discovery.weight
            if gravest.map({ weight > $0.weight }) ?? true {
                gravest = (discovery, weight, shrunk.headline)
            }
            if weight >= group.severity { break }
        }
        guard let (discovery, weight, headline) = gravest else {
            for shrunk in group.shown {
                tell("found, and no scenario shows it again", shrunk.found, in: context, &outcome)
            }
            return
        }
        guard weight > .note || isVerbose else { return }
        var result = discovery.result
        result.headline = headline
        outcome.told.append(.init(group, headline, weighing: weight))
        let manner = ConsoleReport(
            isColoured: console.isTerminal && Environment.variable("NO_COLOR") == nil,
            isVerbose: true)
        console.out(manner.text(result, in: context) ?? "")
        console.out(ExploreText.story(discovery, of: group, seed: seed) + "\n")
        outcome.results.append(result)
        guard let folder else { return }
        let readings = context.readings.all.mapValues(\.answer)
        guard blamesNoRightServer(discovery, readings, in: context) else {
            console.out(
                "not written: as a scenario it would blame a right server on another day\n\n")
            return
        }
        if !save(discovery, in: folder) { outcome.isUnwritable = true }
    }

    /// A name under which nothing else lies in the folder: the wanted one, or that with a number.
    static func freeName(_ name: String, for text: String, in folder: String) -> String {
        let names = [name] + (2...999).map { "\(name)-\($0)" }
        return names.first { name in
            let path = "\(folder)/\(name).json"
            guard Files.exists(path) else { return true }
            return (try? Files.read(path)).map { $0 == Array(text.utf8) } ?? false
        } ?? name
    }

    /// Whether our mock, on the target's readings and at the present date, passes what was found.
    private func blamesNoRightServer(
        _ discovery: Discovery, _ readings: [String: String], in context: RunContext
    ) -> Bool {
        (0..<Self.lucks).allSatisfy { luck in
            blamesNoRightServer(discovery, readings, luck: UInt64(luck), in: context)
        }
    }

    /// How many mocks a scenario is tried on in which chance decides something.
    private static let lucks = 8

    private func blamesNoRightServer(
        _ discovery: Discovery, _ readings: [String: String], luck: UInt64, in context: RunContext
    ) -> Bool {
        var configuration = Mock.Configuration(seed: luck)
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
            console.err("error: The scenario cannot be written: \(error)".ended + "\n")
            return false
        }
    }
}
