import FanfareModel
import JSONTree

/// A queue.
struct QueueOutline: Sendable {
    let plan: QueuePlan
    let schedule: ScheduleOutline

    init(_ reader: WorldReader) throws(WorldFileError) {
        var plan = QueuePlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        plan.capacity = try reader.integer("capacity")
        plan.admissionsPerMinute = try reader.integer(
            "admissionsPerMinute", in: 1...QueuePlan.highestAdmissionRate)
        plan.admissionWindow = try reader.duration("admissionWindow") ?? plan.admissionWindow
        self.plan = plan
        schedule = try ScheduleOutline(reader)
        reader.noteCrowdPlace(.queue, plan.id)
    }

    func build(in world: inout World, _ sequence: SequenceKey) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        world.add(plan, to: sequence)
    }
}

/// A timed release.
struct TimedReleaseOutline: Sendable {
    let plan: TimedReleasePlan
    let schedule: ScheduleOutline

    init(_ reader: WorldReader) throws(WorldFileError) {
        var plan = TimedReleasePlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        plan.admissionWindow = try reader.duration("admissionWindow")
        self.plan = plan
        schedule = try ScheduleOutline(reader)
    }

    func build(in world: inout World, _ sequence: SequenceKey) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        world.add(plan, to: sequence)
    }
}

/// An appointment with its slots.
struct AppointmentOutline: Sendable {
    let plan: AppointmentPlan
    let schedule: ScheduleOutline
    let slots: [SlotOutline]

    init(_ reader: WorldReader) throws(WorldFileError) {
        plan = AppointmentPlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        schedule = try ScheduleOutline(reader)
        slots = try reader.objects("slots") { reader throws(WorldFileError) in
            try SlotOutline(reader)
        }
    }

    func build(in world: inout World, _ sequence: SequenceKey) {
        var plan = plan
        plan.schedule = schedule.schedule(start: world.now)
        plan.slots = slots.map { $0.plan(start: world.now) }
        world.add(plan, to: sequence)
    }
}

/// A slot of an appointment.
struct SlotOutline: Sendable {
    let id: String?
    let startAt: MomentOutline
    let duration: Duration
    let capacity: Int

    init(_ reader: WorldReader) throws(WorldFileError) {
        id = try reader.uniqueString("id")
        startAt = try reader.requiredMoment("startAt")
        duration = try reader.duration("duration") ?? .seconds(1800)
        capacity = try reader.integer("capacity", in: 1...Int.max) ?? 1
    }

    func plan(start: Instant) -> SlotPlan {
        let startAt = startAt.instant(start: start)
        return SlotPlan(id: id, startAt: startAt, endAt: startAt + duration, capacity: capacity)
    }
}

extension WorldReader {
    /// The one waitlist that a sequence may have.
    func waitlist() throws(WorldFileError) -> WaitlistPlan? {
        guard member("waitlist") != nil else { return nil }
        let reader = try object("waitlist")
        let plan = WaitlistPlan(
            id: try reader.uniqueString("id"), name: try reader.requiredString("name"))
        try reader.finish()
        return plan
    }
}
