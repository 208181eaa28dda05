extension World {
    /// Adds an identified consumer.
    @discardableResult
    public mutating func add(_ plan: ConsumerPlan) -> ConsumerKey {
        let key = consumers.add(Consumer(id: nextID(), isGuest: false, createdAt: now))
        consumers[key].fullName = plan.fullName
        for recipient in plan.recipients { consumers.attach(recipient, to: key) }
        for identity in plan.identities { consumers.attach(identity, to: key) }
        return key
    }

    /// Adds an experience and answers its key.
    @discardableResult
    public mutating func add(_ plan: ExperiencePlan) -> Key<Experience> {
        let id = plan.id ?? nextIdentifier(.experience)
        return catalogue.add(
            Experience(
                id: id, name: plan.name, slug: plan.slug ?? freshSlug(for: plan.name, id: id),
                schedule: plan.schedule, theme: plan.theme, i18n: plan.i18n))
    }

    /// The name in lower case with hyphens; one that is taken ends like the identifier.
    private func freshSlug(for name: String, id: String) -> String {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        let slug = words.isEmpty ? "experience" : words.joined(separator: "-")
        return catalogue.isTaken(slug: slug) ? "\(slug)-\(id.suffix(8).lowercased())" : slug
    }

    /// A fresh seed for what a distribution encrypts, written as a UUID (RFC 9562, version 8).
    public mutating func nextEncryptionSeed() -> String {
        let version = (mask: UInt64(0xF000), digit: UInt64(0x8000))
        let variant = (mask: UInt64(0xF) << 60, digit: UInt64(0xA) << 60)
        let high = generator.next() & ~version.mask | version.digit
        let low = generator.next() & ~variant.mask | variant.digit
        return ULID(high: high, low: low).withUUID { String(decoding: $0, as: UTF8.self) }
    }

    /// Adds a sequence to an experience.
    @discardableResult
    public mutating func add(_ plan: SequencePlan, to experience: Key<Experience>) -> SequenceKey {
        catalogue.add(
            ExperienceSequence(
                id: plan.id ?? nextIdentifier(.sequence), name: plan.name, color: plan.color,
                priority: plan.priority, experience: experience))
    }

    /// Adds a queue to a sequence.
    @discardableResult
    public mutating func add(_ plan: QueuePlan, to sequence: SequenceKey) -> DistributionKey {
        let key = catalogue.add(
            Queue(
                plan, id: plan.id ?? nextIdentifier(.queue),
                sequenceID: catalogue[sequence].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds a timed release to a sequence.
    @discardableResult
    public mutating func add(_ plan: TimedReleasePlan, to sequence: SequenceKey) -> DistributionKey
    {
        let key = catalogue.add(
            TimedRelease(
                plan, id: plan.id ?? nextIdentifier(.timedRelease),
                sequenceID: catalogue[sequence].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds an appointment to a sequence.
    @discardableResult
    public mutating func add(_ plan: AppointmentPlan, to sequence: SequenceKey) -> DistributionKey {
        let slots = plan.slots.map { slot in
            Slot(
                id: slot.id ?? nextIdentifier(.slot), startAt: slot.startAt,
                endAt: slot.endAt, capacity: slot.capacity)
        }
        let key = catalogue.add(
            Appointment(
                plan, id: plan.id ?? nextIdentifier(.appointment),
                sequenceID: catalogue[sequence].id, parent: sequence,
                slots: slots))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds a waitlist to a sequence; a sequence has at most one.
    @discardableResult
    public mutating func add(_ plan: WaitlistPlan, to sequence: SequenceKey) -> DistributionKey {
        catalogue.add(
            Waitlist(
                plan, id: plan.id ?? nextIdentifier(.waitlist),
                sequenceID: catalogue[sequence].id, parent: sequence))
    }

    /// Puts openings and closings that lie ahead on the agenda.
    mutating func planPhases(of key: DistributionKey, _ schedule: Schedule) {
        if let openAt = schedule.openAt, openAt > now { agenda.add(.opens(key), due: openAt) }
        if let closeAt = schedule.closeAt, closeAt > now { agenda.add(.closes(key), due: closeAt) }
    }
}
