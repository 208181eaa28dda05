import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 4: everything the guide lists survives linking, by every way of linking.
struct PreservationTests {
    /// How a guest becomes identified.
    enum Way: CaseIterable {
        case freshEmail, mergedEmail, freshIdentity, knownIdentity

        var isMerge: Bool { self == .mergedEmail || self == .knownIdentity }
    }

    private let client = MockClient(
        .init(
            world: .text(
                #"{"extends": "default", "settings": {"linking": {"onConflict": "merge"}}}"#)
        ))

    private func link(_ guest: MockClient.Person, _ way: Way) -> MockClient.Person {
        switch way {
        case .freshEmail:
            return MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        case .mergedEmail:
            _ = client.signIn(email: "ann@example.com")
            return MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        case .freshIdentity:
            return MockClient.Person(client.signIn(subject: "ann", linking: guest))
        case .knownIdentity:
            _ = client.signIn(subject: "ann")
            return MockClient.Person(client.signIn(subject: "ann", linking: guest))
        }
    }

    /// Takes part in everything there is.
    private func takePart(_ person: MockClient.Person) {
        let caller = MockClient.Caller.consumer(person.token)
        for door in [
            "experiences/exp_holiday_sale", "queues/queue_open", "queues/queue_tiny",
            "draws/draw_open", "timed-releases/release_open", "waitlists/waitlist_main",
        ] {
            #expect(client.send("POST /\(door)/enter", as: caller).status == 200, "\(door)")
        }
        #expect(
            client.send("POST /auctions/auction_open/bid", as: caller, ["amount": 150]).status
                == 200)
        #expect(
            client.send(
                "POST /appointments/appointment_main/book", as: caller, ["slotId": "slot_single"]
            ).status == 200)
        _ = client.send(
            "POST /queues/queue_tiny/admit", as: .secret, ["consumerId": JSONNode(person.id)])
    }

    /// Every answer in which the consumer's own part shows, without the consumer's identifier.
    private func parts(_ person: MockClient.Person) -> [String] {
        let caller = MockClient.Caller.consumer(person.token)
        return [
            "queues/queue_open/status", "queues/queue_tiny/status", "draws/draw_open/status",
            "auctions/auction_open/status", "auctions/auction_open/bids/history",
            "timed-releases/release_open/status", "waitlists/waitlist_main/status",
            "appointments/appointment_main/slots",
        ].map { client.send("GET /\($0)", as: caller).text.replacing(person.id, with: "me") }
            + [client.send("GET /consumers/me", as: caller)["/active"].text()]
    }

    @Test(arguments: Way.allCases)
    func `whoever is linked holds what the guest held`(_ way: Way) {
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(client.guest().token))
        let guest = client.guest()
        takePart(guest)
        client.advance("5s")
        let before = parts(guest)
        let person = link(guest, way)
        #expect(parts(person) == before)
        let booking = client.send(
            "DELETE /appointments/appointment_main/cancel", as: .consumer(person.token))
        #expect(booking.status == 200)
    }

    @Test(arguments: Way.allCases)
    func `an admission token stays valid`(_ way: Way) {
        let guest = client.guest()
        takePart(guest)
        let token = client.send("GET /queues/queue_tiny/status", as: .consumer(guest.token))[
            "/admissionToken"]
        let person = link(guest, way)
        for id in [guest.id, person.id] {
            let answer = client.send(
                "POST /queues/queue_tiny/validate", as: .secret,
                ["consumerId": JSONNode(id), "token": token])
            #expect(answer.body == true, "\(answer.text)")
        }
    }

    @Test(arguments: Way.allCases)
    func `orders and what was counted come along`(_ way: Way) {
        let guest = client.guest()
        takePart(guest)
        _ = client.send(
            "POST /queues/queue_tiny/complete", as: .secret, ["consumerId": JSONNode(guest.id)])
        let world = client.mock.defaultOrganization.world
        let held = world.consumer(guest.id).map { world[$0] }
        let person = link(guest, way)
        let after = client.mock.defaultOrganization.world
        let holds = after.consumer(person.id).map { after[$0] }
        #expect(held?.orders.count == 1)
        #expect(holds?.orders == held?.orders)
        #expect(holds?.activity == held?.activity)
        #expect(held?.activity.entries == 7)
        #expect(held?.activity.admissions == 2)
        let again = client.send("GET /queues/queue_tiny/status", as: .consumer(person.token))
        #expect(again["/status"] == "COMPLETED")
    }

    @Test(arguments: [Way.mergedEmail, .knownIdentity])
    func `where both stand, the existing consumer's own stays`(_ way: Way) {
        let first =
            way == .mergedEmail
            ? client.signIn(email: "ann@example.com") : client.signIn(subject: "ann")
        let own = MockClient.Person(first)
        let caller = MockClient.Caller.consumer(own.token)
        _ = client.send("POST /queues/queue_open/enter", as: caller)
        _ = client.send("POST /waitlists/waitlist_main/enter", as: caller)
        _ = client.send(
            "POST /appointments/appointment_main/book", as: caller, ["slotId": "slot_first"])
        let signup = client.send("GET /waitlists/waitlist_main/status", as: caller).body
        client.advance("5s")
        let guest = client.guest()
        let last = client.guest()
        takePart(guest)
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(last.token))
        let person =
            way == .mergedEmail
            ? MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
            : MockClient.Person(client.signIn(subject: "ann", linking: guest))
        #expect(person.id == own.id)
        let merged = MockClient.Caller.consumer(person.token)
        #expect(client.send("GET /queues/queue_open/status", as: merged)["/position"] == 1)
        #expect(
            client.send("GET /queues/queue_open/status", as: .consumer(last.token))["/position"]
                == 2)
        #expect(client.send("GET /waitlists/waitlist_main/status", as: merged).body == signup)
        let slots = client.send("GET /appointments/appointment_main/slots")
        #expect(slots["/slots/0/available"] == 9)
        #expect(slots["/slots/1/available"] == 1)
    }

    @Test func `a place that was left does not stand against a guest's`() {
        let own = MockClient.Person(client.signIn(subject: "ann"))
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(own.token))
        _ = client.send("POST /queues/queue_open/leave", as: .consumer(own.token))
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        let person = MockClient.Person(client.signIn(subject: "ann", linking: guest))
        let status = client.send("GET /queues/queue_open/status", as: .consumer(person.token))
        #expect(status["/position"] == 1)
    }
}
