/// Crowds: strangers in queues and draws, bots in auctions.
extension World {
    /// Lets a crowd come to a queue, at its opening if that lies ahead; one that is there changes.
    public mutating func setCrowd(_ plan: CrowdPlan, in index: Key<Queue>) throws(FanfareError) {
        let schedule = catalogue[index].schedule
        try require(schedule.phase(at: now) != .closed, or: .closed(.queue))
        if catalogue[index].crowd == nil {
            catalogue[index].crowd = newCrowd(
                in: catalogue[index].id, schedule, tickets: catalogue[index].ticketCount)
        }
        catalogue[index].changeCrowd(plan, at: now)
        noteCrowd(in: .queue(index))
    }

    /// Lets a crowd enter a draw, at its opening if that lies ahead; one that is there changes.
    public mutating func setCrowd(_ plan: CrowdPlan, in index: Key<Draw>) throws(FanfareError) {
        let schedule = catalogue[index].schedule
        let isOver = schedule.phase(at: now) == .closed || catalogue[index].isDrawn
        try require(!isOver, or: .closed(.draw))
        if catalogue[index].crowd == nil {
            catalogue[index].crowd = newCrowd(in: catalogue[index].id, schedule, tickets: 0)
        }
        catalogue[index].changeCrowd(plan, at: now)
        noteCrowd(in: .draw(index))
    }

    private func newCrowd(in id: String, _ schedule: Schedule, tickets: Int) -> Crowd {
        Crowd(
            startsAt: max(now, schedule.openAt ?? now), tickets: tickets, now: now,
            generator: SeededGenerator(seed: seed, stream: "crowd \(id)"))
    }

    /// Sends a crowd away, and answers whether there was one; bids that bots have placed stand.
    public mutating func removeCrowd(from key: DistributionKey) -> Bool {
        guard let place = crowded.firstIndex(of: key) else { return false }
        crowded.remove(at: place)
        switch key {
        case .queue(let index):
            catalogue[index].crowd = nil
            planAdmission(queue: index)
        case .draw(let index): catalogue[index].crowd = nil
        case .auction(let index): catalogue[index].bots = nil
        case .timedRelease, .appointment, .waitlist: break
        }
        return true
    }

    mutating func noteCrowd(in key: DistributionKey) {
        if !crowded.contains(key) { crowded.append(key) }
    }

    /// Finds the crowds of a catalogue that was read, and lets them go on from now.
    mutating func resumeCrowds() {
        crowded = []
        for index in catalogue.queues.indices where catalogue.queues[index].crowd != nil {
            crowded.append(.queue(Key(at: index)))
            catalogue.queues[index].resumeCrowd(at: now)
        }
        for index in catalogue.draws.indices where catalogue.draws[index].crowd != nil {
            crowded.append(.draw(Key(at: index)))
            catalogue.draws[index].resumeCrowd(at: now)
        }
        for index in catalogue.auctions.indices where catalogue.auctions[index].bots != nil {
            crowded.append(.auction(Key(at: index)))
            catalogue.auctions[index].planBots(at: now)
        }
    }
}

extension Draw {
    private var crowdBounds: Crowd.Bounds {
        Crowd.Bounds(
            capacity: capacity, taken: entrantConsumers,
            closeAt: min(drawAt, schedule.closeAt ?? drawAt))
    }

    mutating func changeCrowd(_ plan: CrowdPlan, at now: Instant) {
        let bounds = crowdBounds
        crowd?.change(plan, at: now, bounds)
    }

    mutating func resumeCrowd(at now: Instant) {
        let bounds = crowdBounds
        crowd?.resume(at: now, bounds)
        if isDrawn { crowd?.stop() }
    }

    mutating func moveCrowd(through limit: Instant, effort: inout Int) {
        let bounds = crowdBounds
        while effort > 0, let tick = crowd?.nextTick, tick <= limit {
            effort -= crowd?.tick(bounds) ?? 1
        }
    }
}

/// How crowds move while time passes.
///
/// Of what is due at one instant, that of the agenda comes first, then the crowds in the order in which
/// they came. A crowd that nobody can hear of before the next thing happens goes as far as that at once.
extension World {
    /// A crowd that moves next, and how far it may go without overtaking anything.
    struct CrowdStep {
        let key: DistributionKey
        let limit: Instant
    }

    /// The earliest instant at which a crowd does something that somebody may hear of.
    var nextAudibleStep: Instant? {
        crowded.filter { isAudible($0) }.compactMap { crowdDue($0) }.min()
    }

    /// What the crowds do first through an instant, unless the agenda has something before.
    func nextCrowdStep(through instant: Instant) -> CrowdStep? {
        guard !crowded.isEmpty else { return nil }
        var limit = instant
        if let next = agenda.next {
            limit = min(limit, Instant(milliseconds: next.milliseconds - 1))
        }
        let dues = crowded.map { crowdDue($0) ?? .latestOfAll }
        guard let due = dues.min(), due <= limit, let place = dues.firstIndex(of: due) else {
            return nil
        }
        guard isAudible(crowded[place]) else { return CrowdStep(key: crowded[place], limit: limit) }
        for other in crowded.indices where other != place && isAudible(crowded[other]) {
            let bound = dues[other].milliseconds - (other < place ? 1 : 0)
            limit = min(limit, Instant(milliseconds: bound))
        }
        return CrowdStep(key: crowded[place], limit: limit)
    }

    /// Lets a crowd move, and answers how much work it was, as the agenda's events are weighed.
    mutating func perform(_ step: CrowdStep, into events: inout [DomainEvent]) -> Int {
        let (whole, told) = (1000, events.count)
        var effort = whole
        switch step.key {
        case .queue(let index):
            if let turn = catalogue[index].moveCrowd(through: step.limit, effort: &effort) {
                now = max(now, turn.at)
                if let event = admitInTurn(turn.ticket, queue: index) { events.append(event) }
                effort -= 100
            }
        case .draw(let index):
            catalogue[index].moveCrowd(through: step.limit, effort: &effort)
        case .auction(let index):
            now = max(now, catalogue[index].bots?.due ?? now)
            events += bidByBot(in: index)
            effort -= 100
        case .timedRelease, .appointment, .waitlist: break
        }
        occurred(events[told...])
        return 1 + (whole - effort) / 20
    }

    private func crowdDue(_ key: DistributionKey) -> Instant? {
        switch key {
        case .queue(let index): catalogue[index].crowdDue
        case .draw(let index): catalogue[index].crowd?.nextTick
        case .auction(let index): catalogue[index].bots?.due
        case .timedRelease, .appointment, .waitlist: nil
        }
    }

    /// Whether what a crowd does next may be more than a count that changes.
    private func isAudible(_ key: DistributionKey) -> Bool {
        switch key {
        case .queue(let index):
            catalogue[index].waitingConsumers > 0 && catalogue[index].effectiveRate != nil
        case .draw, .timedRelease, .appointment, .waitlist: false
        case .auction: true
        }
    }
}

extension Instant {
    fileprivate static let latestOfAll = Instant(milliseconds: .max)
}
