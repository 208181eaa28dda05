/// What a backend has vouched for, waiting to be exchanged for a session, once.
struct ExchangeCode: Sendable {
    let identity: ExternalIdentity
    let claims: ProfileClaims
    let expiresAt: Instant
}

extension World {
    /// Makes a code that signs a person in, once, within 60 seconds.
    public mutating func authorize(
        _ identity: ExternalIdentity, claims: ProfileClaims, fate: CodeFate = .usable
    ) -> (code: String, expiresAt: Instant) {
        let id = nextID()
        let expiresAt = now + Settings.exchangeCodeLifetime
        exchangeCodes[id] =
            fate == .void
            ? nil
            : ExchangeCode(
                identity: identity, claims: claims,
                expiresAt: fate == .expired ? now : expiresAt)
        return (id.text(prefix: "exc_"), expiresAt)
    }

    /// The person whom an exchange code, used or expired or not, stands for.
    public func identity(behind code: String) -> ExternalIdentity? {
        guard code.hasPrefix("exc_"), let id = ULID(code.utf8.dropFirst(4)) else { return nil }
        return exchangeCodes[id]?.identity
    }

    /// Signs in with an exchange code, or links the consumer of a session to its identity.
    public mutating func exchange(
        code: String, bearer: SessionKey?, fingerprint: String?
    ) throws(FanfareError) -> TokenPair {
        guard code.hasPrefix("exc_"), let id = ULID(code.utf8.dropFirst(4)),
            let exchange = exchangeCodes[id]
        else { throw .invalidExchangeCode }
        try require(now < exchange.expiresAt, or: .exchangeCodeExpired)
        let consumer = try link(bearer, to: exchange.identity)
        exchangeCodes[id] = nil
        fillProfile(of: consumer, with: exchange.claims)
        return startSession(of: consumer, fingerprint: fingerprint)
    }
}
