import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 8, "Timed releases".
struct TimedReleaseTests {
    private let client = MockClient()

    private func enter(
        _ person: MockClient.Person, _ id: String = "release_open", _ body: JSONNode? = nil
    ) -> MockClient.Answer {
        client.send("POST /timed-releases/\(id)/enter", as: .consumer(person.token), body)
    }

    @Test func `entering an open release admits at once, with a token and its end`() {
        let guest = client.guest()
        let entered = enter(guest, "release_open", ["variantId": "blue"])
        #expect(entered.status == 200)
        #expect(entered["/timedReleaseId"] == "release_open")
        #expect(entered["/consumerId"] == JSONNode(guest.id))
        #expect(entered["/status"] == "ENTERED")
        #expect(entered["/enteredAt"] == "2026-01-01T00:00:00Z")
        #expect(entered["/expiresAt"] == "2026-01-01T00:10:00Z")
        #expect(entered["/selectedVariantId"] == "blue")
        #expect(entered.string("/admissionToken").split(separator: ".").count == 3)
        #expect(
            client.send(
                "GET /timed-releases/release_open/status", as: .consumer(guest.token)
            ).body == entered.body)
    }

    @Test func `entering again keeps the entry and its variant`() {
        let guest = client.guest()
        let first = enter(guest, "release_open", ["variantId": "blue"])
        client.advance("5s")
        #expect(enter(guest, "release_open", ["variantId": "red"]).body == first.body)
    }

    @Test func `a release that opens later is locked until its instant`() {
        let locked = enter(client.guest(), "release_soon")
        #expect(locked.status == 423)
        #expect(locked["/error"] == "Timed release is not open yet")
        #expect(locked.headers["Retry-After"] == "2099-01-01T00:00:00Z")
    }

    @Test func `a release that is over is closed`() {
        let client = MockClient(
            .init(
                world: .text(
                    """
                    {"experiences": [{"id": "exp", "name": "E", "sequences": [{"name": "S", "timedReleases":
                      [{"id": "r", "name": "R", "closeAt": "+1m"}]}]}]}
                    """)))
        let guest = client.guest()
        let entered = client.send("POST /timed-releases/r/enter", as: .consumer(guest.token))
        #expect(entered["/expiresAt"] == "2026-01-01T00:01:00Z")
        client.advance("60s")
        let late = client.send(
            "POST /timed-releases/r/enter", as: .consumer(client.guest().token))
        #expect(late.status == 400)
        #expect(late["/error"] == "Timed release is closed")
        let status = client.send("GET /timed-releases/r/status", as: .consumer(guest.token))
        #expect(status["/status"] == "DENIED")
        #expect(status["/denyReason"] == "ADMISSION_EXPIRED")
        #expect(status["/admissionToken"].isNull)
    }

    @Test func `an admission that was not used in time may be had again while the release is open`()
    {
        let guest = client.guest()
        let first = enter(guest)
        client.advance("10m")
        let again = enter(guest)
        #expect(again["/status"] == "ENTERED")
        #expect(again.string("/admissionToken") != first.string("/admissionToken"))
    }

    @Test func `an unknown release is not found, whoever never entered is told so`() {
        #expect(client.send("GET /timed-releases/nowhere")["/error"] == "Timed release not found")
        let status = client.send(
            "GET /timed-releases/release_open/status", as: .consumer(client.guest().token))
        #expect(status.status == 200)
        #expect(status["/status"] == "NOT_ENTERED")
    }

    @Test func `entering needs a consumer`() {
        let answer = client.send("POST /timed-releases/release_open/enter")
        #expect(answer.status == 401)
        #expect(answer["/error"] == "Authentication required")
    }
}
