/// Every way in which the documented API says no, without the words and statuses of an edition.
public enum FanfareError: Error, Hashable, Sendable {
    // Credentials
    /// A credential is missing, malformed, unknown, expired or revoked.
    case authenticationRequired
    /// The call is for servers only.
    case secretKeyRequired

    // Input
    /// Fields of the body break their rules.
    case validation([FieldIssue])

    // One-time passwords
    /// The code is not the one that was sent, or was used already.
    case otpInvalid
    /// The code is right but too old.
    case otpExpired

    // External identities and linking
    /// The exchange code is unknown or was used already.
    case invalidExchangeCode
    /// The exchange code is older than its 60 seconds.
    case exchangeCodeExpired
    /// The external identity belongs to a consumer other than the identified one who asks.
    case consumerConflict
    /// The email or phone belongs to another consumer.
    case alreadyLinked
    /// The refresh token is malformed, unknown, expired, used or logged out.
    case invalidRefreshToken

    // Resources
    /// Nothing of that kind has that identifier in this organization.
    case notFound(Resource)
    /// The consumer holds nothing in that distribution.
    case notParticipating(Resource)

    // Distributions
    /// A queue or auction was called without a consumer.
    case consumerIDRequired
    /// The distribution opens later.
    case notOpenYet(Resource, opensAt: Instant)
    /// The distribution is over.
    case closed(Resource)
    /// The distribution holds as many consumers as it may.
    case full(Resource)
    /// The bid does not exceed the highest one, or the first bid is below the starting price.
    case bidTooLow
    /// The bid exceeds the highest one by too little.
    case bidBelowIncrement
    /// The slot is booked as often as it can be.
    case slotFull
    /// The consumer has booked another slot of the appointment.
    case alreadyBooked
    /// The consumer takes part already, and may not enter again.
    case alreadyParticipating(Resource)
    /// The consumer has completed this participation before.
    case alreadyCompleted(Resource)
    /// The consumer has no admission that could be completed, denied or validated.
    case notAdmitted(Resource)

    // Admissions
    /// The token is none, is another consumer's, or was used.
    case admissionInvalid(Resource)
    /// The token's window is over.
    case admissionExpired(Resource)
    /// The token is used on another device than it was given to.
    case deviceMismatch(Resource, confirmationCode: String)
    /// The call needs a device fingerprint.
    case fingerprintRequired(referenceCode: String)

    /// Too many calls of one kind within the window.
    case rateLimited(retryAfter: Int)
}

/// The kinds of thing that a call can name.
public enum Resource: Hashable, Sendable, CaseIterable {
    /// An experience.
    case experience
    /// A sequence inside an experience.
    case sequence
    /// A consumer.
    case consumer
    /// A queue.
    case queue
    /// A draw.
    case draw
    /// An auction.
    case auction
    /// A timed release.
    case timedRelease
    /// An appointment.
    case appointment
    /// A time slot of an appointment.
    case slot
    /// A booking of a slot.
    case booking
    /// A waitlist.
    case waitlist
}

/// One field of a body that breaks its rule.
public struct FieldIssue: Hashable, Sendable {
    /// What is wrong with a field.
    public enum Problem: Hashable, Sendable {
        /// It is missing.
        case required
        /// It is no email address.
        case invalidEmail
        /// It is no phone number that can be dialled.
        case invalidPhone
        /// It holds a character that nobody can see, such as `U+200B`, where it must tell who is meant.
        case invisible(String)
        /// It is no country of ISO 3166-1 alpha-2.
        case invalidCountry
        /// It has another JSON type.
        case wrongType(expected: String)
        /// It is an empty string.
        case empty
        /// It is longer than its limit.
        case tooLong(limit: Int)
        /// It is not one of the values that are allowed.
        case notOneOf([String])
        /// It is no ISO 8601 instant.
        case invalidInstant
        /// It is a number outside its range; the text says which is allowed.
        case outOfRange(String)
        /// It is no amount of money that the currency can express; the text says which are allowed.
        case invalidAmount(String)
        /// It is an instant that does not lie after another field's.
        case notAfter(String)
        /// It stands beside a field that excludes it.
        case conflicts(with: String)
        /// It names no time zone.
        case invalidTimeZone
        /// Something else has it already.
        case taken
        /// It is not JSON; the text says where and why.
        case malformed(String)
        /// It cannot be read; the text says what was expected.
        case unreadable(String)
    }

    /// The path of the field inside the body, its parts joined by dots.
    public let field: String
    /// What is wrong with it.
    public let problem: Problem

    /// Says what is wrong with a field.
    public init(_ field: String, _ problem: Problem) {
        self.field = field
        self.problem = problem
    }
}

/// Goes on only if a rule holds, and says no with its error otherwise.
func require(
    _ condition: Bool, or error: @autoclosure () -> FanfareError
) throws(FanfareError) {
    if !condition { throw error() }
}
