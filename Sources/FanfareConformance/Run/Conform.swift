/// A whole run from the suite's files to its results, with every way it can go wrong.
package struct Conform: Sendable {
    /// Why there are no results.
    package enum Failure: Error, Sendable {
        /// The target does not answer.
        case unreachable(String)
        /// The target answers, but makes nothing of what its file asks to be made.
        case notSetUp(String)
        /// There are no keys for the target at this address, whose control protocol refuses us or is not
        /// there.
        case noKeys(TargetAddress, note: String?)
        /// There are no keys, and no organization may be made since only reading is allowed.
        case noKeysToRead(TargetAddress)
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
    /// The differences that are accepted.
    package var known: KnownDifferences?
    /// What the run must see.
    package var demands = Demands()
    /// Whether to begin nothing new once a scenario has failed.
    package var stopsAtFailure = false

    /// Where it is written down what the run is to take back; nil where nothing shall be.
    package var ledgerPath: String?

    /// The roles of the resources that it has made.
    package private(set) var made: [String] = []

    /// What it waits for.
    package var waits = Waits()

    /// Is told whenever a scenario has ended, in whatever order.
    package var finished: @Sendable () -> Void = {}

    /// Prepares to examine a target.
    package init(target: Target, transport: any Transport, workers: Int, run: String) {
        self.target = target
        self.transport = transport
        self.workers = workers
        self.run = run
    }

    /// Base 32 (Crockford), which no two people read differently.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// Whether a word can be the name of a run.
    package static func isRun(_ word: String) -> Bool {
        word.count == 13 && word.allSatisfy(alphabet.contains)
    }

    /// A short word that no other run uses.
    package static func newRun() -> String {
        // 64 random bits.
        var bits = UInt64.random(in: .min ... .max)
        var letters: [Character] = []
        for _ in 0..<13 {
            letters.append(alphabet[Int(bits % 32)])
            bits /= 32
        }
        return String(letters)
    }

    /// Asks the target what it can do, so that nobody need say it.
    package mutating func probe() throws(Failure) {
        let caller = Caller(transport, to: target)
        caller.purpose = run
        let state: ControlClient.State
        do throws(TransportFailure) {
            state = try ControlClient.state(of: &target, caller: caller)
        } catch {
            let mayBeSecure = !target.address.isSecure && error.kind != .unreachable
            throw .unreachable(
                "\(target.controlAddress ?? target.address): \(target.mask.maskedAnswer("\(error)"))"
                    + (mayBeSecure ? " If it speaks TLS, write https:// instead." : ""))
        }
        if state == .locked, target.declaresControl ?? (target.keys == nil) {
            throw .unreachable(
                target.controlToken == nil
                    ? "\(target.address) has locked its control protocol: its token belongs into FANFARE_CONTROL_TOKEN"
                    : "\(target.address) does not take this control token")
        }
        target.hasControl =
            state == .open && target.declaresControl != false && target.access > .read
        target.reachesUs = transport.webhooks != nil || target.address.isLoopback
        if target.hasControl, !transport.isInProcess { target.inboxWait = target.codeWait }
        if target.declaresControl == true, state != .open {
            throw .unreachable(
                "\(target.controlAddress ?? target.address) does not speak the control protocol it should"
                    + (target.controlNote.map { ": \($0)" } ?? ""))
        }
        // The ids of the default world mean nothing on a target that nobody described.
        if state != .open || !target.abilities.contains(.worlds), target.resources == nil {
            target.resources = [:]
        }
        if !target.hasControl, target.keys == nil {
            throw state == .open && target.access == .read
                ? .noKeysToRead(target.address)
                : .noKeys(target.address, note: target.controlNote)
        }
        if !target.hasControl, target.createsResources { try makeResources() }
    }

    private mutating func makeResources() throws(Failure) {
        let maker = ResourceMaker(caller: Caller(transport, to: target), target: target, run: run)
        do throws(ResourceMaker.Refusal) {
            let completed = try maker.completed()
            made = completed.keys.filter { target.resource($0) == nil }.sorted()
            target.resources = completed
        } catch {
            throw .notSetUp(
                "\(target.address) makes nothing for \"create\": \(target.mask.maskedAnswer(error.reason))"
            )
        }
    }

    /// Runs scenarios of a suite so many times, and keeps each one's worst result.
    package func results(
        _ scenarios: [Scenario], of suite: Suite, times: Int = 1,
        report: @escaping @Sendable (ScenarioResult, RunContext) -> Void
    ) -> RunReport {
        let startedAt = Environment.now()
        let start = Environment.monotonicMilliseconds()
        var listener: WebhookListener?
        defer { listener?.stop() }
        var worst: [ScenarioResult] = []
        var signal: Int32?
        var shared = Shared(self, scenarios, of: suite)
        do throws(WebhookListener.Failure) {
            (listener, shared.webhooks) = try listen(for: scenarios) ?? (nil, nil)
        } catch {
            shared.fatal.end(.unusable("No webhook can be received: \(error.reason)"))
        }
        for time in 1...max(1, times) {
            let context = context(suite, time: time, shared)
            let results = Runner(context, workers: workers).run(
                scenarios, stopsAtFailure: stopsAtFailure,
                judge: { [known] in known?.judged($0) ?? $0 }, finished: finished,
                report: { report($0, context) })
            worst = time == 1 ? results : Self.worst(worst, results)
            let isWhole = !results.contains { $0.verdict == .notRun }
            // A signal that comes after the last scenario interrupts nothing.
            if !isWhole || time < times { signal = Interruption.signal }
            if !isWhole || signal != nil { break }
        }
        let end = context(suite, time: 1, shared)
        end.takeBackTheRest()
        return RunReport(
            context: end, results: worst, startedAt: startedAt,
            milliseconds: Environment.monotonicMilliseconds() - start, signal: signal,
            stale: known?.stale(after: worst) ?? [],
            demands: demands)
    }

    /// Listens for webhooks, if a scenario waits for any and they come by a socket.
    private func listen(
        for scenarios: [Scenario]
    ) throws(WebhookListener.Failure) -> (WebhookListener?, WebhookReception?)? {
        let wanted = scenarios.lazy.map { Needs($0) }.contains { [target] needs in
            needs.webhooks && needs.obstacle(on: target) == nil
        }
        guard wanted, transport.webhooks == nil else { return nil }
        let inbox = WebhookInbox()
        if target.can(.webhooks), target.reachesUs {
            let loopback = WebhookSetting.Endpoint(host: "127.0.0.1", port: 0)
            let listener = try WebhookListener(at: loopback, inbox)
            return (
                listener,
                WebhookReception(
                    inbox: inbox, base: "http://127.0.0.1:\(listener.port)", secret: nil,
                    patience: Self.webhookPatience.near)
            )
        }
        guard let setting = target.webhooks else { return nil }
        return (
            try WebhookListener(at: setting.listen, inbox),
            WebhookReception(
                inbox: inbox, base: nil, secret: setting.secret,
                patience: Self.webhookPatience.far)
        )
    }

    /// How long a webhook may take to come, from this machine and from elsewhere.
    private static let webhookPatience = (
        near: TimeSpan(milliseconds: 5000), far: TimeSpan(milliseconds: 30_000)
    )

    /// What reports say of a run that did not begin, because of a reason or of a signal.
    package func unrun(
        _ scenarios: [Scenario], of suite: Suite, _ reason: FatalReason?
    ) -> RunReport {
        let context = context(suite, time: 1, Shared(self, scenarios, of: suite))
        if let reason { context.fatal.end(reason) }
        let results = scenarios.map { scenario in
            var result = ScenarioResult(scenario, .notRun)
            result.reason = reason == nil ? "the run was interrupted" : Runner.endedBefore
            return result
        }
        return RunReport(
            context: context, results: results, startedAt: Environment.now(), milliseconds: 0,
            signal: Interruption.signal, demands: demands)
    }

    private func context(
        _ suite: Suite, time: Int, _ shared: Shared
    ) -> RunContext {
        var context = RunContext(
            suite: suite, target: target, transport: transport,
            run: time == 1 ? run : "\(run)x\(time)", isStrict: isStrict,
            waits: waits, pacer: shared.pacer, readings: shared.readings)
        context.served = shared.served
        context.disturbances = shared.disturbances
        context.fatal = shared.fatal
        context.ledger = shared.ledger
        context.codes = shared.codes
        context.numbers = shared.numbers
        context.webhooks = shared.webhooks
        return context
    }

    /// What all rounds of a run share: the target's minute does not begin anew with one, and neither
    /// does what is known of it.
    private struct Shared {
        let pacer: Pacer?
        let readings: FoundReadings
        let served: ServedCalls
        let disturbances = Disturbances()
        let fatal = FatalBox()
        let ledger: Ledger?
        let codes: CodeReader
        let numbers: PhoneNumbers
        var webhooks: WebhookReception?

        init(_ conform: Conform, _ scenarios: [Scenario], of suite: Suite) {
            pacer = RunContext.pacer(of: conform.target, conform.waits)
            readings = FoundReadings(stated: conform.target.readings)
            codes = CodeReader(conform.target)
            numbers = PhoneNumbers(run: conform.run, range: conform.target.addresses.phone)
            let isOurs = conform.target.hasControl || conform.target.access == .read
            ledger =
                isOurs
                ? nil
                : conform.ledgerPath.map { path in
                    Ledger(path, run: conform.run, target: conform.target.address.description)
                }
            served = ServedCalls(
                scenarios.filter { Needs($0).obstacle(on: conform.target) == nil }, of: suite)
        }
    }

    private static func worst(
        _ results: [ScenarioResult], _ others: [ScenarioResult]
    ) -> [ScenarioResult] {
        zip(results, others).map(worse)
    }

    /// The graver of two results of a scenario, with a note when they differ.
    private static func worse(_ one: ScenarioResult, _ other: ScenarioResult) -> ScenarioResult {
        guard one.verdict != other.verdict, other.verdict != .notRun else { return one }
        var worse = one.verdict.gravity >= other.verdict.gravity ? one : other
        let note = "not the same in every run: \(one.verdict.rawValue), \(other.verdict.rawValue)"
        if !worse.notes.contains(note) { worse.notes.append(note) }
        return worse
    }

    /// Why the number of verdicts is wrong, nil when every scenario on disk is accounted for.
    ///
    /// The files are counted by their names alone, not through the decoder: a scenario that gets lost
    /// on the way would otherwise be missing on both sides.
    package static func miscount(
        verdicts: Int, deselected: Int, files: [SuiteFile], of edition: SuiteEdition = .standard
    ) -> String? {
        let onDisk = files.count { file in
            file.path.hasPrefix(edition.specs("scenarios/")) && file.path.hasSuffix(".json")
        }
        guard verdicts + deselected != onDisk else { return nil }
        return "\(onDisk) scenario files, but \(verdicts) verdicts and \(deselected) left out"
    }
}

extension Conform.Failure {
    /// The failure as sentences.
    package var text: String {
        switch self {
        case .unreachable(let reason): "The target cannot be reached: \(reason)"
        case .notSetUp(let reason): reason
        case .noKeysToRead(let address):
            """
            Only reading is allowed, so no organization can be made at \(address) and the keys of one \
            are needed: set FANFARE_PUBLISHABLE_KEY, and FANFARE_SECRET_KEY if you may.
            """
        case .noKeys(let address, let note):
            """
            \(address) has no control protocol for us\(note.map { " (\($0))" } ?? ""), so its keys are needed: set \
            FANFARE_PUBLISHABLE_KEY, and FANFARE_SECRET_KEY and FANFARE_ORGANIZATION_ID if you may.
            """
        }
    }
}
