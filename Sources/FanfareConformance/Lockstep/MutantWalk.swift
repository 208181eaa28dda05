/// Finds out which mutants a walk beside an oracle notices.
package struct MutantWalk: Sendable {
    private let suite: Suite
    private let documented: DocumentedAnswers
    private let oracle: any Oracle
    private let target: Target
    private let base: @Sendable () -> any Transport
    private let budget: Explorer.Budget
    private let seed: UInt64
    private let memory = OracleMemory()

    /// Prepares walks that end by a budget, or when they have noticed; `base` makes a fresh right target.
    package init(
        suite: Suite, oracle: any Oracle, target: Target, _ budget: Explorer.Budget, seed: UInt64,
        base: @escaping @Sendable () -> any Transport
    ) {
        self.suite = suite
        documented = DocumentedAnswers(suite, by: oracle)
        self.oracle = oracle
        self.target = target
        self.base = base
        self.budget = budget
        self.seed = seed
    }

    /// What a walk noticed of a mutant.
    package struct Verdict: Sendable {
        /// The mutant.
        package let mutant: Mutant
        /// How grave what the mutant contradicts is.
        package let needed: Severity
        /// The first difference that is as grave as what the mutant contradicts, nil for none.
        package let found: Explorer.Found?
        /// The gravest of the lesser differences, nil for none.
        package let lesser: Explorer.Found?
        /// How many moves were played.
        package let moves: Int
        /// How many answers were wrong.
        package let occasions: Int
    }

    /// Walks through every mutant; `report` hears of each as soon as it is done, in any order.
    ///
    /// Those whose walk had not come to its end when a signal came are left out.
    package func walk(
        _ mutants: [Mutant], workers: Int,
        report: @escaping @Sendable (Verdict) -> Void = { _ in }
    ) -> [Verdict] {
        Workers.mapUntilInterrupted(mutants, on: workers) { mutant in
            let verdict = verdict(on: mutant)
            if Interruption.signal != nil, verdict.found == nil { return nil }
            report(verdict)
            return verdict
        }
    }

    private func verdict(on mutant: Mutant) -> Verdict {
        let subject = mutant.make(base())
        let explorer = Explorer(
            documented, oracle: oracle, readings: suite.readings.defaults, workers: 1, seed: seed,
            memory: memory
        ) { ControlledSide(target, subject.transport) }
        let needed = mutant.needed ?? severity(of: mutant)
        let result = explorer.explore(budget, untilSeverity: needed)
        return Verdict(
            mutant: mutant, needed: needed, found: result.found.first { $0.severity >= needed },
            lesser: result.found.first { $0.severity < needed }, moves: result.moves,
            occasions: subject.occasions())
    }

    /// A contradiction of the documentation must be noticed as one; one of our choices as a note.
    private func severity(of mutant: Mutant) -> Severity {
        let evidence = mutant.clauses.compactMap { suite.clauses[$0]?.evidence }
        return evidence.map { $0.severity(strict: false) }.max() ?? .failure
    }
}
