import TokenSigning

/// The rules of queues (specs/v1/contract.md#queues).
extension World {
    /// Enters a queue; whoever stands in it already keeps the place.
    public mutating func enterQueue(
        _ index: Key<Queue>, as consumer: ConsumerKey, fingerprint: String?
    ) throws(FanfareError) -> QueueEntry {
        try requireFingerprint(fingerprint)
        if let place = catalogue[index].place(of: consumer) {
            let isFinal = place.state == .left && settings.leeway.contains(.leavingIsFinal)
            guard place.mayEnterAgain, !isFinal else {
                try require(
                    !place.isActive || !settings.leeway.contains(.queueRefusesReentry),
                    or: .alreadyParticipating(.queue))
                return place
            }
        }
        try catalogue[index].schedule.requireOpen(.queue, at: now)
        let isLimited = hasReachedOrderLimit(consumer)
        if !isLimited, let capacity = catalogue[index].capacity {
            try require(catalogue[index].activeCount < capacity, or: .full(.queue))
        }
        let place = QueueEntry(
            consumer: consumer, enteredAt: now, fingerprint: fingerprint,
            state: isLimited ? .denied(.orderLimitExceeded, nil) : .queued)
        hold(.distribution(.queue(index)), by: consumer)
        catalogue[index].add(place)
        let position = isListenedTo ? catalogue[index].position(of: consumer) : nil
        occurred(
            isLimited ? .denied(.orderLimitExceeded) : .entered(place: position), to: consumer,
            in: .queue(index))
        planAdmission(queue: index)
        return place
    }

    /// Gives a place up.
    public mutating func leaveQueue(_ index: Key<Queue>, as consumer: ConsumerKey)
        throws(FanfareError)
    {
        let ticket = try catalogue[index].ticket(of: consumer)
        let position = isListenedTo ? catalogue[index].position(of: consumer) : nil
        _ = try catalogue[index].change(ticket) { place throws(FanfareError) in
            try place.leftByConsumer()
        }
        occurred(.left(place: position), to: consumer, in: .queue(index))
    }

    /// The place a consumer holds or last held.
    public func queueStatus(
        _ index: Key<Queue>, of consumer: ConsumerKey
    ) throws(FanfareError) -> QueueEntry {
        guard let place = catalogue[index].place(of: consumer) else {
            throw .notParticipating(.queue)
        }
        return place
    }

    /// Admits a consumer out of turn; one who is admitted stays so.
    public mutating func admit(
        _ consumer: ConsumerKey, toQueue index: Key<Queue>
    ) throws(FanfareError) -> QueueEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        return try admitOutOfTurn(ticket: ticket, queue: index)
    }

    /// Admits so many of those who have waited longest; answers the places of the consumers, and how many
    /// strangers were among them.
    public mutating func admitNext(
        _ count: Int, toQueue index: Key<Queue>
    ) throws(FanfareError) -> (places: [QueueEntry], strangers: Int) {
        var (places, strangers) = ([QueueEntry](), 0)
        while places.count + strangers < count {
            let first = catalogue[index].next()
            let ahead = catalogue[index].admitStrangers(
                count - places.count - strangers, before: first)
            strangers += ahead
            guard places.count + strangers < count, let first else { break }
            places.append(try admitOutOfTurn(ticket: first, queue: index))
        }
        return (places, strangers)
    }

    private mutating func admitOutOfTurn(
        ticket: Int32, queue index: Key<Queue>
    ) throws(FanfareError) -> QueueEntry {
        let place = catalogue[index].places[Int(ticket)]
        if case .admitted = place.state { return place }
        let (admitted, admission) = try admit(ticket: ticket, queue: index)
        occurred(
            .admitted(admission, since: place.enteredAt), to: place.consumer, in: .queue(index))
        return admitted
    }

    /// Uses a consumer's admission up.
    public mutating func complete(
        _ consumer: ConsumerKey, inQueue index: Key<Queue>, _ order: OrderNote = OrderNote()
    ) throws(FanfareError) -> QueueEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        let now = now
        let place = try catalogue[index].change(ticket) { place throws(FanfareError) in
            try place.completed(at: now)
        }
        ordered(order, by: consumer, in: .queue(index))
        return place
    }

    /// Refuses a consumer.
    public mutating func deny(
        _ consumer: ConsumerKey, inQueue index: Key<Queue>, reason: DenyReason
    ) throws(FanfareError) -> QueueEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        let before = catalogue[index].places[Int(ticket)].denyReason
        let place = try catalogue[index].change(ticket) { place throws(FanfareError) in
            try place.denied(reason)
        }
        if place.denyReason != before { occurred(.denied(reason), to: consumer, in: .queue(index)) }
        return place
    }

    /// Says whether a token admits a consumer, on the device that it was given to.
    public mutating func validate(
        token: String, of consumer: ConsumerKey?, inQueue index: Key<Queue>, fingerprint: String?
    ) throws(FanfareError) {
        guard let consumer, let place = catalogue[index].place(of: consumer) else {
            throw .admissionInvalid(.queue)
        }
        switch place.state {
        case .admitted(let admission) where constantTimeEqual(admission.token, token):
            try require(signingKeys.verify(token), or: .admissionInvalid(.queue))
            try requireSameDevice(fingerprint, as: place.fingerprint, .queue, token: token)
            if settings.leeway.contains(.admissionValidatesOnce) {
                try require(validated.insert(token).inserted, or: .admissionInvalid(.queue))
            }
        case .denied(.admissionExpired, let admission?)
        where constantTimeEqual(admission.token, token):
            throw .admissionExpired(.queue)
        case .queued, .admitted, .completed, .denied, .left: throw .admissionInvalid(.queue)
        }
    }
}

extension World {
    /// Admits whoever has waited longest and plans the next admission; a crowd sees to that itself.
    mutating func admitByRate(queue index: Key<Queue>) -> DomainEvent? {
        catalogue[index].isAdmissionPlanned = false
        guard catalogue[index].crowd == nil, let ticket = catalogue[index].next() else {
            return nil
        }
        return admitInTurn(ticket, queue: index)
    }

    /// Admits a consumer at the beat of a queue and plans the next admission.
    mutating func admitInTurn(_ ticket: Int32, queue index: Key<Queue>) -> DomainEvent? {
        guard let (place, admission) = try? admit(ticket: ticket, queue: index) else { return nil }
        planAdmission(queue: index)
        return event(
            .admitted(admission, since: place.enteredAt), to: place.consumer, in: .queue(index))
    }

    /// Ends an admission that was not used; one that was used or given up is left alone.
    mutating func expireAdmission(queue index: Key<Queue>, ticket: Int32) -> DomainEvent? {
        guard case .admitted = catalogue[index].places[Int(ticket)].state,
            let place = try? catalogue[index].change(
                ticket,
                { place throws(FanfareError) in try place.denied(.admissionExpired) })
        else { return nil }
        return event(.denied(.admissionExpired), to: place.consumer, in: .queue(index))
    }

    private mutating func admit(
        ticket: Int32, queue index: Key<Queue>
    ) throws(FanfareError) -> (QueueEntry, Admission) {
        let place = catalogue[index].places[Int(ticket)]
        let admission = admission(
            to: .queue(index), for: place.consumer, fingerprint: place.fingerprint)
        let admitted = try catalogue[index].change(ticket) {
            place throws(FanfareError) in
            try place.admitted(admission)
        }
        agenda.add(.admissionExpires(queue: index, ticket: ticket), due: admission.expiresAt)
        return (admitted, admission)
    }

    /// Plans the next admission, unless a crowd sees to it.
    mutating func planAdmission(queue index: Key<Queue>) {
        if let crowd = catalogue[index].crowd {
            // Beats at which nobody waited are over.
            let movedThrough = max(crowd.movedThrough, now)
            catalogue[index].crowd?.movedThrough = movedThrough
            return
        }
        guard catalogue[index].waitingCount > 0, !catalogue[index].isAdmissionPlanned,
            let beat = AdmissionBeat(catalogue[index])
        else { return }
        catalogue[index].isAdmissionPlanned = true
        agenda.add(.admits(queue: index), due: beat.next(after: now))
    }
}
