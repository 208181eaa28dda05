import Synchronization

/// Holds the suite against targets that are right in another way: it must object to none.
package struct LibertyRunner: Sendable {
    /// Makes a fresh target that takes some liberties.
    package typealias Make = @Sendable ([Liberty]) -> Mutant.Subject

    /// How many scenarios a set of liberties is held against.
    package static let scenariosOfASet = 20
    /// How many liberties a set takes at once.
    package static let libertiesOfASet = 3

    private let context: RunContext
    private let workers: Int
    private let make: Make
    private let scenarios: [Scenario]
    private let operations: [Set<Operation>]

    /// The scenarios that do not pass on the target as it is: a fault of ours, each with its verdict.
    package let unsound: [ScenarioResult]

    /// Runs what some liberties touch on the target as it is first, unless that is known to be
    /// right; `base` makes a fresh one.
    package init(
        suite: Suite, target: Target, workers: Int, base: any Transport,
        for liberties: [Liberty], isKnownToBeRight: Bool = false, make: @escaping Make
    ) {
        // What webhooks say is not altered with what answers say, so nobody waits for them.
        var target = target
        target.reachesUs = false
        context = RunContext(suite: suite, target: target, transport: base, run: "liberties")
        self.workers = workers
        self.make = make
        let touched = suite.scenarios.filter { scenario in
            let operations = scenario.operations
            return Needs(scenario).obstacle(on: target) == nil
                && liberties.contains { $0.touches(operations) }
        }
        if isKnownToBeRight {
            unsound = []
            scenarios = touched
        } else {
            let results = Runner(context, workers: workers).run(touched)
            unsound = results.filter { $0.verdict != .passed }
            scenarios = results.filter { $0.verdict == .passed }.map(\.scenario)
        }
        operations = scenarios.map(\.operations)
    }

    /// One thing to try.
    package struct Trial: Sendable {
        /// The liberties taken at once.
        package let liberties: [Liberty]
        /// The scenarios, by their places in the suite.
        fileprivate let scenarios: [Int]
        /// What is run next as long as no answer was other than usual.
        fileprivate var reserve: [Int] = []
    }

    /// Every liberty alone, over the scenarios that call what it changes.
    ///
    /// With a limit no more of them are taken than that, from a place on that moves with every liberty,
    /// and if wanted further ones until the liberty shows.
    package func alone(
        _ liberties: [Liberty], limit: Int = .max, untilItShows: Bool = true
    ) -> [Trial] {
        liberties.enumerated().map { number, liberty in
            let all = touched(by: liberty)
            guard all.count > limit else { return Trial(liberties: [liberty], scenarios: all) }
            let start = number * limit % all.count
            let row = all[start...] + all[..<start]
            return Trial(
                liberties: [liberty], scenarios: Array(row.prefix(limit)),
                reserve: untilItShows ? Array(row.dropFirst(limit)) : [])
        }
    }

    /// So many sets of liberties that go together, drawn at random, each over some scenarios: a few
    /// that call what it changes, and the next ones of a shuffled row, so that every scenario has its
    /// turn.
    package func sets(_ count: Int, of liberties: [Liberty], seed: UInt64) -> [Trial] {
        guard liberties.count >= Self.libertiesOfASet, !scenarios.isEmpty else { return [] }
        var random = SplitMix(state: seed)
        let row = scenarios.indices.shuffled(using: &random)
        var place = 0
        return (0..<count).map { _ in
            let set = set(of: liberties, using: &random)
            var chosen = set.filter { $0.operations != nil }.flatMap { liberty in
                touched(by: liberty).shuffled(using: &random).prefix(4)
            }
            while chosen.count < min(Self.scenariosOfASet, scenarios.count) {
                chosen.append(row[place % row.count])
                place += 1
            }
            return Trial(liberties: set, scenarios: Array(Set(chosen)).sorted())
        }
    }

    private func set(of liberties: [Liberty], using random: inout SplitMix) -> [Liberty] {
        var set: [Liberty] = []
        for liberty in liberties.shuffled(using: &random) {
            if set.allSatisfy({ $0.decides != liberty.decides }) { set.append(liberty) }
            if set.count == Self.libertiesOfASet { break }
        }
        return set
    }

    private func touched(by liberty: Liberty) -> [Int] {
        scenarios.indices.filter { liberty.touches(operations[$0]) }
    }

    /// Tries everything; `report` hears of each as soon as it is done, in any order.
    package func run(
        _ trials: [Trial], report: @escaping @Sendable (LibertyResult) -> Void = { _ in }
    ) -> [LibertyResult] {
        Workers.map(trials, on: workers) { trial in
            let result = run(trial)
            report(result)
            return result
        }
    }

    private func run(_ trial: Trial) -> LibertyResult {
        let subject = make(trial.liberties)
        let context = RunContext(
            suite: context.suite, target: context.target, transport: subject.transport,
            run: context.run)
        let caller = Caller(subject.transport)
        var alarms: [Alarm] = []
        var count = 0
        for index in trial.scenarios + trial.reserve {
            if count >= trial.scenarios.count, subject.occasions() > 0 { break }
            let run = ScenarioRun(
                scenarios[index], number: count, context: context, caller: caller)
            alarms += Alarm.all(in: run.run())
            count += 1
        }
        return LibertyResult(
            liberties: trial.liberties, scenarios: count, occasions: subject.occasions(),
            alarms: alarms)
    }
}

extension Liberty {
    fileprivate func touches(_ calls: Set<Operation>) -> Bool {
        guard let operations else { return true }
        return calls.contains { call in operations.contains { $0.covers(call) } }
    }
}

extension Scenario {
    fileprivate var operations: Set<Operation> {
        Set(steps.flatMap(\.requests).map { Operation($0) })
    }
}

extension Alarm {
    /// What a result objects to: a note is none, nor is a scenario that another right answer ends.
    fileprivate static func all(in result: ScenarioResult) -> [Alarm] {
        let alarms = result.findings.filter { $0.severity >= .warning }.map { finding in
            Alarm(
                scenario: result.scenario.name, clause: finding.clause,
                text: finding.text(mask: result.mask))
        }
        guard alarms.isEmpty, result.verdict == .blocked else { return alarms }
        let reason = "blocked: \(result.reason ?? "")"
        return [Alarm(scenario: result.scenario.name, clause: nil, text: reason)]
    }
}
