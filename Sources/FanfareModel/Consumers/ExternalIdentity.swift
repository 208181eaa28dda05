/// One person in another system: the triple that an organization's backend vouches for.
public struct ExternalIdentity: Hashable, Sendable {
    /// The platform, such as `shopify`.
    public let provider: String
    /// Who vouches within the platform, such as a shop's address.
    public let issuer: String
    /// The person within the issuer.
    public let subject: String

    /// Makes the triple.
    public init(provider: String, issuer: String, subject: String) {
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
    }
}

/// What a backend says about a person, to fill an empty profile.
public struct ProfileClaims: Hashable, Sendable {
    /// An email address, not verified by a one-time password.
    public var email: String?
    /// The full name.
    public var fullName: String?

    /// Makes claims.
    public init(email: String? = nil, fullName: String? = nil) {
        self.email = email
        self.fullName = fullName
    }
}
