/// What all scenarios of a run have in common.
package struct RunContext: Sendable {
    /// The suite.
    package let suite: Suite
    /// The target.
    package let target: Target
    /// The way to it.
    package let transport: any Transport
    /// A short word that no other run uses.
    package internal(set) var run: String
    /// Whether a difference from a guide is a failure.
    package let isStrict: Bool

    /// What the run waits for.
    package var waits: Waits

    /// How the target reads what the documentation leaves open, as far as is known.
    package let readings: FoundReadings

    /// Which calls the target does not serve; nil where every answer is judged for itself.
    var served: ServedCalls?

    /// What came between the run and the API.
    package internal(set) var disturbances = Disturbances()

    /// The telephone numbers of its people.
    var numbers: PhoneNumbers

    /// What ends the run before its time.
    package var fatal = FatalBox()

    /// Reads one-time codes, where there is no inbox.
    var codes: CodeReader

    /// How webhooks come, where they come by a socket.
    var webhooks: WebhookReception?

    /// What is left in the target and yet to be undone; nil where its organizations are ours alone.
    package var ledger: Ledger?

    /// Holds requests back, shared by all workers; nil where the organizations are ours alone.
    let pacer: Pacer?

    /// Collects what the scenarios of a run share.
    package init(
        suite: Suite, target: Target, transport: any Transport, run: String, isStrict: Bool = false,
        waits: Waits = Waits()
    ) {
        self.init(
            suite: suite, target: target, transport: transport, run: run, isStrict: isStrict,
            waits: waits, pacer: Self.pacer(of: target, waits),
            readings: FoundReadings(stated: target.readings))
    }

    /// Collects them for one of several rounds, which keep one pace.
    init(
        suite: Suite, target: Target, transport: any Transport, run: String, isStrict: Bool,
        waits: Waits, pacer: Pacer?, readings: FoundReadings
    ) {
        self.suite = suite
        self.target = target
        self.transport = transport
        self.run = run
        self.isStrict = isStrict
        self.waits = waits
        self.pacer = pacer
        self.readings = readings
        numbers = PhoneNumbers(run: run, range: target.addresses.phone)
        codes = CodeReader(target)
    }

    /// What holds requests to a target back.
    static func pacer(of target: Target, _ waits: Waits) -> Pacer? {
        target.hasControl ? nil : Pacer(target.pace, waits)
    }
}
