extension World {
    /// Adds an experience and answers its place in the catalogue.
    @discardableResult
    public mutating func add(_ plan: ExperiencePlan) -> Int {
        catalogue.add(
            Experience(
                id: plan.id ?? nextID().text(prefix: "exp_"), name: plan.name,
                schedule: plan.schedule, theme: plan.theme, i18n: plan.i18n))
    }

    /// Adds a sequence to an experience.
    @discardableResult
    public mutating func add(_ plan: SequencePlan, to experience: Int) -> SequenceKey {
        catalogue.add(
            ExperienceSequence(
                id: plan.id ?? nextID().text(prefix: "seq_"), name: plan.name, color: plan.color,
                priority: plan.priority, experience: experience))
    }

    /// Adds a queue to a sequence.
    @discardableResult
    public mutating func add(_ plan: QueuePlan, to sequence: SequenceKey) -> DistributionKey {
        let key = catalogue.add(
            Queue(
                plan, id: plan.id ?? nextID().text(prefix: "queue_"),
                sequenceID: catalogue.sequences[Int(sequence.index)].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds a timed release to a sequence.
    @discardableResult
    public mutating func add(_ plan: TimedReleasePlan, to sequence: SequenceKey) -> DistributionKey
    {
        let key = catalogue.add(
            TimedRelease(
                plan, id: plan.id ?? nextID().text(prefix: "release_"),
                sequenceID: catalogue.sequences[Int(sequence.index)].id, parent: sequence))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds an appointment to a sequence.
    @discardableResult
    public mutating func add(_ plan: AppointmentPlan, to sequence: SequenceKey) -> DistributionKey {
        let slots = plan.slots.map { slot in
            Slot(
                id: slot.id ?? nextID().text(prefix: "slot_"), startAt: slot.startAt,
                endAt: slot.endAt, capacity: slot.capacity)
        }
        let key = catalogue.add(
            Appointment(
                plan, id: plan.id ?? nextID().text(prefix: "appointment_"),
                sequenceID: catalogue.sequences[Int(sequence.index)].id, parent: sequence,
                slots: slots))
        planPhases(of: key, plan.schedule)
        return key
    }

    /// Adds a waitlist to a sequence; a sequence has at most one.
    @discardableResult
    public mutating func add(_ plan: WaitlistPlan, to sequence: SequenceKey) -> DistributionKey {
        catalogue.add(
            Waitlist(
                plan, id: plan.id ?? nextID().text(prefix: "waitlist_"),
                sequenceID: catalogue.sequences[Int(sequence.index)].id, parent: sequence))
    }

    /// Puts openings and closings that lie ahead on the agenda.
    mutating func planPhases(of key: DistributionKey, _ schedule: Schedule) {
        if let openAt = schedule.openAt, openAt > now { agenda.add(.opens(key), due: openAt) }
        if let closeAt = schedule.closeAt, closeAt > now { agenda.add(.closes(key), due: closeAt) }
    }
}
