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

    /// Judges every mutant; `report` hears of each as soon as it is done, in any order.
    package func judge(
        _ mutants: [Mutant], report: @escaping @Sendable (MutantResult) -> Void = { _ in }
    ) -> [MutantResult] {
        Workers.map(mutants, on: workers) { mutant in
            let result = judge(mutant)
            report(result)
            return result
        }
    }

    private func judge(_ mutant: Mutant) -> MutantResult {
        let subject = mutant.make(base())
        let context = RunContext(
            suite: context.suite, target: context.target, transport: subject.transport,
            run: "mutants")
        let caller = Caller(subject.transport)
        let needed = mutant.needed ?? severity(of: mutant)
        var verdict = plan.isUnsound(mutant) ? MutantVerdict.unsound : .survived
        var count = 0
        for (number, scenario) in plan.scenarios(for: mutant).enumerated() {
            count += 1
            let run = ScenarioRun(scenario, number: number, context: context, caller: caller)
            guard let finding = run.run().findings.first(where: { $0.severity >= needed }) else {
                continue
            }
            verdict = .killed(.init(scenario: scenario.name, clause: finding.clause.id))
            break
        }
        return MutantResult(
            mutant: mutant, verdict: verdict, scenarios: count, occasions: subject.occasions())
    }

    /// A contradiction of the documentation must be noticed as one; one of our choices as a note.
    private func severity(of mutant: Mutant) -> Severity {
        let evidence = mutant.clauses.compactMap { context.suite.clauses[$0]?.evidence }
        return evidence.map { $0.severity(strict: false) }.max() ?? .failure
    }
}

/// Which scenarios have to do with a mutant, the likeliest to notice it first.
private struct Plan {
    private let scenarios: [Scenario]
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
        self.unsound = unsound
        self.byOperation = byOperation
        self.byClause = byClause
    }

    func isUnsound(_ mutant: Mutant) -> Bool { mutant.likeliest.map(unsound.contains) ?? false }

    func scenarios(for mutant: Mutant) -> [Scenario] {
        if isUnsound(mutant) { return [] }
        let all = mutant.operation.map { byOperation[$0] ?? [] } ?? Array(scenarios.indices)
        let likely = Set(mutant.clauses.flatMap { byClause[$0] ?? [] })
        let first = all.filter { scenarios[$0].name == mutant.likeliest }
        let then = all.filter { likely.contains($0) && !first.contains($0) }
        let last = all.filter { !likely.contains($0) && !first.contains($0) }
        return (first + then + last).map { scenarios[$0] }
    }
}
