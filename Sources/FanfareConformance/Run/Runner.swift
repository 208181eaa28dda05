import Synchronization

/// Runs scenarios side by side and hands their results on in a fixed order.
package struct Runner: Sendable {
    /// What the scenarios share.
    package let context: RunContext
    /// How many scenarios run at once.
    package let workers: Int

    /// Prepares a run.
    package init(_ context: RunContext, workers: Int) {
        self.context = context
        self.workers = workers
    }

    fileprivate struct State {
        /// The places of those that are yet to begin, those that really wait for something apart.
        var working: ArraySlice<Int>
        var waiting: ArraySlice<Int>
        var reported = 0
        var results: [ScenarioResult?]
    }

    /// How many may really wait at once beside those that are at work.
    static let waitingAtOnce = 32

    /// Runs every scenario; `finished` is told of each end, `report` sees each result as soon as all
    /// before it have been seen.
    ///
    /// When the run is interrupted, what was underway then counts as not run, as does whatever had not
    /// begun; with `stopsAtFailure`, nothing new is begun once a scenario has failed.
    package func run(
        _ scenarios: [Scenario], stopsAtFailure: Bool = false,
        judge: @escaping @Sendable (ScenarioResult) -> ScenarioResult = { $0 },
        finished: @escaping @Sendable () -> Void = {},
        report: @escaping @Sendable (ScenarioResult) -> Void = { _ in }
    ) -> [ScenarioResult] {
        let waiting = workers > 1 ? scenarios.indices.filter { waits(scenarios[$0]) } : []
        let working = scenarios.indices.filter { !waiting.contains($0) }
        let state = Mutex(
            State(
                working: working[...], waiting: waiting[...],
                results: Array(repeating: nil, count: scenarios.count)))
        // Who waits on a clock that nobody can move takes no place of those at work.
        let waiters = Mutex(min(Self.waitingAtOnce, waiting.count))
        let threads = min(workers, scenarios.count) + waiters.withLock(\.self)
        Workers.run(threads) {
            let waitsFirst = waiters.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            let caller = Caller(context.transport.apart, to: context.target)
            while context.fatal.reason == nil,
                let index = state.withLock({ $0.take(waiting: waitsFirst) })
            {
                caller.purpose = "\(context.run); \(scenarios[index].name)"
                let result = judge(result(of: scenarios[index], number: index, caller))
                // What was cut short says nothing about the target.
                guard Interruption.signal == nil else { return }
                state.withLock { state in
                    if stopsAtFailure, result.verdict.isFailure { state.beginNothing() }
                    finished()
                    state.finish(index, result, report)
                }
            }
        }
        return state.withLock { state in
            state.reportRest(report)
            return zip(scenarios, state.results).map { scenario, result in
                result ?? notRun(scenario)
            }
        }
    }

    /// Whether a scenario lets real time pass.
    private func waits(_ scenario: Scenario) -> Bool {
        let needs = Needs(scenario)
        return needs.clock != nil && !context.target.can(.clock)
            && needs.obstacle(on: context.target) == nil
    }

    /// How often a scenario is tried at most before a disturbance of it stands.
    static let attempts = 6

    /// Runs a scenario, again and with new people where something came between it and the API.
    private func result(of scenario: Scenario, number: Int, _ caller: Caller) -> ScenarioResult {
        if let reason = context.disturbances.end,
            Needs(scenario).obstacle(on: context.target) == nil
        {
            var result = ScenarioResult(scenario, .blocked)
            result.reason = reason
            result.isUnreachable = true
            return result
        }
        let result = tried(scenario, number: number, caller)
        context.disturbances.conclude(result)
        return result
    }

    private func tried(_ scenario: Scenario, number: Int, _ caller: Caller) -> ScenarioResult {
        var brokenSteps: [Int] = []
        while true {
            let result = ScenarioRun.result(
                of: scenario, number: number, context: context, caller: caller, after: brokenSteps)
            guard result.mayPass, result.findings.isEmpty, brokenSteps.count + 1 < Self.attempts,
                result.milliseconds < context.target.timeout.milliseconds / 2,
                Interruption.signal == nil, context.fatal.reason == nil, !context.transport.isLate
            else { return result }
            brokenSteps.append(result.stoppedAt ?? 0)
            Environment.sleep(TimeSpan(milliseconds: 50 << brokenSteps.count))
        }
    }

    /// Why a scenario did not run where something else has ended the whole run.
    static let endedBefore = "the run had ended before its turn came"

    private func notRun(_ scenario: Scenario) -> ScenarioResult {
        var result = ScenarioResult(scenario, .notRun)
        result.reason =
            if Interruption.signal != nil {
                "the run was interrupted"
            } else if context.fatal.reason != nil {
                Self.endedBefore
            } else {
                "a scenario had failed before its turn came"
            }
        return result
    }
}

extension Runner.State {
    /// The place of the next to begin; who has nothing to wait for works, and the other way round.
    fileprivate mutating func take(waiting waitsFirst: Bool) -> Int? {
        waitsFirst ? waiting.popFirst() : working.popFirst() ?? waiting.popFirst()
    }

    /// Nothing more is begun.
    fileprivate mutating func beginNothing() {
        working = []
        waiting = []
    }

    fileprivate mutating func finish(
        _ index: Int, _ result: ScenarioResult, _ report: (ScenarioResult) -> Void
    ) {
        results[index] = result
        while reported < results.count, let result = results[reported] {
            report(result)
            reported += 1
        }
    }

    /// Hands on what waited for a result that did not come.
    fileprivate mutating func reportRest(_ report: (ScenarioResult) -> Void) {
        results[reported...].compactMap(\.self).forEach(report)
        reported = results.count
    }
}
