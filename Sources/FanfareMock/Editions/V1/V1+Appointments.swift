import FanfareModel
import JSONTree

/// The calls on appointments (specs/v1/contract.md#appointments).
extension V1 {
    /// GET /appointments/{id}.
    static func getAppointment(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.appointment(context.parameter)
        let appointment = context.world.catalogue[index]
        return .ok([
            "id": JSONNode(appointment.id), "name": JSONNode(appointment.name),
            "sequenceId": JSONNode(appointment.sequenceID),
            "openAt": appointment.schedule.openAt.json,
            "closeAt": appointment.schedule.closeAt.json,
            "timeZone": JSONNode(appointment.schedule.timeZone),
            "status": JSONNode(phase(appointment.schedule, at: context.world.now)),
        ])
    }

    /// GET /appointments/{id}/slots.
    static func getSlots(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.appointment(context.parameter)
        let slots = context.world.slotsAhead(ofAppointment: index).map { slot -> JSONNode in
            [
                "id": JSONNode(slot.id), "startTime": slot.startAt.json,
                "endTime": slot.endAt.json, "capacity": JSONNode(slot.capacity),
                "available": JSONNode(slot.available),
            ]
        }
        return .ok(["appointmentId": JSONNode(context.parameter), "slots": JSONNode(slots)])
    }

    /// POST /appointments/{id}/book.
    static func bookAppointment(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let slot = fields.string("slotId")
        let location = fields.optionalString("locationId")
        try fields.finish()
        let index = try context.world.catalogue.appointment(context.parameter)
        let booking = try context.world.book(
            slot: slot, ofAppointment: index, as: context.consumer, locationID: location)
        return .ok(JSONNode(bookingMembers(booking, index, context.world)))
    }

    /// DELETE /appointments/{id}/cancel.
    static func cancelAppointment(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.appointment(context.parameter)
        let booking = try context.world.cancelBooking(ofAppointment: index, as: context.consumer)
        return .ok(JSONNode(bookingMembers(booking, index, context.world)))
    }

    static func bookingMembers(
        _ booking: Booking, _ index: Key<Appointment>, _ world: World
    ) -> [JSONMember] {
        let appointment = world.catalogue[index]
        let slot = appointment.slots[booking.slot]
        var members = [
            JSONMember("bookingId", JSONNode(world.identifier(of: booking))),
            JSONMember("appointmentId", JSONNode(appointment.id)),
            JSONMember("consumerId", JSONNode(world.identifier(of: booking.consumer))),
            JSONMember("slotId", JSONNode(slot.id)), JSONMember("startTime", slot.startAt.json),
            JSONMember("endTime", slot.endAt.json),
            JSONMember("confirmationCode", JSONNode(booking.confirmationCode)),
            JSONMember("status", booking.cancelledAt == nil ? "confirmed" : "cancelled"),
            JSONMember("createdAt", booking.createdAt.json),
        ]
        if let location = booking.locationID {
            members.append(JSONMember("locationId", JSONNode(location)))
        }
        if let cancelledAt = booking.cancelledAt {
            members.append(JSONMember("cancelledAt", cancelledAt.json))
        }
        return members
    }
}
