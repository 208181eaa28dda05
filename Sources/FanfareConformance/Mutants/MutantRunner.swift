/// Holds the suite against targets that are wrong on purpose.
package struct MutantRunner: Sendable {
    private let context: RunContext
    private let base: @Sendable () -> any Transport
    private let workers: Int
    private let plan: Plan

    /// The scenarios that do not pass on the right target: a fault of ours, each with its verdict.
    package let unsound: [ScenarioResult]

    /// Runs the suite on the right target first; `base` makes a fresh one.
    package init(
        suite: Suite, target: Target, workers: Int, base: @escaping @Sendable () -> any Transport
    ) {
        var target = target
        // A rule that only another reading would permit is wrong of the mock, which has its own.
        target.readings = suite.readings.defaults
        context = RunContext(suite: suite, target: target, transport: base(), run: "mutants")
        self.base = base
        self.workers = workers
        let results = Runner(context, workers: workers).run(suite.scenarios)
        unsound = results.filter { $0.verdict != .passed }
        plan = Plan(suite, without: Set(unsound.map(\.scenario.name)))
    }

    /// How many scenarios are tried for an assurance table, besides those until the first notices.
    private static let most = 8

    /// Judges every mutant; `report` hears of each as soon as it is done, in any order.
    ///
    /// With `seekingOthers` it goes on after the first scenario that notices, to those that targets could
    /// serve which cannot serve that one. Those whose turn had not come when a signal came are left out.
    package func judge(
        _ mutants: [Mutant], seekingOthers: Bool = false,
        report: @escaping @Sendable (MutantResult) -> Void = { _ in }
    ) -> [MutantResult] {
        Workers.mapUntilInterrupted(mutants, on: workers) { mutant in
            let result = judge(mutant, seekingOthers)
            if Interruption.signal != nil, case .survived = result.verdict { return nil }
            report(result)
            return result
        }
    }

    private func judge(_ mutant: Mutant, _ isSeekingOthers: Bool) -> MutantResult {
        let subject = mutant.make(base())
        let context = RunContext(
            suite: context.suite, target: context.target, transport: subject.transport,
            run: "mutants")
        let caller = Caller(subject.transport)
        let needed = mutant.needed ?? severity(of: mutant)
        var number = 0
        func killer(_ scenario: Scenario) -> MutantVerdict.Killer? {
            defer { number += 1 }
            let run = ScenarioRun(scenario, number: number, context: context, caller: caller)
            return run.run().findings.first { $0.severity >= needed }
                .map { .init(scenario: scenario.name, clause: $0.clause.id) }
        }
        var verdict = plan.isUnsound(mutant) ? MutantVerdict.unsound : .survived
        var seenBy: [Int] = []
        func tries(_ index: Int) -> Bool {
            guard let killer = killer(plan.scenarios[index]) else { return false }
            if seenBy.isEmpty { verdict = .killed(killer) }
            seenBy.append(index)
            return true
        }
        let apart = isSeekingOthers ? plan.apart(for: mutant) : []
        var tried: Set<Int> = []
        for index in apart where tried.count < Self.most && plan.adds(index, to: seenBy) {
            tried.insert(index)
            _ = tries(index)
        }
        if seenBy.isEmpty {
            _ = plan.order(for: mutant).first { !tried.contains($0) && tries($0) }
        }
        return MutantResult(
            mutant: mutant, verdict: verdict, scenarios: number, occasions: subject.occasions(),
            seenBy: seenBy.map { plan.scenarios[$0].name })
    }

    /// A contradiction of the documentation must be noticed as one; one of our choices as a note.
    private func severity(of mutant: Mutant) -> Severity {
        let evidence = mutant.clauses.compactMap { context.suite.clauses[$0]?.evidence }
        return evidence.map { $0.severity(strict: false) }.max() ?? .failure
    }
}

/// Which scenarios have to do with a mutant, the likeliest to notice it first.
private struct Plan {
    let scenarios: [Scenario]
    private let needs: [Needs]
    private let byName: [String: Int]
    private let unsound: Set<String>
    private let byOperation: [Operation: [Int]]
    private let byClause: [String: [Int]]

    init(_ suite: Suite, without unsound: Set<String>) {
        let scenarios = suite.scenarios.filter { !unsound.contains($0.name) }
        let table = OperationTable(suite.scenarios)
        var byOperation: [Operation: [Int]] = [:]
        var byClause: [String: [Int]] = [:]
        for (index, scenario) in scenarios.enumerated() {
            let operations = Set(scenario.steps.flatMap(\.requests).map(table.operation))
            for operation in operations { byOperation[operation, default: []].append(index) }
            let clauses = Set(scenario.citations.map(\.id) + [scenario.clause.id])
            for clause in clauses { byClause[clause, default: []].append(index) }
        }
        self.scenarios = scenarios
        needs = scenarios.map(Needs.init)
        byName = Dictionary(
            uniqueKeysWithValues: scenarios.enumerated().map { ($0.element.name, $0.offset) })
        self.unsound = unsound
        self.byOperation = byOperation
        self.byClause = byClause
    }

    func isUnsound(_ mutant: Mutant) -> Bool { mutant.likeliest.map(unsound.contains) ?? false }

    /// The scenarios that have to do with a mutant, by their index.
    func order(for mutant: Mutant) -> [Int] {
        if isUnsound(mutant) { return [] }
        let all = mutant.operation.map { byOperation[$0] ?? [] } ?? Array(scenarios.indices)
        let likely = Set(mutant.clauses.flatMap { byClause[$0] ?? [] })
        let first = all.filter { scenarios[$0].name == mutant.likeliest }
        let then = all.filter { likely.contains($0) && !first.contains($0) }
        let last = all.filter { !likely.contains($0) && !first.contains($0) }
        return first + then + last
    }

    /// The scenarios that say what the mutant does otherwise, those that need least of a target first.
    func apart(for mutant: Mutant) -> [Int] {
        if isUnsound(mutant) { return [] }
        let said = mutant.sources.compactMap { byName[$0] }
        let indices = said.isEmpty ? Set(mutant.clauses.flatMap { byClause[$0] ?? [] }) : Set(said)
        return indices.sorted { (needs[$0].weight, $0) < (needs[$1].weight, $1) }
    }

    /// Whether there are targets that can serve a scenario and none of the others.
    func adds(_ index: Int, to others: [Int]) -> Bool {
        !others.contains { needs[$0].areWithin(needs[index]) }
    }
}
