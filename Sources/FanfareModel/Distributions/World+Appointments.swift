/// The rules of appointments (specs/v1/contract.md#appointments).
extension World {
    /// Books a slot; whoever has booked it already keeps the booking.
    public mutating func book(
        slot slotID: String, ofAppointment index: Int32, as consumer: ConsumerKey,
        locationID: String?
    ) throws(FanfareError) -> Booking {
        let appointment = catalogue.appointments[Int(index)]
        let slot = try appointment.slot(slotID)
        if let booking = appointment.booking(of: consumer), !booking.mayEnterAgain {
            try require(booking.slot == slot, or: .alreadyBooked)
            return booking
        }
        try appointment.schedule.requireOpen(.appointment, at: now)
        try require(now < appointment.slots[slot].startAt, or: .closed(.slot))
        try require(appointment.slots[slot].available > 0, or: .slotFull)
        let digits = String(Int.random(in: 100_000..<1_000_000, using: &generator))
        let booking = Booking(
            id: nextID(), consumer: consumer, slot: slot, locationID: locationID,
            confirmationCode: "APT-\(digits)", createdAt: now)
        hold(.distribution(.appointment(index)), by: consumer)
        _ = catalogue.appointments[Int(index)].add(booking)
        return booking
    }

    /// Gives a booked slot back and answers the booking as it ended.
    public mutating func cancelBooking(
        ofAppointment index: Int32, as consumer: ConsumerKey
    ) throws(FanfareError) -> Booking {
        guard let ticket = catalogue.appointments[Int(index)].roster.ticket(of: consumer),
            !catalogue.appointments[Int(index)].roster[ticket].mayEnterAgain
        else { throw .notFound(.booking) }
        catalogue.appointments[Int(index)].cancel(ticket, at: now)
        return catalogue.appointments[Int(index)].roster[ticket]
    }

    /// The slots that have not begun, full ones included.
    public func slotsAhead(ofAppointment index: Int32) -> [Slot] {
        catalogue.appointments[Int(index)].slots.filter { now < $0.startAt }
    }
}
