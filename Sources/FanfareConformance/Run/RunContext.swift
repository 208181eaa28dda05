/// What all scenarios of a run have in common.
package struct RunContext: Sendable {
    /// The suite.
    package let suite: Suite
    /// The target.
    package let target: Target
    /// The way to it.
    package let transport: any Transport
    /// A short word that no other run uses.
    package let run: String
    /// Whether a difference from a guide is a failure.
    package let isStrict: Bool

    /// What the run waits for.
    package let waits: Waits

    /// Holds requests back, shared by all workers; nil where the organizations are ours alone.
    let pacer: Pacer?

    /// Collects what the scenarios of a run share.
    package init(
        suite: Suite, target: Target, transport: any Transport, run: String, isStrict: Bool = false,
        waits: Waits = Waits()
    ) {
        self.init(
            suite: suite, target: target, transport: transport, run: run, isStrict: isStrict,
            waits: waits, pacer: Self.pacer(of: target, waits))
    }

    /// Collects them for one of several rounds, which keep one pace.
    init(
        suite: Suite, target: Target, transport: any Transport, run: String, isStrict: Bool,
        waits: Waits, pacer: Pacer?
    ) {
        self.suite = suite
        self.target = target
        self.transport = transport
        self.run = run
        self.isStrict = isStrict
        self.waits = waits
        self.pacer = pacer
    }

    /// What holds requests to a target back.
    static func pacer(of target: Target, _ waits: Waits) -> Pacer? {
        target.hasControl ? nil : Pacer(target.pace, waits)
    }
}
