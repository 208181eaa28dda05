import JSONTree
import TokenSigning

extension World {
    /// Starts the session of a new guest.
    public mutating func startGuestSession(fingerprint: String?) -> TokenPair {
        let guest = addGuest()
        return startSession(of: guest, fingerprint: fingerprint)
    }

    /// Adds a guest who has no session; signing its tokens would cost more than all else.
    package mutating func addGuest() -> ConsumerKey {
        addConsumer(.guest)
    }

    /// The session that an access token is good for.
    public func session(accessToken: String) throws(FanfareError) -> SessionKey {
        try session(accessToken: sessions.digest(accessToken))
    }

    /// What an access token is found by here; whoever knows it from before need not have it made again.
    public func digest(of accessToken: ArraySlice<UInt8>, known: TokenDigest?) -> TokenDigest {
        if let known, sessions.made(known) { return known }
        return sessions.tokenDigest(accessToken)
    }

    /// The session that the access token of a digest, which was made here, is good for.
    public func session(of digest: TokenDigest) throws(FanfareError) -> SessionKey {
        try session(accessToken: digest.value)
    }

    private func session(accessToken: SipDigest) throws(FanfareError) -> SessionKey {
        guard let key = sessions.session(token: accessToken, isRefresh: false, now: now) else {
            throw .authenticationRequired
        }
        return key
    }

    /// Replaces a refresh token by the next pair; the token cannot be used again.
    public mutating func refresh(_ refreshToken: String) throws(FanfareError) -> TokenPair {
        let digest = sessions.digest(refreshToken)
        guard let key = sessions.session(token: digest, isRefresh: true, now: now) else {
            throw .invalidRefreshToken
        }
        if !settings.leeway.contains(.refreshTokensStayGood) { sessions.remove(token: digest) }
        sessions[key].expiresAt = now + settings.sessionDuration
        return issueTokens(for: key)
    }

    /// Ends a session: none of its tokens works from now on.
    public mutating func logout(_ key: SessionKey) {
        sessions[key].isEnded = true
    }

    /// The session at a key.
    public subscript(key: SessionKey) -> Session { sessions[key] }

    /// The consumer at a key.
    public subscript(key: ConsumerKey) -> Consumer { consumers[key] }

    mutating func startSession(of consumer: ConsumerKey, fingerprint: String?) -> TokenPair {
        let key = sessions.add(
            Session(
                id: nextID(), consumer: consumer, fingerprint: fingerprint,
                expiresAt: now + settings.sessionDuration))
        return issueTokens(for: key)
    }

    private mutating func issueTokens(for key: SessionKey) -> TokenPair {
        sessions[key].tokenLag = (now - stampedNow).inMilliseconds
        let signingKey = signingKeys.current
        let tokens = signingKey.signer.sign(
            payloads: [accessClaims(of: key), refreshClaims(of: key)],
            namesKey: settings.tokensNameTheirKey)
        let (access, refresh) = (tokens[0], tokens[1])
        sessions.add(
            token: access, isRefresh: false, signedBy: signingKey.number, of: key,
            until: tokenExpiry(settings.accessTokenLifetime),
            now: now)
        sessions.add(
            token: refresh, isRefresh: true, signedBy: signingKey.number, of: key,
            until: tokenExpiry(settings.refreshTokenLifetime),
            now: now)
        return TokenPair(session: key, accessToken: access, refreshToken: refresh)
    }

    /// What the clock shows that tokens are stamped by; whether one is expired is the organization's clock's
    /// to say, whatever its stamps.
    private var stampedNow: Instant {
        settings.tokenClock == .real ? realNow ?? now : now
    }

    /// A token ends at the whole second that its `exp` names, not later.
    private func tokenExpiry(_ lifetime: Duration) -> Instant {
        Instant(milliseconds: (now + lifetime).seconds * 1000)
    }

    private func accessClaims(of key: SessionKey) -> [UInt8] {
        claims(of: key, lifetime: settings.accessTokenLifetime)
    }

    /// The claims with an identifier of their own, so that two tokens of one second differ.
    private mutating func refreshClaims(of key: SessionKey) -> [UInt8] {
        let id = nextIdentifier(.refreshToken)
        return claims(of: key, lifetime: settings.refreshTokenLifetime, refreshID: id)
    }

    /// By the real clock two tokens between which the organization's was moved have the same stamps.
    private func accessID(of session: Session) -> String? {
        guard settings.tokenClock == .real else { return nil }
        return "\(identifiers.text(.session, session.id)).\(now.milliseconds)"
    }

    private func claims(
        of key: SessionKey, lifetime: Duration, refreshID: String? = nil
    ) -> [UInt8] {
        let session = sessions[key]
        let facts = SessionFacts(
            consumer: consumers[session.consumer],
            consumerID: identifier(of: session.consumer), organizationID: organizationID,
            sessionID: identifiers.text(.session, session.id), issuedAt: stampedNow,
            expiresAt: stampedNow + lifetime, refreshID: refreshID,
            accessID: refreshID == nil ? accessID(of: session) : nil)
        var json = JSONWriter()
        json.object { wording.sessionClaims(facts, &$0) }
        return json.finish()
    }
}
