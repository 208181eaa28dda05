/// One thing that somebody outside may want to hear about, whoever or whatever made it happen.
///
/// Webhooks are made from it, and what the control protocol answers to who moves a clock.
public struct DomainEvent: Hashable, Sendable {
    /// What occurred.
    public enum Kind: Hashable, Sendable {
        /// A consumer was first seen.
        case consumerCreated(ConsumerOrigin)
        /// What is known of a consumer changed.
        case consumerUpdated([ConsumerChange])
        /// A consumer takes part, at a place in line or as an entrant of that number, from 1.
        case entered(place: Int?)
        /// A consumer that came at an instant may go on.
        indirect case admitted(Admission, since: Instant)
        /// A consumer's admission or win was used.
        indirect case completed(Order)
        /// A consumer gave its part up, and the place in line, from 1, where it had one.
        case left(place: Int?)
        /// A consumer may not go on.
        case denied(DenyReason)
        /// A bid was accepted that exceeds the best one before.
        indirect case bidPlaced(ULID, Money, over: Money?)
        /// A better bid pushed a consumer's out of the winning ones.
        case outbid(Money, by: Money)
        /// A consumer won, as the one drawn or placed there, from 1.
        case won(place: Int)
        /// A consumer did not win.
        case lost
        /// A distribution opened.
        case opened
        /// A distribution closed, after so many consumers had taken part.
        case closed(participants: Int)
        /// A draw's winners were drawn.
        case drawn(entrants: Int, winners: Int)
        /// An auction was settled.
        case settled
    }

    /// When it occurred.
    public let at: Instant
    /// What occurred.
    public let kind: Kind
    /// Where, nil for what happens to a consumer alone.
    public let distribution: DistributionKey?
    /// To whom, nil for what happens to a distribution as a whole.
    public let consumer: ConsumerKey?
}

/// How a consumer came to be known.
public enum ConsumerOrigin: Hashable, Sendable {
    /// As a guest.
    case guest
    /// By a one-time password.
    case oneTimePassword
    /// By an identity that a backend vouches for.
    case externalIdentity
}

/// What can change about a consumer.
public enum ConsumerChange: Hashable, Sendable {
    /// The email of the profile.
    case email
    /// The phone of the profile.
    case phone
    /// The full name of the profile.
    case fullName
    /// The external identities that lead to the consumer.
    case externalIdentities
}

/// What occurred since somebody last asked; nothing is kept while nobody listens.
struct DomainEvents: Sendable {
    var isKept = false
    var latest: [DomainEvent] = []
}

extension World {
    /// Whether somebody listens to what occurs.
    public var isListenedTo: Bool {
        get { events.isKept }
        set { events = DomainEvents(isKept: newValue) }
    }

    /// Hands over what occurred since the last time, in its order.
    public mutating func takeEvents() -> [DomainEvent] {
        guard !events.latest.isEmpty else { return [] }
        defer { events.latest = [] }
        return events.latest
    }

    mutating func occurred(
        _ kind: @autoclosure () -> DomainEvent.Kind, to consumer: ConsumerKey? = nil,
        in distribution: DistributionKey? = nil
    ) {
        guard events.isKept else { return }
        events.latest.append(event(kind(), to: consumer, in: distribution))
    }

    /// Notes that something of a consumer changed; what one call changes is one event.
    mutating func changed(_ change: ConsumerChange, of consumer: ConsumerKey) {
        guard events.isKept else { return }
        if let last = events.latest.last, last.consumer == consumer, last.at == now {
            // Whoever was just made is told with everything.
            if case .consumerCreated = last.kind { return }
            if case .consumerUpdated(let before) = last.kind, !before.contains(change) {
                events.latest.removeLast()
                return occurred(.consumerUpdated(before + [change]), to: consumer)
            }
        }
        occurred(.consumerUpdated([change]), to: consumer)
    }

    /// Notes what has been told already to whoever let time pass.
    mutating func occurred(_ told: ArraySlice<DomainEvent>) {
        if events.isKept { events.latest += told }
    }

    /// What occurs now.
    func event(
        _ kind: DomainEvent.Kind, to consumer: ConsumerKey? = nil,
        in distribution: DistributionKey? = nil
    ) -> DomainEvent {
        DomainEvent(at: now, kind: kind, distribution: distribution, consumer: consumer)
    }
}
