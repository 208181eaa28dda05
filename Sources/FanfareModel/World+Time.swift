/// What can fall due by itself.
enum Event: Hashable, Sendable {
    case opens(DistributionKey)
    case closes(DistributionKey)
    /// A queue may admit the next in line.
    case admits(queue: Int32)
    /// The admission behind a place ends unless it was used.
    case admissionExpires(queue: Int32, ticket: Int32)
    /// The admission that a timed release gave ends.
    case releaseExpires(release: Int32, ticket: Int32)
}

/// Something that happened because time went by.
public struct Happening: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// A distribution opened.
        case opened
        /// A distribution closed.
        case closed
        /// A consumer was admitted.
        case admitted(ConsumerKey)
        /// A consumer's admission ended unused.
        case admissionExpired(ConsumerKey)
    }

    /// When it happened.
    public let at: Instant
    /// What happened.
    public let kind: Kind
    /// Where it happened.
    public let distribution: DistributionKey
}

extension World {
    /// Lets everything happen, in order, that falls due up to an instant; never goes back.
    @discardableResult
    public mutating func advance(to instant: Instant) -> [Happening] {
        var happenings: [Happening] = []
        while let entry = agenda.take(dueBy: instant) {
            now = max(now, entry.due)
            if let happening = perform(entry.event) { happenings.append(happening) }
        }
        now = max(now, instant)
        return happenings
    }

    /// The earliest instant at which something falls due, nil when nothing ever will.
    public var nextDue: Instant? { agenda.next }

    private mutating func perform(_ event: Event) -> Happening? {
        switch event {
        case .opens(let key): Happening(at: now, kind: .opened, distribution: key)
        case .closes(let key): Happening(at: now, kind: .closed, distribution: key)
        case .admits(let queue): admitByRate(queue: queue)
        case .admissionExpires(let queue, let ticket): expireAdmission(queue: queue, ticket: ticket)
        case .releaseExpires(let release, let ticket):
            expireRelease(release: release, ticket: ticket)
        }
    }
}
