/// A person as the organization knows them: a guest, or identified by at least one identity.
public struct Consumer: Sendable {
    /// The tail of the present identifier.
    public internal(set) var id: ULID
    /// Whether no identity has been linked yet.
    public internal(set) var isGuest: Bool
    /// Whether a crowd made them: they bid by themselves, also after it is gone, when they bid no more.
    public internal(set) var isBot = false
    /// The email of the profile.
    public internal(set) var email: String?
    /// The phone of the profile, in E.164.
    public internal(set) var phone: String?
    /// The full name of the profile.
    public internal(set) var fullName: String?
    /// When the consumer was first seen.
    public let createdAt: Instant
    /// What the consumer takes part in, in the order of entering.
    public internal(set) var holdings: [Holding] = []
    /// What the consumer has completed, oldest first.
    public internal(set) var orders: [Order] = []
    /// What has been counted about the consumer.
    public internal(set) var activity = Activity()
}

/// What a consumer who exists from the beginning is made of.
public struct ConsumerPlan: Sendable {
    /// The full name.
    public var fullName: String?
    /// The email and phone that lead to the consumer, each at most once.
    public var recipients: [Recipient] = []
    /// The external identities that lead to the consumer.
    public var identities: [ExternalIdentity] = []

    /// Makes an empty plan.
    public init() {}
}

/// Where a consumer stands in the store; it stays the same when a guest becomes identified.
public typealias ConsumerKey = Key<Consumer>

/// One thing that a consumer takes part in.
public enum Holding: Hashable, Sendable {
    /// An experience that was entered.
    case experience(Key<Experience>, enteredAt: Instant)
    /// A distribution that was entered.
    case distribution(DistributionKey)
}

/// What an organization counts about a consumer for its analytics.
public struct Activity: Hashable, Sendable {
    /// How often a distribution was entered.
    public internal(set) var entries: Int32 = 0
    /// How many admissions were given.
    public internal(set) var admissions: Int32 = 0

    static func += (one: inout Activity, other: Activity) {
        one.entries += other.entries
        one.admissions += other.admissions
    }
}

/// A completed participation.
public struct Order: Hashable, Sendable {
    /// The shop's identifier, or one made here where the shop gave none.
    public let id: String
    /// What was completed.
    public let distribution: DistributionKey
    /// When it was completed.
    public let completedAt: Instant
    /// What was paid, nil where nobody said.
    public let total: Price?
}

/// An amount of a currency.
public struct Price: Hashable, Sendable {
    /// How much.
    public let amount: Money
    /// Of what.
    public let currency: Currency

    /// Makes a price.
    public init(_ amount: Money, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }
}

/// What a shop says of an order when it completes a participation.
public struct OrderNote: Sendable {
    /// The shop's identifier.
    public var id: String?
    /// What was paid.
    public var total: Price?

    /// Says nothing.
    public init() {}
}

/// The key of a distribution of any kind.
public enum DistributionKey: Hashable, Sendable {
    /// A queue.
    case queue(Key<Queue>)
    /// A draw.
    case draw(Key<Draw>)
    /// An auction.
    case auction(Key<Auction>)
    /// A timed release.
    case timedRelease(Key<TimedRelease>)
    /// An appointment.
    case appointment(Key<Appointment>)
    /// A waitlist.
    case waitlist(Key<Waitlist>)
}
