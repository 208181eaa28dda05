/// What can fall due by itself.
enum Event: Hashable, Sendable {
    case opens(DistributionKey)
    case closes(DistributionKey)
    /// A queue may admit the next in line.
    case admits(queue: Int32)
    /// The admission behind a place ends unless it was used.
    case admissionExpires(queue: Int32, ticket: Int32)
    /// A draw's winners are drawn.
    case draws(draw: Int32)
    /// The wins of a draw end unless they were used.
    case winsExpire(draw: Int32)
    /// An auction's winners are determined.
    case settles(auction: Int32)
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
        /// A draw's winners were drawn.
        case drawn
        /// An auction was settled.
        case settled
        /// A consumer won.
        case won(ConsumerKey)
        /// A consumer did not win.
        case lost(ConsumerKey)
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
        advance(to: instant, within: .max).happenings
    }

    /// Lets happen, in order, what falls due up to an instant as far as an effort goes, about one for
    /// each person concerned and five for each who is admitted; says whether that was all.
    public mutating func advance(
        to instant: Instant, within effort: Int
    ) -> (happenings: [Happening], isDone: Bool) {
        var (happenings, left) = ([Happening](), effort)
        while let next = agenda.first, next.due <= instant {
            left -= weight(of: next.event)
            guard left >= 0, let entry = agenda.take(dueBy: instant) else {
                return (happenings, false)
            }
            now = max(now, entry.due)
            perform(entry.event, into: &happenings)
        }
        now = max(now, instant)
        return (happenings, true)
    }

    /// How much work an event is: how many people it concerns, with a signature as the work for four.
    private func weight(of event: Event) -> Int {
        switch event {
        case .opens, .closes, .admissionExpires, .releaseExpires: 1
        case .admits: 5
        case .draws(let draw): 1 + catalogue.draws[Int(draw)].entries.count
        case .winsExpire(let draw): 1 + catalogue.draws[Int(draw)].winners.count
        case .settles(let auction):
            1 + catalogue.auctions[Int(auction)].bids.count
                + catalogue.auctions[Int(auction)].bidders.count
        }
    }

    /// The earliest instant at which something falls due, nil when nothing ever will.
    public var nextDue: Instant? { agenda.next }

    private mutating func perform(_ event: Event, into happenings: inout [Happening]) {
        let count = happenings.count
        var happening: Happening?
        switch event {
        case .opens(let key): happening = Happening(at: now, kind: .opened, distribution: key)
        case .closes(let key): happening = Happening(at: now, kind: .closed, distribution: key)
        case .admits(let queue): happening = admitByRate(queue: queue)
        case .admissionExpires(let queue, let ticket):
            happening = expireAdmission(queue: queue, ticket: ticket)
        case .draws(let draw): happenings += drawWinners(of: draw)
        case .winsExpire(let draw): happenings += expireWins(of: draw)
        case .settles(let auction): happenings += settle(auction)
        case .releaseExpires(let release, let ticket):
            happening = expireRelease(release: release, ticket: ticket)
        }
        if let happening { happenings.append(happening) }
        occurred(happenings[count...])
    }
}
