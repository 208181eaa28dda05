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
        var next = 0
        var reported = 0
        var results: [ScenarioResult?]
    }

    /// Runs every scenario; `report` sees each result as soon as all before it have been seen.
    ///
    /// When the run is interrupted, what was underway then counts as not run, as does whatever had not
    /// begun; with `stopsAtFailure`, nothing new is begun once a scenario has failed.
    package func run(
        _ scenarios: [Scenario], stopsAtFailure: Bool = false,
        judge: @escaping @Sendable (ScenarioResult) -> ScenarioResult = { $0 },
        report: @escaping @Sendable (ScenarioResult) -> Void = { _ in }
    ) -> [ScenarioResult] {
        let state = Mutex(State(results: Array(repeating: nil, count: scenarios.count)))
        Workers.run(min(workers, scenarios.count)) {
            let caller = Caller(context.transport.apart, to: context.target)
            while context.fatal.reason == nil,
                let index = state.withLock({ $0.take(scenarios.count) })
            {
                caller.purpose = "\(context.run); \(scenarios[index].name)"
                let result = judge(result(of: scenarios[index], number: index, caller))
                // What was cut short says nothing about the target.
                guard Interruption.signal == nil else { return }
                state.withLock { state in
                    if stopsAtFailure, result.verdict.isFailure { state.next = scenarios.count }
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
                Interruption.signal == nil, context.fatal.reason == nil
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
    fileprivate mutating func take(_ count: Int) -> Int? {
        guard next < count else { return nil }
        defer { next += 1 }
        return next
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
