/// One thing that somebody outside may want to hear about, whoever or whatever made it happen.
///
/// Webhooks are made from it, and what the control protocol answers to who moves a clock.
public struct DomainEvent: Hashable, Sendable {
    /// What occurred.
    public enum Kind: Hashable, Sendable {
        /// A consumer was first seen.
        case consumerCreated
        /// A consumer was linked to an identity, or joined with a guest.
        case consumerUpdated
        /// A consumer takes part.
        case entered
        /// A consumer may go on.
        indirect case admitted(Admission)
        /// A consumer's admission or win was used.
        case completed
        /// A consumer gave its part up.
        case left
        /// A consumer may not go on.
        case denied(DenyReason)
        /// A bid was accepted.
        indirect case bidPlaced(ULID, Money)
        /// A better bid pushed a consumer's out of the winning ones.
        case outbid(by: Money)
        /// A consumer won.
        case won
        /// A consumer did not win.
        case lost
        /// A distribution opened.
        case opened
        /// A distribution closed.
        case closed
        /// A draw's winners were drawn.
        case drawn
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
