import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 8, "Appointments".
struct AppointmentTests {
    private let client = MockClient()

    private func book(_ person: MockClient.Person, _ slot: String) -> MockClient.Answer {
        client.send(
            "POST /appointments/appointment_main/book", as: .consumer(person.token),
            ["slotId": JSONNode(slot), "locationId": "downtown"])
    }

    private func cancel(_ person: MockClient.Person) -> MockClient.Answer {
        client.send("DELETE /appointments/appointment_main/cancel", as: .consumer(person.token))
    }

    private var available: [JSONNode] {
        client.send("GET /appointments/appointment_main/slots")["/slots"].elements?
            .compactMap { $0["available"] } ?? []
    }

    @Test func `a booking answers the slot's times and a confirmation code`() {
        let guest = client.guest()
        let booking = book(guest, "slot_first")
        #expect(booking.status == 200)
        #expect(booking["/appointmentId"] == "appointment_main")
        #expect(booking["/consumerId"] == JSONNode(guest.id))
        #expect(booking["/slotId"] == "slot_first")
        #expect(booking["/startTime"] == "2026-01-02T00:00:00Z")
        #expect(booking["/endTime"] == "2026-01-02T00:30:00Z")
        #expect(booking["/locationId"] == "downtown")
        #expect(booking["/status"] == "confirmed")
        #expect(booking["/createdAt"] == "2026-01-01T00:00:00Z")
        #expect(booking.string("/confirmationCode").hasPrefix("APT-"))
        #expect(available == [9, 1])
    }

    @Test func `a full slot is a conflict until somebody cancels`() {
        let first = client.guest()
        let second = client.guest()
        #expect(book(first, "slot_single").status == 200)
        #expect(available == [10, 0])
        let full = book(second, "slot_single")
        #expect(full.status == 409)
        #expect(full["/error"] == "Slot is full")
        let cancelled = cancel(first)
        #expect(cancelled.status == 200)
        #expect(cancelled["/status"] == "cancelled")
        #expect(available == [10, 1])
        #expect(book(second, "slot_single").status == 200)
        #expect(cancel(first).status == 404)
    }

    @Test func `booking the same slot again keeps the booking, another slot is a conflict`() {
        let guest = client.guest()
        let first = book(guest, "slot_first")
        #expect(book(guest, "slot_first").body == first.body)
        #expect(book(guest, "slot_single").status == 409)
        #expect(available == [9, 1])
    }

    @Test func `a slot that has begun is gone`() {
        client.advance("24h")
        let slots = client.send("GET /appointments/appointment_main/slots")
        #expect(slots["/slots"].elements?.count == 1)
        let late = book(client.guest(), "slot_first")
        #expect(late.status == 400)
        #expect(late["/error"] == "Slot is closed")
    }

    @Test func `unknown slots and appointments are not found, a missing slot is named`() {
        #expect(book(client.guest(), "slot_none")["/error"] == "Slot not found")
        #expect(client.send("GET /appointments/none")["/error"] == "Appointment not found")
        #expect(cancel(client.guest())["/error"] == "Booking not found")
        let missing = client.send(
            "POST /appointments/appointment_main/book", as: .consumer(client.guest().token), [:])
        #expect(missing.status == 400)
        #expect(missing["/details/0"] == ["field": "slotId", "message": "Required"])
    }
}
