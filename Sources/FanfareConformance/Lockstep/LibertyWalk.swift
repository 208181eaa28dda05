/// Walks through targets that are right in another way beside an oracle: it must object to none.
package struct LibertyWalk: Sendable {
    private let suite: Suite
    private let documented: DocumentedAnswers
    private let oracle: any Oracle
    private let target: Target
    private let budget: Explorer.Budget
    private let seed: UInt64
    private let make: LibertyRunner.Make
    /// What the oracle said of each story on the usual readings, as most liberties have them.
    private let memory = OracleMemory()

    /// Prepares walks that end by a budget.
    package init(
        suite: Suite, oracle: any Oracle, target: Target, _ budget: Explorer.Budget, seed: UInt64,
        make: @escaping LibertyRunner.Make
    ) {
        self.suite = suite
        documented = DocumentedAnswers(suite, by: oracle)
        self.oracle = oracle
        self.target = target
        self.budget = budget
        self.seed = seed
        self.make = make
    }

    /// What a walk said of a liberty.
    package struct Verdict: Sendable {
        /// The liberty.
        package let liberty: Liberty
        /// What it objects to: a note is none.
        package let alarms: [Explorer.Found]
        /// How many moves were played.
        package let moves: Int
        /// How many answers were other than usual.
        package let occasions: Int
        /// Why it could not go on.
        package fileprivate(set) var failure: LockstepFailure?
    }

    /// Walks through every liberty; `report` hears of each as soon as it is done, in any order.
    ///
    /// Those whose walk had not come to its end when a signal came are left out, unless it objects.
    package func walk(
        _ liberties: [Liberty], workers: Int,
        report: @escaping @Sendable (Verdict) -> Void = { _ in }
    ) -> [Verdict] {
        Workers.mapUntilInterrupted(liberties, on: workers) { liberty in
            var verdict = verdict(on: liberty)
            if Interruption.signal != nil {
                guard !verdict.alarms.isEmpty else { return nil }
                verdict.failure = nil
            }
            report(verdict)
            return verdict
        }
    }

    private func verdict(on liberty: Liberty) -> Verdict {
        let subject = make([liberty])
        let context = RunContext(
            suite: suite, target: target, transport: subject.transport, run: "explore")
        let readings = ReadingSurvey.answers(in: context, of: 1)
        let explorer = Explorer(
            documented, oracle: oracle, readings: readings, workers: 1, seed: seed,
            memory: readings == suite.readings.defaults ? memory : nil
        ) { ControlledSide(target, subject.transport) }
        let result = explorer.explore(budget)
        return Verdict(
            liberty: liberty, alarms: result.found.filter { $0.severity >= .warning },
            moves: result.moves, occasions: subject.occasions(), failure: result.failure)
    }
}
