public import TokenSigning

/// Everything that one organization knows, as one value.
///
/// It changes only by its own methods; none of them reads a clock, and chance comes from the seed.
/// A snapshot is a copy, a reset an assignment. Bring it to the present with `advance(to:)` before
/// each call.
public struct World: Sendable {
    /// The organization's identifier, `org_…`.
    public let organizationID: String
    /// What the organization has set.
    public internal(set) var settings: Settings
    /// The instant the world has been brought to.
    public internal(set) var now: Instant
    /// The consumers and their identities.
    public internal(set) var consumers = Consumers()
    /// The messages that would have been sent.
    public internal(set) var inbox = Inbox()
    /// The experiences, their sequences and everything inside them.
    public internal(set) var catalogue = Catalogue()
    /// The counters of the rate limits.
    public internal(set) var rateLimits = RateLimits()

    /// What all chance in this world comes from.
    let seed: UInt64
    let signer: JWTSigner
    var generator: SeededGenerator
    var agenda = Agenda()
    var sessions = Sessions()
    var oneTimePasswords: [Recipient: OneTimePassword] = [:]
    var exchangeCodes: [ULID: ExchangeCode] = [:]
    /// No part of the state: whoever listens takes them out before the next call.
    var occurrences = Occurrences()

    /// Makes an empty world that begins at an instant; the same seed gives the same answers.
    public init(
        organizationID: String, settings: Settings = Settings(), seed: UInt64, now: Instant
    ) {
        self.organizationID = organizationID
        self.settings = settings
        self.now = now
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        // The key has a stream of its own, so that it reveals nothing about identifiers and codes.
        var keyBytes = SeededGenerator(seed: ~seed)
        let seedBytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: keyBytes.next()) }
        signer = JWTSigner(key: Ed25519PrivateKey(seed: seedBytes))
    }

    /// The key that verifies this organization's tokens.
    public var publicKey: Ed25519PublicKey { signer.key.publicKey }

    mutating func nextID() -> ULID { ULID(now: now, generator: &generator) }
}
