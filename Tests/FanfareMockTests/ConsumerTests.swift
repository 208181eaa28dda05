import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 5, consumers and organizations.
struct ConsumerTests {
    private let client = MockClient()

    private func me(_ person: MockClient.Person) -> MockClient.Answer {
        client.send("GET /consumers/me", as: .consumer(person.token))
    }

    @Test func `a new guest takes part in nothing, and every list says so`() {
        let answer = me(client.guest())
        #expect(
            answer["/active"] == [
                "experiences": [:], "queues": [:], "draws": [:], "auctions": [:],
                "timedReleases": [:], "admissions": [:], "journeys": [],
            ])
    }

    @Test func `whoever waits is listed with the queue, its sequence and a routed journey`() {
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        let answer = me(guest)
        let times: [(String, JSONNode)] = [
            ("enteredAt", "2026-01-01T00:00:00Z"), ("admittedAt", .null), ("admissionToken", .null),
        ]
        let queue = [("queueId", "queue_open"), ("status", "QUEUED"), ("position", 1)] + times
        #expect(answer["/active/queues"] == ["queue_open": object(queue)])
        let node =
            [("queueId", "queue_open"), ("sequenceId", "seq_main"), ("status", "QUEUED")] + times
        #expect(
            answer["/active/experiences"] == [
                "exp_holiday_sale": ["sequences": ["seq_main": ["queue": object(node)]]]
            ])
        #expect(
            answer["/active/journeys"] == [
                [
                    "experienceId": "exp_holiday_sale", "sequenceId": "seq_main",
                    "journeyStage": "routed", "sequenceStage": "participating",
                    "participation": ["type": "queue", "id": "queue_open", "status": "QUEUED"],
                ]
            ])
    }

    private func object(_ members: [(String, JSONNode)]) -> JSONNode {
        JSONNode(members.map { JSONMember($0.0, $0.1) })
    }

    @Test func `whoever is admitted has an admitted journey with the admission and its token`() {
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        client.advance("5s")
        let admitted = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(guest.id)])
        let answer = me(guest)
        let admission: JSONNode = [
            "distributionType": "queue", "distributionId": "queue_open",
            "experienceId": "exp_holiday_sale", "sequenceId": "seq_main",
            "admissionToken": admitted["/admissionToken"], "admittedAt": "2026-01-01T00:00:05Z",
        ]
        #expect(answer["/active/queues/queue_open/position"] == 0)
        #expect(answer["/active/admissions"] == ["queue_open": admission])
        #expect(
            answer["/active/journeys/0"] == [
                "experienceId": "exp_holiday_sale", "sequenceId": "seq_main",
                "journeyStage": "admitted", "sequenceStage": "admitted",
                "participation": [
                    "type": "queue", "id": "queue_open", "status": "ADMITTED",
                    "admissionToken": admitted["/admissionToken"],
                ], "admission": admission,
            ])
    }

    @Test func `a waitlist makes a journey of its stage, a timed release an admitted one`() {
        let guest = client.guest()
        _ = client.send("POST /waitlists/waitlist_main/enter", as: .consumer(guest.token))
        _ = client.send("POST /timed-releases/release_open/enter", as: .consumer(guest.token))
        let answer = me(guest)
        #expect(answer["/active/journeys/0/sequenceStage"] == "waitlist_entered")
        #expect(
            answer["/active/journeys/0/participation"] == [
                "type": "waitlist", "id": "waitlist_main", "status": "WAITING",
            ])
        #expect(answer["/active/journeys/1/participation/type"] == "timed_release")
        #expect(answer["/active/journeys/1/journeyStage"] == "admitted")
        #expect(answer["/active/timedReleases/release_open/status"] == "ENTERED")
    }

    @Test func `what was left or completed is no active participation`() {
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        _ = client.send("POST /queues/queue_open/leave", as: .consumer(guest.token))
        _ = client.send("POST /queues/queue_tiny/enter", as: .consumer(guest.token))
        for call in ["admit", "complete"] {
            _ = client.send(
                "POST /queues/queue_tiny/\(call)", as: .secret, ["consumerId": JSONNode(guest.id)])
        }
        let answer = me(guest)
        #expect(answer["/active/queues"] == [:])
        #expect(answer["/active/journeys"] == [])
    }

    @Test func `an experience that was entered is listed until it is left`() {
        let guest = client.guest()
        _ = client.send("POST /experiences/exp_holiday_sale/enter", as: .consumer(guest.token))
        #expect(me(guest)["/active/experiences"] == ["exp_holiday_sale": ["sequences": [:]]])
        _ = client.send("DELETE /experiences/exp_holiday_sale/leave", as: .consumer(guest.token))
        #expect(me(guest)["/active/experiences"] == [:])
    }

    @Test func `a backend reads a consumer, under a guest's former identifier too`() {
        let guest = client.guest()
        let person = MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        for id in [guest.id, person.id] {
            let answer = client.send("GET /consumers/\(id)", as: .secret)
            #expect(
                answer.body == [
                    "id": JSONNode(person.id), "email": "ann@example.com", "phone": .null,
                    "fullName": .null, "createdAt": "2026-01-01T00:00:00Z",
                ])
        }
    }

    @Test func `an identifier under another prefix leads nowhere`() {
        let guest = client.guest()
        let tail = guest.id.dropFirst("guest_".count)
        for id in ["cons_\(tail)", "guest_", "nobody", "cons_x"] {
            let answer = client.send("GET /consumers/\(id)", as: .secret)
            #expect(answer.status == 404)
            #expect(answer["/error"] == "Consumer not found")
        }
    }

    @Test func `reading a consumer needs the secret key`() {
        let guest = client.guest()
        for caller in [MockClient.Caller.publishable, .consumer(guest.token), .nobody] {
            let answer = client.send("GET /consumers/\(guest.id)", as: caller)
            #expect(answer.status == 401)
            #expect(answer["/error"] == "Secret key required")
        }
    }

    @Test func `the organization shows its settings`() {
        let answer = client.send("GET /organizations/current")
        #expect(answer["/id"] == "org_mock")
        #expect(answer["/currencyCode"] == "USD")
        #expect(answer["/accessTokenLifetimeSeconds"] == 3600)
    }
}
