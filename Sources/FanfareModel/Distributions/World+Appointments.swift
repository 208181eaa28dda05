/// The rules of appointments (specs/v1/contract.md#appointments).
extension World {
    /// Books a slot; whoever has booked it already keeps the booking.
    public mutating func book(
        slot slotID: String, ofAppointment index: Key<Appointment>, as consumer: ConsumerKey,
        locationID: String?
    ) throws(FanfareError) -> Booking {
        try require(
            !settings.leeway.contains(.guestsMayNotBook) || !consumers[consumer].isGuest,
            or: .authenticationRequired)
        let appointment = catalogue[index]
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
        _ = catalogue[index].add(booking)
        return booking
    }

    /// Gives a booked slot back and answers the booking as it ended.
    public mutating func cancelBooking(
        ofAppointment index: Key<Appointment>, as consumer: ConsumerKey
    ) throws(FanfareError) -> Booking {
        guard let ticket = catalogue[index].roster.ticket(of: consumer),
            !catalogue[index].roster[ticket].mayEnterAgain
        else { throw .notFound(.booking) }
        catalogue[index].cancel(ticket, at: now)
        return catalogue[index].roster[ticket]
    }

    /// The slots that have not begun, full ones included.
    public func slotsAhead(ofAppointment index: Key<Appointment>) -> [Slot] {
        catalogue[index].slots.filter { now < $0.startAt }
    }
}
