/// One thing that somebody outside may want to hear about, whoever or whatever made it happen.
public struct Occurrence: Hashable, Sendable {
    /// What occurred.
    public enum Kind: Hashable, Sendable {
        /// A consumer was first seen.
        case consumerCreated
        /// A consumer was linked to an identity, or joined with a guest.
        case consumerUpdated
        /// A consumer takes part.
        case entered
        /// A consumer may go on.
        case admitted(Admission)
        /// A consumer's admission or win was used.
        case completed
        /// A consumer gave its part up.
        case left
        /// A consumer may not go on.
        case denied(DenyReason)
        /// A bid was accepted.
        case bidPlaced(ULID, Money)
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
struct Occurrences: Sendable {
    var isKept = false
    var latest: [Occurrence] = []
}

extension World {
    /// Whether somebody listens to what occurs.
    public var isListenedTo: Bool {
        get { occurrences.isKept }
        set { occurrences = Occurrences(isKept: newValue) }
    }

    /// Hands over what occurred since the last time, in its order.
    public mutating func takeOccurrences() -> [Occurrence] {
        guard !occurrences.latest.isEmpty else { return [] }
        defer { occurrences.latest = [] }
        return occurrences.latest
    }

    mutating func occurred(
        _ kind: @autoclosure () -> Occurrence.Kind, to consumer: ConsumerKey? = nil,
        in distribution: DistributionKey? = nil
    ) {
        guard occurrences.isKept else { return }
        occurrences.latest.append(
            Occurrence(at: now, kind: kind(), distribution: distribution, consumer: consumer))
    }

    /// Notes what time alone brought about; admissions note themselves, whoever gives them.
    mutating func occurred(_ happenings: ArraySlice<Happening>) {
        guard occurrences.isKept else { return }
        for happening in happenings {
            let key = happening.distribution
            switch happening.kind {
            case .opened: occurred(.opened, in: key)
            case .closed: occurred(.closed, in: key)
            case .drawn: occurred(.drawn, in: key)
            case .settled: occurred(.settled, in: key)
            case .won(let consumer): occurred(.won, to: consumer, in: key)
            case .lost(let consumer): occurred(.lost, to: consumer, in: key)
            case .admissionExpired(let consumer):
                occurred(.denied(.admissionExpired), to: consumer, in: key)
            case .admitted: break
            }
        }
    }
}
