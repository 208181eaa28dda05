import JSONTree

/// How an organization's clock stands.
public struct MockClock: Sendable, Hashable {
    /// The organization's time.
    public let now: MockInstant
    /// Whether it stands still until somebody moves it.
    public let isFrozen: Bool
    /// When the next thing happens by itself, a retry of a webhook included; nil when nothing is to come.
    public let nextDue: MockInstant?
    /// How far the organization's time is ahead of the real one; negative where it is behind.
    public let skew: Duration

    init(_ node: JSONNode) throws(MockControlError) {
        guard let now = node["now"]?.instant else {
            throw MockControlError("the clock did not say what time it is")
        }
        self.now = now
        isFrozen = node["mode"]?.string == "frozen"
        nextDue = node["nextDue"]?.instant
        skew = .milliseconds(node["skewMilliseconds"]?.integer ?? 0)
    }
}

/// Something that happened by itself while the clock was moved.
public struct MockEvent: Sendable, Hashable {
    /// When it happened, by the organization's clock.
    public let at: MockInstant
    /// What happened: `admitted`, `admissionExpired`, `drawn`, ….
    public let what: String
    /// To whom, nil for what happened to nobody in particular.
    public let consumerID: String?
    /// In which queue, draw, auction or the like.
    public let distributionID: String?

    init?(_ node: JSONNode) {
        guard let at = node["at"]?.instant, let what = node["what"]?.string else { return nil }
        self.at = at
        self.what = what
        consumerID = node["consumerId"]?.string
        distributionID = node["distributionId"]?.string
    }
}

extension MockOrganization {
    /// How the clock stands.
    public func clock() async throws(MockControlError) -> MockClock {
        try MockClock(try await control("GET", "/clock"))
    }

    /// The organization's time.
    public func now() async throws(MockControlError) -> MockInstant { try await clock().now }

    /// Moves the clock forward by a duration of at least a millisecond; answers what fell due, in order (the first
    /// thousand of it).
    ///
    /// On the way it stops at each webhook that falls due until that has been tried.
    @discardableResult
    public func advance(by duration: Duration) async throws(MockControlError) -> [MockEvent] {
        try await move(["advance": JSONNode(duration.words)])
    }

    /// Moves the clock forward to a moment; answers what fell due, in order (the first thousand of it).
    @discardableResult
    public func advance(to instant: MockInstant) async throws(MockControlError) -> [MockEvent] {
        try await move(["set": JSONNode(instant.description)])
    }

    /// Moves the clock forward to the next thing that happens by itself; answers what fell due.
    @discardableResult
    public func advanceToNextDue() async throws(MockControlError) -> [MockEvent] {
        guard let next = try await clock().nextDue else {
            throw MockControlError("nothing is to happen by itself here: clock().nextDue is nil")
        }
        return try await advance(to: next)
    }

    /// Stops the clock where it is.
    public func freezeClock() async throws(MockControlError) { try await move(["freeze": true]) }

    /// Lets a clock that stands run on with the machine's.
    public func runClock() async throws(MockControlError) { try await move(["freeze": false]) }

    @discardableResult
    private func move(_ body: JSONNode) async throws(MockControlError) -> [MockEvent] {
        let answer = try await control("POST", "/clock", body)
        return (answer["due"]?.elements ?? []).compactMap(MockEvent.init)
    }
}
