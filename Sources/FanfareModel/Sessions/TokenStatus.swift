import JSONTree
public import TokenSigning

/// What is the matter with a token, for people; the API itself gives no reason.
public enum TokenStatus: Hashable, Sendable {
    /// It is good.
    case good
    /// Its time is over.
    case expired
    /// Its session was logged out, or replaced by linking.
    case sessionEnded
    /// It is a refresh token that has been used.
    case used
    /// It is a refresh token where an access token belongs, or the other way round.
    case otherKind
    /// It was never issued here, was changed, or its key was retired.
    case foreign
}

extension TokenStatus {
    /// What was the matter with a token that is not remembered: what was issued shows by its signature.
    public init(
        of token: String, asRefresh: Bool, at instant: Instant, issuedBy keys: [Ed25519PublicKey]
    ) {
        guard let token = try? JWT.decode(token), keys.contains(where: { token.verify(with: $0) }),
            let expiry = token.claims["exp"]?.integer
        else {
            self = .foreign
            return
        }
        self = Int(instant.seconds) >= expiry ? .expired : asRefresh ? .used : .sessionEnded
    }
}

extension World {
    /// What is the matter with a token that is presented as one kind or the other.
    ///
    /// One that is no longer remembered counts as foreign; its signature tells it apart.
    public func finding(of token: String, asRefresh: Bool) -> TokenStatus {
        sessions.finding(of: token, asRefresh: asRefresh, now: now) ?? .foreign
    }

    /// When the newest tokens of a session were issued, by the clock that they are stamped by.
    public func issuedTokensAt(_ key: SessionKey) -> Instant {
        sessions[key].expiryByStamps + (.zero - settings.sessionDuration)
    }
}
