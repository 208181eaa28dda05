/// Queues: what holds of them at every moment.
extension World {
    func checkQueue(_ queue: Queue, _ index: Key<Queue>, _ check: inout InvariantCheck) {
        let waiting = queue.places.filter { $0.state == .queued }
        let strangers = queue.crowd?.size ?? 0
        check.require(
            "the count of those who wait is right",
            queue.waitingCount == waiting.count + strangers)
        check.require(
            "the count against the capacity is right",
            queue.activeCount == queue.places.count(where: \.isActive) + strangers)
        check.require("no more stand in it than may", queue.activeCount <= queue.capacity ?? .max)
        let positions = waiting.compactMap { queue.position(of: $0.consumer) }
        if queue.crowd == nil {
            check.require(
                "positions are 1 to n in the order of the tickets",
                positions == waiting.indices.map { $0 + 1 })
        }
        check.require(
            "positions rise with the tickets, and everybody who waits has one",
            positions.count == waiting.count && (positions.last ?? 0) <= queue.waitingCount
                && zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
        checkCrowd(queue.crowd, .queue(index), &check)
        check.require(
            "while somebody waits, the next admission is planned",
            queue.admissionsPerMinute == nil || queue.waitingCount == 0
                || queue.isAdmissionPlanned || queue.crowd != nil)
        for (ticket, place) in queue.places.enumerated() where place.isActive {
            check.require(
                "a place that stands is found by its consumer",
                (try? queue.ticket(of: place.consumer)) == Int32(ticket))
            check.require(
                "whoever has a place holds the queue", holds(.queue(index), place.consumer))
            check.require("nobody entered in the future", place.enteredAt <= now)
            check.require(
                "an admission that is over is taken away",
                place.usableAdmission.map { now < $0.expiresAt } ?? true)
        }
    }
}

/// Crowds.
extension World {
    func checkCrowd(
        _ crowd: Crowd?, _ key: DistributionKey, _ check: inout InvariantCheck
    ) {
        check.require("a crowd is known where it is", crowded.contains(key) == (crowd != nil))
        guard let crowd else { return }
        check.require("the strangers are counted as they stand", crowd.line.isSound)
        let gone = crowd.left + (key.isQueue ? crowd.admitted : 0)
        check.require("whoever came is there or gone", crowd.came == crowd.size + gone)
        check.require("what a crowd had to do is done", crowd.nextTick.map { $0 > now } ?? true)
    }
}

extension DistributionKey {
    fileprivate var isQueue: Bool { if case .queue = self { true } else { false } }
}

/// Timed releases, appointments and waitlists.
extension World {
    func checkRosters(_ check: inout InvariantCheck) {
        for (index, release) in catalogue.timedReleases.enumerated() {
            check.place = release.id
            checkRoster(release.roster, .timedRelease(Key(at: index)), &check)
            for entry in release.roster.entries {
                check.require(
                    "an admission that is over is taken away",
                    entry.usableAdmission.map { now < $0.expiresAt } ?? true)
            }
        }
        for (index, appointment) in catalogue.appointments.enumerated() {
            check.place = appointment.id
            checkRoster(appointment.roster, .appointment(Key(at: index)), &check)
            checkSlots(appointment, &check)
        }
        for (index, waitlist) in catalogue.waitlists.enumerated() {
            check.place = waitlist.id
            checkRoster(waitlist.roster, .waitlist(Key(at: index)), &check)
        }
    }

    private func checkSlots(_ appointment: Appointment, _ check: inout InvariantCheck) {
        for (index, slot) in appointment.slots.enumerated() {
            let bookings = appointment.roster.entries.filter {
                $0.slot == index && $0.cancelledAt == nil
            }
            check.require("the bookings of a slot are counted", slot.bookedCount == bookings.count)
            check.require("no slot is overbooked", slot.bookedCount <= slot.capacity)
        }
    }

    private func checkRoster<Entry>(
        _ roster: Roster<Entry>, _ key: DistributionKey, _ check: inout InvariantCheck
    ) {
        for (consumer, ticket) in roster.tickets.elements {
            check.require(
                "a ticket leads to its consumer's entry", roster[ticket].consumer == consumer)
            check.require("whoever has an entry holds the distribution", holds(key, consumer))
        }
    }
}

/// Consumers, and what the world still has before it.
extension World {
    func checkConsumers(_ check: inout InvariantCheck) {
        for place in 0..<consumers.count {
            let key = ConsumerKey(at: place)
            let consumer = consumers[key]
            check.place = identifier(of: key)
            guard let found = self.consumer(check.place) else {
                check.require("an identifier leads to its consumer", false)
                continue
            }
            check.require(
                "nothing is held twice", Set(consumer.holdings).count == consumer.holdings.count)
            check.require(
                "a guest who was merged into another holds nothing",
                found == key || consumer.holdings.isEmpty && consumer.orders.isEmpty)
            check.require(
                "a guest has no identity",
                !consumer.isGuest || consumer.email == nil && consumer.phone == nil)
            check.require(
                "orders lie in the order of time",
                zip(consumer.orders, consumer.orders.dropFirst())
                    .allSatisfy { $0.completedAt <= $1.completedAt })
        }
        check.place = organizationID
        check.require("nothing that is due is left undone", nextDue.map { $0 > now } ?? true)
    }
}
