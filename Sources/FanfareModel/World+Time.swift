/// What can fall due by itself.
enum ScheduledEvent: Hashable, Sendable {
    case opens(DistributionKey)
    case closes(DistributionKey)
    /// A queue may admit the next in line.
    case admits(queue: Key<Queue>)
    /// The admission behind a place ends unless it was used.
    case admissionExpires(queue: Key<Queue>, ticket: Int32)
    /// A draw's winners are drawn.
    case draws(draw: Key<Draw>)
    /// The wins of a draw end unless they were used.
    case winsExpire(draw: Key<Draw>)
    /// An auction's winners are determined.
    case settles(auction: Key<Auction>)
    /// The admission that a timed release gave ends.
    case releaseExpires(release: Key<TimedRelease>, ticket: Int32)
}

extension World {
    /// Lets everything happen, in order, that falls due up to an instant; never goes back.
    @discardableResult
    public mutating func advance(to instant: Instant) -> [DomainEvent] {
        advance(to: instant, within: .max).events
    }

    /// Lets happen, in order, what falls due up to an instant as far as an effort goes, about one for
    /// each person concerned and five for each who is admitted; says whether that was all.
    public mutating func advance(
        to instant: Instant, within effort: Int
    ) -> (events: [DomainEvent], isDone: Bool) {
        var (events, left) = ([DomainEvent](), effort)
        guard isAnythingDue(by: instant) else {
            now = max(now, instant)
            return (events, true)
        }
        var turns = crowdTurns
        while true {
            let end = agenda.next.map { min(instant, Instant(milliseconds: $0.milliseconds - 1)) }
            if let (place, limit) = turns.next(through: end ?? instant) {
                guard left > 0 else { return (events, false) }
                left -= moveCrowd(in: crowded[place], through: limit, into: &events)
                turns.set(crowdDue(crowded[place]), at: place)
                continue
            }
            guard let next = agenda.first, next.due <= instant else { break }
            left -= weight(of: next.event)
            guard left >= 0, let entry = agenda.take(dueBy: instant) else {
                return (events, false)
            }
            now = max(now, entry.due)
            perform(entry.event, into: &events)
        }
        now = max(now, instant)
        return (events, true)
    }

    private func isAnythingDue(by instant: Instant) -> Bool {
        agenda.next.map { $0 <= instant } ?? false || isCrowdDue(by: instant)
    }

    /// How much work an event is: how many people it concerns, with a signature as the work for four.
    private func weight(of event: ScheduledEvent) -> Int {
        switch event {
        case .opens, .closes, .admissionExpires, .releaseExpires: 1
        case .admits: 5
        case .draws(let draw):
            1 + catalogue[draw].entries.count
                + tellingOf(min(catalogue[draw].winnerCount, catalogue[draw].entries.count))
        case .winsExpire(let draw): 1 + catalogue[draw].winners.count
        case .settles(let auction):
            1 + catalogue[auction].bids.count
                + catalogue[auction].bidders.count
                + tellingOf(min(catalogue[auction].winnerCount, catalogue[auction].bidders.count))
        }
    }

    /// How much work it is to tell of winners, each with a token.
    private func tellingOf(_ winners: Int) -> Int { isListenedTo ? 4 * winners : 0 }

    /// The earliest instant at which something falls due, nil when nothing ever will; strangers who come
    /// and go are nothing.
    public var nextDue: Instant? { [agenda.next, nextHeardOfCrowds].compactMap(\.self).min() }

    private mutating func perform(_ scheduled: ScheduledEvent, into events: inout [DomainEvent]) {
        let count = events.count
        switch scheduled {
        case .opens(let key): events.append(event(.opened, in: key))
        case .closes(let key):
            let count = catalogue.participantCount(of: key)
            events.append(event(.closed(participants: count), in: key))
        case .admits(let queue): admitByRate(queue: queue).map { events.append($0) }
        case .admissionExpires(let queue, let ticket):
            expireAdmission(queue: queue, ticket: ticket).map { events.append($0) }
        case .draws(let draw): events += drawWinners(of: draw)
        case .winsExpire(let draw): events += expireWins(of: draw)
        case .settles(let auction): events += settle(auction)
        case .releaseExpires(let release, let ticket):
            expireRelease(release: release, ticket: ticket).map { events.append($0) }
        }
        occurred(events[count...])
    }
}
