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

    /// Lets the crowds of a world that was read go on from now.
    mutating func resumeCrowds() {
        for key in crowded {
            switch key {
            case .queue(let index): catalogue[index].resumeCrowd(at: now)
            case .draw(let index): catalogue[index].resumeCrowd(at: now)
            case .auction(let index): catalogue[index].planBots(at: now)
            case .timedRelease, .appointment, .waitlist: break
            }
        }
    }
}

extension Catalogue {
    /// Where crowds are.
    var crowded: Set<DistributionKey> {
        var keys: Set<DistributionKey> = []
        for index in queues.indices where queues[index].crowd != nil {
            keys.insert(.queue(Key(at: index)))
        }
        for index in draws.indices where draws[index].crowd != nil {
            keys.insert(.draw(Key(at: index)))
        }
        for index in auctions.indices where auctions[index].bots != nil {
            keys.insert(.auction(Key(at: index)))
        }
        return keys
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
/// they came.
extension World {
    /// The earliest instant at which a crowd does something that somebody may hear of.
    var nextHeardOfCrowds: Instant? { crowded.compactMap { crowdDue($0).heard }.min() }

    /// Whether a crowd moves by an instant.
    func isCrowdDue(by instant: Instant) -> Bool {
        crowded.contains { key in
            let due = crowdDue(key)
            return min(due.heard ?? .latestOfAll, due.unheard ?? .latestOfAll) <= instant
        }
    }

    /// When each crowd moves next.
    var crowdTurns: CrowdTurns { CrowdTurns(crowded.map { crowdDue($0) }) }

    /// When a crowd moves next.
    func crowdDue(_ key: DistributionKey) -> CrowdTurns.Due {
        switch key {
        case .queue(let index): catalogue[index].crowdDue
        case .draw(let index): CrowdTurns.Due(unheard: catalogue[index].crowd?.nextTick)
        case .auction(let index): CrowdTurns.Due(heard: catalogue[index].bots?.due)
        case .timedRelease, .appointment, .waitlist: CrowdTurns.Due()
        }
    }

    /// Lets a crowd move as far as it may, and answers how much work it was, as the agenda's events are
    /// weighed.
    mutating func moveCrowd(
        in key: DistributionKey, through limit: Instant, into events: inout [DomainEvent]
    ) -> Int {
        let (whole, told) = (1000, events.count)
        var effort = whole
        switch key {
        case .queue(let index):
            if let turn = catalogue[index].moveCrowd(through: limit, effort: &effort) {
                now = max(now, turn.at)
                if let event = admitInTurn(turn.ticket, queue: index) { events.append(event) }
                effort -= 100
            }
        case .draw(let index):
            catalogue[index].moveCrowd(through: limit, effort: &effort)
        case .auction(let index):
            now = max(now, catalogue[index].bots?.due ?? now)
            events += bidByBot(in: index)
            effort -= 100
        case .timedRelease, .appointment, .waitlist: break
        }
        occurred(events[told...])
        return 1 + (whole - effort) / 20
    }
}
