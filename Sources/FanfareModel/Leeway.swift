/// What an organization does otherwise than usual where the documentation leaves room for it.
///
/// Each member is the unusual answer to a question that has more than one right answer; an edition
/// names the questions and the answers.
public struct Leeway: OptionSet, Hashable, Sendable {
    /// One bit for each.
    public let rawValue: UInt64

    /// Takes the bits as they are.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    // Linking
    /// A guest who verifies an email or phone of another consumer signs in as that one.
    public static let takenIdentifierSignsIn = Leeway(bit: 0)
    /// A refusal of a taken identifier has its word in the message.
    public static let conflictInMessage = Leeway(bit: 1)
    /// A refusal of a taken identifier has its word in a code.
    public static let conflictInCode = Leeway(bit: 2)
    /// A consumer keeps the identifier that it had as a guest.
    public static let linkedConsumerKeepsID = Leeway(bit: 3)
    /// A guest's session goes on after linking.
    public static let guestSessionGoesOn = Leeway(bit: 4)
    /// A conflict uses the one-time password up.
    public static let conflictUsesCodeUp = Leeway(bit: 5)

    // Who may take part
    /// Guests may not bid.
    public static let guestsMayNotBid = Leeway(bit: 6)
    /// Guests may not book.
    public static let guestsMayNotBook = Leeway(bit: 7)
    /// Whoever stands in a queue may not enter it again.
    public static let queueRefusesReentry = Leeway(bit: 8)
    /// Whoever has an entry in a draw may not enter it again.
    public static let drawRefusesReentry = Leeway(bit: 9)
    /// Whoever has left a queue may not come back.
    public static let leavingIsFinal = Leeway(bit: 10)

    // What is answered
    /// Whoever never entered a queue is not found there.
    public static let strangersNotFoundInQueue = Leeway(bit: 11)
    /// Whoever never entered a draw is not found there.
    public static let strangersNotFoundInDraw = Leeway(bit: 12)
    /// Whoever never signed up for a waitlist is not found there.
    public static let strangersNotFoundOnWaitlist = Leeway(bit: 13)
    /// An admission whose window is over has a state of its own.
    public static let lapsedAdmissionExpires = Leeway(bit: 14)
    /// An admission is valid when it is asked about for the first time.
    public static let admissionValidatesOnce = Leeway(bit: 15)
    /// An answer before the opening says in how many seconds it is.
    public static let openingInSeconds = Leeway(bit: 16)
    /// An answer of a full queue says at which instant to come back.
    public static let fullAsInstant = Leeway(bit: 17)
    /// An answer over a limit says by a date when it ends.
    public static let limitAsDate = Leeway(bit: 18)
    /// A refused one-time password is explained in words of its own.
    public static let ownWordsForCodes = Leeway(bit: 19)
    /// An administrative call without a secret key lacks authentication.
    public static let administeringNeedsAuthentication = Leeway(bit: 20)
    /// An unknown secret key lacks authentication.
    public static let unknownSecretKeyNeedsAuthentication = Leeway(bit: 21)
    /// What is no secret key at all lacks authentication.
    public static let otherCredentialNeedsAuthentication = Leeway(bit: 34)
    /// A refused refresh token lacks authentication.
    public static let refreshingNeedsAuthentication = Leeway(bit: 22)
    /// Queues and auctions miss authentication rather than a consumer.
    public static let takingPartNeedsAuthentication = Leeway(bit: 23)
    /// A refresh token says nothing to whoever reads it.
    public static let opaqueRefreshTokens = Leeway(bit: 24)
    /// A denial answers no more than that it was made.
    public static let denialsAnswerLittle = Leeway(bit: 25)
    /// The oldest bid is listed first.
    public static let oldestBidFirst = Leeway(bit: 26)
    /// Everybody's bids are counted.
    public static let allBidsCount = Leeway(bit: 27)
    /// A session that has ended may be ended again.
    public static let logoutRepeats = Leeway(bit: 28)
    /// A one-time password that cannot be one breaks the rules of its field.
    public static let malformedCodesBreakRules = Leeway(bit: 29)
    /// Only errors have the identifier of their request.
    public static let requestIDsOnErrorsOnly = Leeway(bit: 30)
    /// Times are written with their offset.
    public static let timesWithOffset = Leeway(bit: 31)
    /// Entering a timed release answers an admission.
    public static let releaseAdmits = Leeway(bit: 32)
    /// A refresh token stays good when it is used.
    public static let refreshTokensStayGood = Leeway(bit: 33)
}
