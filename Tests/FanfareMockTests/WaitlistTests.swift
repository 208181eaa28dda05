import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 8, "Waitlists".
struct WaitlistTests {
    private let client = MockClient()

    @Test func `a signup is answered, and again the same`() {
        let guest = client.guest()
        let signup = client.send(
            "POST /waitlists/waitlist_main/enter", as: .consumer(guest.token))
        #expect(signup.status == 200)
        #expect(signup["/waitlistId"] == "waitlist_main")
        #expect(signup["/sequenceId"] == "seq_main")
        #expect(signup["/consumerId"] == JSONNode(guest.id))
        #expect(signup["/enteredAt"] == "2026-01-01T00:00:00Z")
        client.advance("59m")
        #expect(
            client.send(
                "POST /waitlists/waitlist_main/enter", as: .consumer(guest.token)
            ).body == signup.body)
    }

    @Test func `the status says whether one is signed up`() {
        let guest = client.guest()
        let status = {
            client.send("GET /waitlists/waitlist_main/status", as: .consumer(guest.token))
        }
        #expect(status().body == ["waitlistId": "waitlist_main", "isEntered": false])
        _ = client.send("POST /waitlists/waitlist_main/enter", as: .consumer(guest.token))
        #expect(
            status().body == [
                "waitlistId": "waitlist_main", "isEntered": true, "sequenceId": "seq_main",
                "enteredAt": "2026-01-01T00:00:00Z",
            ])
    }

    @Test func `an unknown waitlist is not found`() {
        let answer = client.send(
            "GET /waitlists/none/status", as: .consumer(client.guest().token))
        #expect(answer.status == 404)
        #expect(answer["/error"] == "Waitlist not found")
    }
}
