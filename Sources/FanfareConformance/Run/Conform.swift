/// A whole run from the suite's files to its results, with every way it can go wrong.
package struct Conform: Sendable {
    /// Why there are no results.
    package enum Failure: Error, Sendable {
        /// The target does not answer, or will not be set up.
        case unreachable(String)
        /// There are no keys for the target.
        case noKeys
    }

    /// What is examined.
    package var target: Target
    /// The way to it.
    package let transport: any Transport
    /// How many scenarios run at once.
    package var workers: Int
    /// Whether a difference from a guide is a failure.
    package var isStrict = false
    /// A short word that no other run uses.
    package var run: String

    /// Prepares to examine a target.
    package init(target: Target, transport: any Transport, workers: Int, run: String) {
        self.target = target
        self.transport = transport
        self.workers = workers
        self.run = run
    }

    /// Asks the target what it can do, so that nobody need say it.
    package mutating func probe() throws(Failure) {
        let door = ControlDoor(caller: Caller(transport), address: target.address)
        do throws(TransportFailure) {
            target.hasControl = try door.isOpen() && target.declaresControl != false
        } catch {
            throw .unreachable("\(target.address): \(error)")
        }
        if target.declaresControl == true, !target.hasControl {
            throw .unreachable("\(target.address) does not speak the control protocol it should")
        }
        // The ids of the default world mean nothing on a target that nobody described.
        if !target.hasControl, target.resources == nil { target.resources = [:] }
        if !target.hasControl, target.keys == nil { throw .noKeys }
    }

    /// Runs scenarios of a suite.
    package func results(
        _ scenarios: [Scenario], of suite: Suite,
        report: @escaping @Sendable (ScenarioResult, RunContext) -> Void
    ) -> RunReport {
        let context = RunContext(
            suite: suite, target: target, transport: transport, run: run, isStrict: isStrict)
        let startedAt = Surroundings.now()
        let start = Surroundings.monotonicMilliseconds()
        let results = Runner(context, workers: workers).run(scenarios) { report($0, context) }
        return RunReport(
            context: context, results: results, startedAt: startedAt,
            milliseconds: Surroundings.monotonicMilliseconds() - start)
    }

    /// Why the number of verdicts is wrong, nil when every scenario on disk is accounted for.
    ///
    /// The files are counted by their names alone, not through the decoder: a scenario that gets lost
    /// on the way would otherwise be missing on both sides.
    package static func miscount(
        verdicts: Int, deselected: Int, files: [SuiteFile]
    ) -> String? {
        let onDisk = files.count { file in
            file.path.hasPrefix("specs/v1/scenarios/") && file.path.hasSuffix(".json")
        }
        guard verdicts + deselected != onDisk else { return nil }
        return "\(onDisk) scenario files, but \(verdicts) verdicts and \(deselected) left out"
    }
}
