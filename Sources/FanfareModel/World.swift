public import TokenSigning

/// Everything that one organization knows, as one value.
///
/// It changes only by its own methods; none of them reads a clock, and chance comes from the seed.
/// A snapshot is a copy, a reset an assignment. Bring it to the present with `advance(to:)` before
/// each call.
///
/// A copy is one reference: what both share is copied when one of them first changes.
public struct World: Sendable {
    private var state: State

    /// Makes an empty world that begins at an instant; the same seed and era give the same answers.
    ///
    /// Without keys of an earlier era it signs with the first that follows from the seed.
    public init(
        organizationID: String, settings: Settings = Settings(), seed: UInt64, now: Instant,
        era: Era = .first, signingKeys: SigningKeys? = nil, wording: Wording
    ) {
        state = State(
            organizationID: organizationID, settings: settings, seed: seed, now: now, era: era,
            signingKeys: signingKeys ?? SigningKeys(seed: seed, since: now), wording: wording)
    }

    /// The key that verifies the tokens that this organization signs now.
    public var publicKey: Ed25519PublicKey { signer.key.publicKey }

    mutating func nextID() -> ULID { ULID(now: now, generator: &generator) }

    /// What may be changed: nobody else's, whoever shared it before.
    private var ownState: State {
        mutating get {
            if !isKnownUniquelyReferenced(&state) { state = State(copying: state) }
            return state
        }
    }
}

// MARK: What it knows

extension World {
    /// The organization's identifier, `org_…`.
    public var organizationID: String { state.organizationID }
    /// What all chance in this world comes from.
    var seed: UInt64 { state.seed }
    /// How often the organization has begun anew.
    public var era: Era { state.era }
    var signer: JWTSigner { state.signingKeys.current.signer }

    /// The keys that verify the organization's tokens.
    public internal(set) var signingKeys: SigningKeys {
        _read { yield state.signingKeys }
        _modify { yield &ownState.signingKeys }
    }

    /// How it words what it makes; no part of the state.
    var wording: Wording { _read { yield state.wording } }
    var identifiers: IdentifierFormat { _read { yield state.wording.identifiers } }

    /// What the organization has set.
    public package(set) var settings: Settings {
        _read { yield state.settings }
        _modify { yield &ownState.settings }
    }

    /// The instant the world began at.
    public internal(set) var beganAt: Instant {
        get { state.beganAt }
        set { ownState.beganAt = newValue }
    }

    /// The instant the world has been brought to.
    public internal(set) var now: Instant {
        _read { yield state.now }
        _modify { yield &ownState.now }
    }

    /// The consumers and their identities.
    public internal(set) var consumers: Consumers {
        _read { yield state.consumers }
        _modify { yield &ownState.consumers }
    }

    /// The messages that would have been sent.
    public internal(set) var inbox: Inbox {
        _read { yield state.inbox }
        _modify { yield &ownState.inbox }
    }

    /// The experiences, their sequences and everything inside them.
    public internal(set) var catalogue: Catalogue {
        _read { yield state.catalogue }
        _modify { yield &ownState.catalogue }
    }

    /// The counters of the rate limits.
    public internal(set) var rateLimits: RateLimits {
        _read { yield state.rateLimits }
        _modify { yield &ownState.rateLimits }
    }

    var generator: SeededGenerator {
        _read { yield state.generator }
        _modify { yield &ownState.generator }
    }

    var agenda: Agenda {
        _read { yield state.agenda }
        _modify { yield &ownState.agenda }
    }

    /// Where crowds are, in the order in which they came.
    public internal(set) var crowded: [DistributionKey] {
        _read { yield state.crowded }
        _modify { yield &ownState.crowded }
    }

    var sessions: Sessions {
        _read { yield state.sessions }
        _modify { yield &ownState.sessions }
    }

    var oneTimePasswords: Sharded<Recipient, OneTimePassword> {
        _read { yield state.oneTimePasswords }
        _modify { yield &ownState.oneTimePasswords }
    }

    var exchangeCodes: Sharded<ULID, ExchangeCode> {
        _read { yield state.exchangeCodes }
        _modify { yield &ownState.exchangeCodes }
    }

    /// The admissions that were asked about, where one is good for one question.
    var validated: Set<String> {
        _read { yield state.validated }
        _modify { yield &ownState.validated }
    }

    /// The real time, where tokens are stamped with it; no part of the state.
    package var realNow: Instant? {
        get { state.realNow }
        set { ownState.realNow = newValue }
    }

    /// No part of the state: whoever listens takes them out before the next call.
    var events: DomainEvents {
        _read { yield state.events }
        _modify { yield &ownState.events }
    }
}

/// What calls ask for all the time, answered in place: whoever reads a whole part of the world, such as
/// the catalogue, is handed a copy of it, with a reference counted for each of its lists.
extension World {
    /// The key of the queue with an identifier.
    public func queue(_ id: String) throws(FanfareError) -> Key<Queue> {
        try state.catalogue.names.find(id, .queue)
    }

    /// The key of the experience with an identifier.
    public func experience(_ id: String) throws(FanfareError) -> Key<Experience> {
        try state.catalogue.names.find(id, .experience)
    }

    /// The place that a consumer holds or last held in a queue.
    public func place(of consumer: ConsumerKey, inQueue index: Key<Queue>) -> QueueEntry? {
        state.catalogue.queues[index.place].place(of: consumer)
    }

    /// Whose session it is.
    public func consumer(of session: SessionKey) -> ConsumerKey {
        state.sessions[session].consumer
    }

    /// Where a consumer stands in the line of a queue, 1 for the next; nil when it does not wait.
    public func position(of consumer: ConsumerKey, inQueue index: Key<Queue>) -> Int? {
        state.catalogue.queues[index.place].position(of: consumer)
    }

    /// How many seconds a place in line takes at the rate of a queue, rounded up; nil without a rate.
    public func secondsOfWaiting(at position: Int, inQueue index: Key<Queue>) -> Int? {
        guard let rate = state.catalogue.queues[index.place].effectiveRate else { return nil }
        return (position * 60 + rate - 1) / rate
    }

    /// Whether calls over a rate limit are refused, not only counted.
    public var enforcesRateLimits: Bool { state.settings.enforcesRateLimits }

    /// Whether a request that departs from the contract is refused; nil for as strict as the mock is.
    package var isStrict: Bool? { state.settings.isStrict }

    /// Whether tokens are stamped with the real time.
    package var stampsRealTime: Bool { state.settings.tokenClock == .real }

    /// What the organization does otherwise than usual.
    public var leeway: Leeway { state.settings.leeway }
}

extension World {
    /// What copies of a world share until one of them changes.
    ///
    /// Changed only while one world alone holds it. What polls read is not checked for exclusive
    /// access at run time: 8 % of a poll's instructions.
    private final class State: @unchecked Sendable {
        let organizationID: String
        let seed: UInt64
        let era: Era
        let wording: Wording
        var signingKeys: SigningKeys
        var realNow: Instant?
        @exclusivity(unchecked) var settings: Settings
        @exclusivity(unchecked) var now: Instant
        var beganAt: Instant
        @exclusivity(unchecked) var consumers = Consumers()
        var inbox: Inbox
        @exclusivity(unchecked) var catalogue = Catalogue()
        @exclusivity(unchecked) var rateLimits = RateLimits()
        var generator: SeededGenerator
        @exclusivity(unchecked) var agenda = Agenda()
        @exclusivity(unchecked) var crowded: [DistributionKey] = []
        @exclusivity(unchecked) var sessions: Sessions
        var oneTimePasswords = Sharded<Recipient, OneTimePassword>()
        var exchangeCodes = Sharded<ULID, ExchangeCode>()
        @exclusivity(unchecked) var events = DomainEvents()
        var validated: Set<String> = []

        init(
            organizationID: String, settings: Settings, seed: UInt64, now: Instant, era: Era,
            signingKeys: SigningKeys, wording: Wording
        ) {
            self.wording = wording
            self.organizationID = organizationID
            self.settings = settings
            self.seed = seed
            self.era = era
            self.now = now
            beganAt = now
            inbox = Inbox(era: era)
            generator = SeededGenerator(seed: era.seed(seed))
            sessions = Sessions(seed: seed)
            // They stay when the organization begins anew: whoever verifies tokens has fetched them.
            self.signingKeys = signingKeys
            self.signingKeys.goOn(at: now)
            sessions.retireTokens(before: signingKeys.oldest)
        }

        init(copying other: State) {
            organizationID = other.organizationID
            seed = other.seed
            era = other.era
            wording = other.wording
            signingKeys = other.signingKeys
            realNow = other.realNow
            settings = other.settings
            now = other.now
            beganAt = other.beganAt
            consumers = other.consumers
            inbox = other.inbox
            catalogue = other.catalogue
            rateLimits = other.rateLimits
            generator = other.generator
            agenda = other.agenda
            crowded = other.crowded
            sessions = other.sessions
            oneTimePasswords = other.oneTimePasswords
            exchangeCodes = other.exchangeCodes
            events = other.events
            validated = other.validated
        }
    }
}
