public import JSONTree

/// How whatever a world makes by itself is worded: its identifiers and the claims of its tokens.
///
/// An edition of the API hands it to the world; it is no part of the world's state.
public struct Wording: Sendable {
    let identifiers: IdentifierFormat
    let sessionClaims: @Sendable (SessionFacts, inout JSONWriter) -> Void
    let admissionClaims: @Sendable (AdmissionFacts) -> [JSONMember]

    /// Words a world; `sessionClaims` writes those of access and refresh tokens, `admissionClaims`
    /// gives those of what lets a consumer through.
    public init(
        identifiers: IdentifierFormat,
        sessionClaims: @escaping @Sendable (SessionFacts, inout JSONWriter) -> Void,
        admissionClaims: @escaping @Sendable (AdmissionFacts) -> [JSONMember]
    ) {
        self.identifiers = identifiers
        self.sessionClaims = sessionClaims
        self.admissionClaims = admissionClaims
    }
}

/// What a token of a session is about.
public struct SessionFacts: Sendable {
    /// Whose the session is.
    public let consumer: Consumer
    /// Its identifier.
    public let consumerID: String
    /// The organization's identifier.
    public let organizationID: String
    /// The session's identifier.
    public let sessionID: String
    /// When the token is made.
    public let issuedAt: Instant
    /// When its time is over.
    public let expiresAt: Instant
    /// What tells a refresh token from others of its second; nil for an access token.
    public let refreshID: String?
    /// What tells an access token from others of the session whose stamps are the same, though they were made
    /// at other times; nil where no two such are made.
    public let accessID: String?
}

/// What a token is about that lets a consumer through.
public struct AdmissionFacts: Sendable {
    /// The identifier of the consumer as of the admission.
    public let consumerID: String
    /// What it was given by.
    public let distribution: DistributionKey
    /// The identifier of that.
    public let distributionID: String
    /// When it was given.
    public let admittedAt: Instant
    /// When its time is over.
    public let expiresAt: Instant
    /// The device that it is bound to.
    public let fingerprint: String?
    /// What is to be paid, for what an auction gives.
    public let price: (amount: Money, currency: Currency)?
}

/// The identifiers of what a world has made.
extension World {
    /// The identifier of a consumer.
    public func identifier(of consumer: ConsumerKey) -> String {
        identifiers.text(kind(of: consumer), consumers[consumer].id)
    }

    /// What a consumer's identifier was given to.
    private func kind(of consumer: ConsumerKey) -> IdentifierFormat.Kind {
        kind(of: consumers[consumer].id, now: consumers[consumer].kind)
    }

    /// What an identifier was given to, which belongs to somebody of a kind by now.
    func kind(of id: ULID, now kind: IdentifierFormat.Kind) -> IdentifierFormat.Kind {
        guard settings.leeway.contains(.linkedConsumerKeepsID) else { return kind }
        return consumers.isGuest(identifiedBy: id) ? .guest : .consumer
    }

    /// Lends the bytes of a consumer's identifier.
    public func withIdentifier(
        of consumer: ConsumerKey, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        identifiers.withText(kind(of: consumer), consumers[consumer].id, body)
    }

    /// The consumer with an identifier, present or former.
    public func consumer(_ identifier: String) -> ConsumerKey? {
        for kind in [IdentifierFormat.Kind.guest, .consumer] {
            if let id = identifiers.tail(of: identifier, kind),
                let key = consumers.key(of: id, isGuest: kind == .guest)
            {
                return key
            }
        }
        return nil
    }

    /// The identifier of a booking.
    public func identifier(of booking: Booking) -> String {
        identifiers.text(.booking, booking.id)
    }

    /// The identifier of a signup to a waitlist.
    public func identifier(of entry: WaitlistEntry) -> String {
        identifiers.text(.waitlistEntry, entry.id)
    }

    /// The identifier of a bid.
    public func identifier(ofBid id: ULID) -> String { identifiers.text(.bid, id) }

    /// A fresh identifier of a kind.
    mutating func nextIdentifier(_ kind: IdentifierFormat.Kind) -> String {
        let id = nextID()
        return identifiers.text(kind, id)
    }
}

extension Consumer {
    /// What its identifier is given to.
    var kind: IdentifierFormat.Kind { isGuest ? .guest : .consumer }
}
