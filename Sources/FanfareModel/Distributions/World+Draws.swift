import TokenSigning

/// The rules of draws (specs/v1/contract.md#draws).
extension World {
    /// Enters a draw; whoever has an entry already keeps it.
    public mutating func enterDraw(
        _ index: Key<Draw>, as consumer: ConsumerKey, fingerprint: String?
    ) throws(FanfareError) -> DrawEntry {
        try requireFingerprint(fingerprint)
        if let entry = catalogue[index].entry(of: consumer), entry.state != .left {
            try require(
                !settings.leeway.contains(.drawRefusesReentry), or: .alreadyParticipating(.draw))
            return entry
        }
        try catalogue[index].requireOpen(at: now)
        let isLimited = hasReachedOrderLimit(consumer)
        if !isLimited { try catalogue[index].requireRoom() }
        let entry = DrawEntry(
            consumer: consumer, enteredAt: isLimited ? nil : now, fingerprint: fingerprint,
            state: isLimited ? .denied(.orderLimitExceeded, nil) : .entered)
        hold(.distribution(.draw(index)), by: consumer)
        catalogue[index].add(entry)
        let number = catalogue[index].entries.count + (catalogue[index].crowd?.came ?? 0)
        occurred(
            isLimited ? .denied(.orderLimitExceeded) : .entered(place: number), to: consumer,
            in: .draw(index))
        return entry
    }

    /// Withdraws from a draw.
    public mutating func leaveDraw(_ index: Key<Draw>, as consumer: ConsumerKey)
        throws(FanfareError)
    {
        let ticket = try catalogue[index].ticket(of: consumer)
        _ = try catalogue[index].change(ticket) { entry throws(FanfareError) in
            try entry.leftByConsumer()
        }
        occurred(.left(place: nil), to: consumer, in: .draw(index))
    }

    /// The entry a consumer has or last had.
    public func drawStatus(
        _ index: Key<Draw>, of consumer: ConsumerKey
    ) throws(FanfareError) -> DrawEntry {
        guard let entry = catalogue[index].entry(of: consumer) else {
            throw .notParticipating(.draw)
        }
        return entry
    }

    /// Uses a consumer's win up.
    public mutating func complete(
        _ consumer: ConsumerKey, inDraw index: Key<Draw>, _ order: OrderNote = OrderNote()
    ) throws(FanfareError) -> DrawEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        let now = now
        let entry = try catalogue[index].change(ticket) { entry throws(FanfareError) in
            try entry.completed(at: now)
        }
        ordered(order, by: consumer, in: .draw(index))
        return entry
    }

    /// Refuses a consumer.
    public mutating func deny(
        _ consumer: ConsumerKey, inDraw index: Key<Draw>, reason: DenyReason
    ) throws(FanfareError) -> DrawEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        return try catalogue[index].change(ticket) { entry throws(FanfareError) in
            try entry.denied(reason)
        }
    }

    /// Says whether a consumer has won and may use that, on the device that the draw was entered on.
    ///
    /// The reference sends the consumer alone; a token beside it must be the winner's.
    public func validate(
        token: String?, of consumer: ConsumerKey?, inDraw index: Key<Draw>, fingerprint: String?
    ) throws(FanfareError) {
        guard let consumer, let entry = catalogue[index].entry(of: consumer) else {
            throw .admissionInvalid(.draw)
        }
        let proof = admission(of: entry, inDraw: index)?.token
        if let token {
            try require(constantTimeEqual(token, proof ?? ""), or: .admissionInvalid(.draw))
        }
        switch entry.state {
        case .won:
            try requireSameDevice(fingerprint, as: entry.fingerprint, .draw, token: proof ?? "")
        case .denied(.admissionExpired, _): throw .admissionExpired(.draw)
        case .entered, .lost, .completed, .denied, .left: throw .admissionInvalid(.draw)
        }
    }

    /// The admission that an entry has won, used or not; nil without a win.
    public func admission(of entry: DrawEntry, inDraw index: Key<Draw>) -> Admission? {
        entry.win.map { admission(by: $0, to: .draw(index), fingerprint: entry.fingerprint) }
    }
}

extension Draw {
    /// Goes on only while the draw can be entered; the drawing ends that at the latest.
    fileprivate func requireOpen(at now: Instant) throws(FanfareError) {
        try schedule.requireOpen(.draw, at: now)
        try require(!isDrawn && now < drawAt, or: .closed(.draw))
    }

    fileprivate func requireRoom() throws(FanfareError) {
        guard let capacity else { return }
        try require(entrantCount < capacity, or: .full(.draw))
    }
}

extension World {
    /// Draws the winners by a chance that depends on the world's seed and the draw alone.
    ///
    /// So the same entrants in the same order win whatever else went on in the world.
    mutating func drawWinners(of index: Key<Draw>) -> [DomainEvent] {
        var chance = SeededGenerator(seed: seed, stream: catalogue[index].id)
        let (now, consumers) = (now, consumers)
        let ranks = catalogue[index].drawn(by: &chance) { Win(consumers[$0], at: now) }
        let draw = catalogue[index]
        if !draw.winners.isEmpty {
            agenda.add(.winsExpire(draw: index), due: now + draw.admissionWindow)
        }
        let drawn = DomainEvent.Kind.drawn(
            entrants: draw.entrantCount, winners: min(draw.winnerCount, draw.entrantCount))
        var events = [event(drawn, in: .draw(index))]
        events += zip(ranks, draw.winners).map { rank, ticket in
            event(
                .won(place: rank), to: draw.entries[Int(ticket)].consumer, in: .draw(index))
        }
        for entry in draw.entries where entry.state == .lost {
            events.append(event(.lost, to: entry.consumer, in: .draw(index)))
        }
        return events
    }

    /// Ends the wins that were not used.
    mutating func expireWins(of index: Key<Draw>) -> [DomainEvent] {
        catalogue[index].winners.compactMap { expireWin(of: index, ticket: $0) }
    }

    /// Ends a win that was not used; one that was used or denied is left alone.
    mutating func expireWin(of index: Key<Draw>, ticket: Int32) -> DomainEvent? {
        guard case .won = catalogue[index].entries[Int(ticket)].state,
            let entry = try? catalogue[index].change(
                ticket,
                { entry throws(FanfareError) in try entry.denied(.admissionExpired) })
        else { return nil }
        return event(.denied(.admissionExpired), to: entry.consumer, in: .draw(index))
    }
}
