/// What a backend has vouched for, to be exchanged for a session once; used ones are kept for a while.
struct ExchangeCode: Sendable {
    let identity: ExternalIdentity
    let claims: ProfileClaims
    let expiresAt: Instant
    var usedAt: Instant?
}

/// What has become of an exchange code.
public enum ExchangeCodeFate: Hashable, Sendable {
    /// It can be exchanged.
    case usable
    /// It was exchanged at an instant.
    case used(at: Instant)
    /// Its time was over at an instant.
    case expired(at: Instant)
    /// It was never made, or so long ago that it is forgotten.
    case unknown
}

extension World {
    /// Makes a code that signs a person in, once, within 60 seconds.
    public mutating func authorize(
        _ identity: ExternalIdentity, claims: ProfileClaims, state: IssuedCode.State = .usable
    ) -> (code: String, expiresAt: Instant) {
        let id = nextID()
        let expiresAt = now + Settings.exchangeCodeLifetime
        exchangeCodes[id] =
            state == .void
            ? nil
            : ExchangeCode(
                identity: identity, claims: claims,
                expiresAt: state == .expired ? now : expiresAt)
        if exchangeCodes.count.isMultiple(of: 2 * Self.keptExchangeCodes) { forgetExchangeCodes() }
        return (identifiers.text(.exchangeCode, id), expiresAt)
    }

    /// How many codes are remembered that can be exchanged no more.
    private static let keptExchangeCodes = 8192

    /// Forgets the oldest codes that can be exchanged no more.
    private mutating func forgetExchangeCodes() {
        let now = now
        let dead = exchangeCodes.elements.lazy
            .filter { $0.value.usedAt != nil || now >= $0.value.expiresAt }.map(\.key)
        for id in dead.sorted(by: { $0.precedes($1) }).dropLast(Self.keptExchangeCodes) {
            exchangeCodes[id] = nil
        }
    }

    /// What has become of an exchange code.
    public func fate(ofExchangeCode code: String) -> ExchangeCodeFate {
        guard let id = identifiers.tail(of: code, .exchangeCode),
            let exchange = exchangeCodes[id]
        else { return .unknown }
        if let usedAt = exchange.usedAt { return .used(at: usedAt) }
        return now < exchange.expiresAt ? .usable : .expired(at: exchange.expiresAt)
    }

    /// The person whom an exchange code, used or expired or not, stands for.
    public func identity(behind code: String) -> ExternalIdentity? {
        guard let id = identifiers.tail(of: code, .exchangeCode) else { return nil }
        return exchangeCodes[id]?.identity
    }

    /// Signs in with an exchange code, or links the consumer of a session to its identity.
    public mutating func exchange(
        code: String, bearer: SessionKey?, fingerprint: String?
    ) throws(FanfareError) -> TokenPair {
        guard let id = identifiers.tail(of: code, .exchangeCode),
            let exchange = exchangeCodes[id], exchange.usedAt == nil
        else { throw .invalidExchangeCode }
        try require(now < exchange.expiresAt, or: .exchangeCodeExpired)
        let consumer = try link(bearer, to: exchange.identity)
        let now = now
        exchangeCodes[id]?.usedAt = now
        fillProfile(of: consumer, with: exchange.claims)
        return startSession(of: consumer, fingerprint: fingerprint)
    }
}
