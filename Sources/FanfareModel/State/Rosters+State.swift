/// Timed releases, appointments and waitlists, whose entries stand in rosters.
extension TimedRelease: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        var plan = TimedReleasePlan(name: head.name)
        plan.schedule = try reader.read()
        plan.admissionWindow = try reader.read()
        self.init(plan, id: head.id, sequenceID: head.sequenceID, parent: head.parent)
        roster = try reader.read("entries")
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(schedule)
        writer.write(admissionWindow)
        writer.write(roster)
    }
}

extension Appointment: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        var plan = AppointmentPlan(name: head.name)
        plan.schedule = try reader.read()
        self.init(
            plan, id: head.id, sequenceID: head.sequenceID, parent: head.parent,
            slots: try reader.read("slots"))
        roster = try reader.read("bookings")
        // How many have booked a slot follows from the bookings.
        for booking in roster.entries {
            try reader.require(booking.slot < slots.count, "one of \(slots.count) slots")
            if booking.cancelledAt == nil { slots[booking.slot].bookedCount += 1 }
        }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(schedule)
        writer.write(slots)
        writer.write(roster)
    }
}

extension Slot: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), startAt: try reader.read(), endAt: try reader.read(),
            capacity: try reader.read())
        try reader.require(capacity >= 0, "a capacity from 0")
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(startAt)
        writer.write(endAt)
        writer.write(capacity)
    }
}

extension Waitlist: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let head: DistributionHead = try reader.read()
        self.init(
            WaitlistPlan(name: head.name), id: head.id, sequenceID: head.sequenceID,
            parent: head.parent)
        roster = try reader.read("entries")
    }

    package func write(to writer: inout StateWriter) {
        writer.write(DistributionHead(id, name, sequenceID, parent))
        writer.write(roster)
    }
}
