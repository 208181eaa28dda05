/// What an organization may set; the defaults are the documented ones.
public struct Settings: Hashable, Sendable {
    /// The organization's name.
    public var name = "Mock Organization"
    /// The organization's IANA time zone.
    public var timeZone = "UTC"
    /// The organization's ISO 4217 currency.
    public var currencyCode = "USD"
    /// How long an access token is good for (specs/v1/contract.md#tokens).
    public var accessTokenLifetime = Duration.hours(1)
    /// How long a refresh token is good for (specs/v1/contract.md#tokens).
    public var refreshTokenLifetime = Duration.days(30)
    /// Whether the header of a token names its key (`kid`); the documented header does not.
    public var tokensNameTheirKey = false
    /// Which clock a token's `iat` and `exp` are written by.
    public var tokenClock = StampClock.organization
    /// How far in the future `session.expiresAt` lies (specs/v1/contract.md#guest).
    public var sessionDuration = Duration.hours(1)
    /// How long a one-time password is good for (specs/v1/contract.md#otp).
    public var oneTimePasswordLifetime = Duration.minutes(10)
    /// How many wrong tries void a one-time password (specs/v1/contract.md#otp, our choice).
    public var oneTimePasswordTries = 5
    /// What it does otherwise than usual where the documentation leaves room.
    public var leeway: Leeway = []
    /// Whether entering and validating need a device fingerprint (specs/v1/contract.md#fingerprints).
    public var requiresFingerprint = false
    /// How many orders a consumer may complete, nil for any number (specs/v1/contract.md#queues).
    public var orderLimit: Int?
    /// Whether calls over a rate limit are refused, not only counted (specs/v1/contract.md#limits).
    public var enforcesRateLimits = false
    /// How many calls of a class a minute allows, where that is not what is documented.
    public var rateLimits: [RateLimitClass: Int] = [:]
    /// Whether a request that departs from the contract is refused; nil for as strict as the mock is.
    public var isStrict: Bool?
    /// Which clock a webhook's `X-Fanfare-Timestamp` is written by.
    public var webhookClock = StampClock.organization
    /// Whether the bytes of webhooks differ from what common libraries write, so that a receiver shows
    /// that checks the signature of a body it has read and written again; nil for as strict as all is.
    public var writesWebhooksUnusually: Bool?

    /// Makes the documented defaults.
    public init() {}

    /// How long an exchange code is good for; the documentation allows no other value.
    public static let exchangeCodeLifetime = Duration.seconds(60)
}

/// Which clock the stamps are written by that others check; the organization's alone says what is due or expired.
public enum StampClock: String, Hashable, Sendable, CaseIterable {
    /// The organization's, which may be ahead of the real one.
    case organization
    /// The real one, by which verifiers of another hand judge.
    case real
}
