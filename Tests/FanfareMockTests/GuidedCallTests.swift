import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// The calls that guides make beside the reference, and members that only guides read.
struct GuidedCallTests {
    private let client = MockClient()

    private func backend(
        _ line: String, _ person: MockClient.Person, _ more: [JSONMember] = []
    ) -> MockClient.Answer {
        client.send(
            line, as: .secret, JSONNode([JSONMember("consumerId", JSONNode(person.id))] + more))
    }

    /// A guest who has won the open auction, and the token that shows so.
    private func winner() -> (MockClient.Person, String) {
        let guest = client.guest()
        _ = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(guest.token), ["amount": 100],
            headers: [("X-Fingerprint", "device")])
        client.advance("59m")
        let fresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        client.advance("2m")
        let status = client.send(
            "GET /auctions/auction_open/status", as: .consumer(fresh.string("/accessToken")))
        return (guest, status.string("/paymentToken"))
    }

    @Test func `a won auction is validated, completed once and then over`() {
        let (ann, token) = winner()
        let proof = [JSONMember("token", JSONNode(token))]
        #expect(backend("POST /auctions/auction_open/validate", ann, proof).body == true)
        let other = client.send(
            "POST /auctions/auction_open/validate", as: .secret,
            ["consumerId": JSONNode(ann.id), "token": JSONNode(token)],
            headers: [("X-Fingerprint", "another")])
        #expect(other["/error"] == "DEVICE_MISMATCH")
        let done = backend("POST /auctions/auction_open/complete", ann)
        #expect(done["/status"] == "COMPLETED")
        #expect(done["/completedAt"] == "2026-01-01T01:01:00Z")
        #expect(backend("POST /auctions/auction_open/complete", ann).status == 409)
        #expect(backend("POST /auctions/auction_open/validate", ann, proof).status == 403)
        let order = client.mock.defaultOrganization.world[
            client.mock.defaultOrganization.world.consumer(ann.id)!
        ].orders.first
        #expect(order?.total == Price(Money(units: 10_000), .usDollar))
    }

    @Test func `an auction that was not won is not completed`() {
        let guest = client.guest()
        #expect(backend("POST /auctions/auction_open/complete", guest).status == 404)
        _ = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(guest.token), ["amount": 100])
        let refused = backend("POST /auctions/auction_open/complete", guest)
        #expect(refused.status == 409 && refused.string("/message").isEmpty == false)
        let wrong = [JSONMember("token", "x")]
        #expect(backend("POST /auctions/auction_open/validate", guest, wrong).status == 403)
    }

    @Test func `a win that was not paid for in its time is neither valid nor completed`() {
        let (ann, token) = winner()
        client.advance("30d")
        let proof = [JSONMember("token", JSONNode(token))]
        #expect(
            backend("POST /auctions/auction_open/validate", ann, proof)["/error"]
                == "ADMISSION_EXPIRED")
        #expect(backend("POST /auctions/auction_open/complete", ann).status == 409)
    }

    @Test func `a timed release is completed once by a backend`() {
        let ann = client.guest()
        let me = MockClient.Caller.consumer(ann.token)
        _ = client.send("POST /timed-releases/release_open/enter", as: me)
        let done = backend("POST /timed-releases/release_open/complete", ann)
        #expect(done["/status"] == "COMPLETED")
        #expect(done["/completedAt"] == "2026-01-01T00:00:00Z")
        #expect(backend("POST /timed-releases/release_open/complete", ann).status == 409)
        #expect(client.send("POST /timed-releases/release_open/leave", as: me).status == 404)
        #expect(
            client.send("POST /timed-releases/release_open/complete", as: me).status == 401)
    }

    @Test func `whoever leaves a timed release may enter it again`() {
        let me = MockClient.Caller.consumer(client.guest().token)
        #expect(client.send("POST /timed-releases/release_open/leave", as: me).status == 404)
        _ = client.send("POST /timed-releases/release_open/enter", as: me)
        let left = client.send("POST /timed-releases/release_open/leave", as: me)
        #expect(left["/status"] == "LEFT")
        #expect(left["/leftAt"] == "2026-01-01T00:00:00Z")
        #expect(
            client.send("GET /timed-releases/release_open/status", as: me).body == left.body)
        #expect(
            client.send("POST /timed-releases/release_open/enter", as: me)["/status"] == "ENTERED")
    }

    @Test(arguments: ["POST", "DELETE"])
    func `a waitlist is left by either method, and can be joined again`(_ method: String) {
        let me = MockClient.Caller.consumer(client.guest().token)
        _ = client.send("POST /waitlists/waitlist_main/enter", as: me)
        let left = client.send("\(method) /waitlists/waitlist_main/leave", as: me)
        #expect(left["/status"] == "LEFT")
        #expect(
            client.send("GET /waitlists/waitlist_main/status", as: me)["/isEntered"] == false)
        #expect(client.send("\(method) /waitlists/waitlist_main/leave", as: me).status == 404)
        #expect(client.send("POST /waitlists/waitlist_main/enter", as: me).status == 200)
        #expect(client.mock.brokenInvariants(real: MockClient.start) == [])
    }

    @Test func `a sequence shows what its experience shows of it`() {
        let experience = client.send("GET /experiences/exp_holiday_sale")
        let sequence = client.send("GET /sequences/seq_main/distributions")
        #expect(sequence.body == experience["/sequences/0"])
        #expect(client.send("GET /sequences/none/distributions").status == 404)
    }
}

/// Members that documented clients read.
extension GuidedCallTests {
    @Test func `a completion that is refused has a message, and says already completed`() {
        let ann = client.guest()
        #expect(backend("POST /queues/none/complete", ann).string("/message") != "")
        let call = "POST /queues/queue_open/complete"
        #expect(backend(call, ann).string("/message") != "")
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(ann.token))
        #expect(backend(call, ann).string("/message") != "")
        _ = backend("POST /queues/queue_open/admit", ann)
        _ = backend(call, ann)
        #expect(backend(call, ann).string("/message").contains("already completed"))
    }

    @Test
    func `a queue with a rate says how long somebody waits, and until when an admission is good`() {
        let made = client.send(
            "POST /queues", as: .secret,
            ["sequenceId": "seq_main", "openAt": "2025-01-01T00:00:00Z", "admissionRate": 7])
        let id = made.string("/id")
        var last: MockClient.Answer?
        for _ in 0..<3 {
            last = client.send("POST /queues/\(id)/enter", as: .consumer(client.guest().token))
        }
        #expect(last?["/position"] == 3)
        // Three at seven a minute: 25.7 s.
        #expect(last?["/estimatedWaitTimeInSeconds"] == 26)
        let ann = client.guest()
        let me = MockClient.Caller.consumer(ann.token)
        let waiting = client.send("POST /queues/queue_open/enter", as: me)
        #expect(waiting.body["estimatedWaitTimeInSeconds"] == nil)
        #expect(waiting.body["expiresAt"] == nil)
        _ = backend("POST /queues/queue_open/admit", ann)
        #expect(
            client.send("GET /queues/queue_open/status", as: me)["/expiresAt"]
                == "2026-01-01T00:10:00Z")
    }

    @Test func `a draw says when it is held, and to a winner until when the win is good`() {
        let guest = client.guest()
        let entered = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
        #expect(entered["/drawAt"] == "2026-01-01T01:00:00Z")
        client.advance("59m")
        let fresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        client.advance("2m")
        let won = client.send(
            "GET /draws/draw_open/status", as: .consumer(fresh.string("/accessToken")))
        #expect(won["/selectedAt"] == won["/wonAt"])
        #expect(Instant(iso8601: won.string("/expiresAt")) != nil)
        #expect(won.body["drawAt"] == nil)
    }

    @Test func `the organization is shown as the reference has it`() {
        let answer = client.send("GET /organizations/current", as: .secret)
        #expect(answer["/slug"] == "mock-organization")
        #expect(answer["/status"] == "ACTIVE")
        #expect(answer["/logoUrl"].isNull)
        client.advance("1h")
        #expect(
            client.send("GET /organizations/current")["/createdAt"] == "2026-01-01T00:00:00Z")
    }

    @Test(arguments: ["queues", "draws", "auctions"])
    func `a time without an offset is the place's own`(_ kind: String) {
        let made = client.send(
            "POST /\(kind)", as: .secret,
            [
                "sequenceId": "seq_main", "timeZone": "America/New_York",
                "openAt": "2026-07-15T09:00:00", "closeAt": "2026-12-15T18:00:00",
                "drawAt": "2026-12-15T18:00:00", "settleAt": "2026-12-15T18:00:00",
                "winnerCount": 1,
            ])
        #expect(made["/openAt"] == "2026-07-15T13:00:00Z")
        #expect(made["/closeAt"] == "2026-12-15T23:00:00Z")
        if kind == "draws" { #expect(made["/drawAt"] == "2026-12-15T23:00:00Z") }
        let nowhere = client.send(
            "POST /queues", as: .secret,
            [
                "sequenceId": "seq_main", "timeZone": "Middle/Earth",
                "openAt": "2026-07-15T09:00:00",
            ])
        #expect(nowhere.string("/details/0/message").contains("no rules for Middle/Earth"))
    }
}
