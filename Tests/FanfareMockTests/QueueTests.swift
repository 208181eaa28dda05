import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 6.
struct QueueTests {
    private let client: MockClient

    init() { client = MockClient() }

    private func enter(_ person: MockClient.Person, _ id: String = "queue_open")
        -> MockClient.Answer
    {
        client.send("POST /queues/\(id)/enter", as: .consumer(person.token))
    }

    private func status(_ person: MockClient.Person, _ id: String = "queue_open")
        -> MockClient.Answer
    {
        client.send("GET /queues/\(id)/status", as: .consumer(person.token))
    }

    /// A backend's call about a consumer.
    private func backend(
        _ call: String, _ person: MockClient.Person, _ more: [String: String] = [:],
        _ id: String = "queue_open", fingerprint: String? = nil
    ) -> MockClient.Answer {
        let members = [("consumerId", person.id)] + more.sorted { $0.key < $1.key }
        return client.send(
            "POST /queues/\(id)/\(call)", as: .secret,
            JSONNode(members.map { JSONMember($0.0, JSONNode($0.1)) }),
            headers: fingerprint.map { [("X-Fingerprint", $0)] } ?? [])
    }

    private func admitted(fingerprint: String? = nil) -> (MockClient.Person, token: String) {
        let person = client.guest()
        let headers = fingerprint.map { [("X-Fingerprint", $0)] } ?? []
        _ = client.send(
            "POST /queues/queue_open/enter", as: .consumer(person.token), headers: headers)
        return (person, backend("admit", person).string("/admissionToken"))
    }

    @Test func `positions count from one and close up when somebody leaves`() {
        let people = (0..<3).map { _ in client.guest() }
        #expect(people.map { enter($0)["/position"] } == [1, 2, 3])
        let left = client.send("POST /queues/queue_open/leave", as: .consumer(people[0].token))
        #expect(
            left.body == [
                "queueId": "queue_open", "consumerId": JSONNode(people[0].id), "status": "LEFT",
                "position": .null,
            ])
        #expect(status(people[1])["/position"] == 1)
        #expect(status(people[2])["/position"] == 2)
        #expect(status(people[0])["/status"] == "LEFT")
        #expect(enter(people[0])["/position"] == 3)
    }

    @Test func `entering again changes nothing`() {
        let person = client.guest()
        let first = enter(person)
        client.advance("5s")
        #expect(enter(person).body == first.body)
    }

    @Test func `nobody, the unknown, the early, the late and the surplus are refused`() {
        let nobody = client.send("POST /queues/queue_open/enter")
        #expect((nobody.status, nobody["/error"]) == (400, "Consumer ID is required"))
        let person = client.guest()
        let unknown = enter(person, "queue_none")
        #expect((unknown.status, unknown["/error"]) == (404, "Queue not found"))
        let early = enter(person, "queue_soon")
        #expect((early.status, early["/error"]) == (423, "Queue is not open yet"))
        #expect(early.headers["Retry-After"] == "2099-01-01T00:00:00Z")
        let late = enter(person, "queue_closed")
        #expect((late.status, late["/error"]) == (400, "Queue is closed"))
        #expect(enter(client.guest(), "queue_tiny").status == 200)
        let surplus = enter(person, "queue_tiny")
        #expect((surplus.status, surplus["/error"]) == (429, "Queue is full"))
        #expect(surplus.headers["Retry-After"] == "30")
        for refused in ["queue_soon", "queue_closed", "queue_tiny"] {
            #expect(status(person, refused)["/status"] == "NOT_QUEUED")
        }
    }

    @Test func `whoever leaves, is denied or has completed makes room`() {
        for call in ["leave", "deny", "complete"] {
            let person = client.guest()
            #expect(enter(person, "queue_tiny").status == 200, "\(call)")
            #expect(enter(client.guest(), "queue_tiny").status == 429)
            if call == "leave" {
                _ = client.send("POST /queues/queue_tiny/leave", as: .consumer(person.token))
            } else {
                _ = backend("admit", person, [:], "queue_tiny")
                #expect(enter(client.guest(), "queue_tiny").status == 429)
                _ = backend(call, person, ["reason": "ADMIN_ACTION"], "queue_tiny")
            }
        }
        #expect(enter(client.guest(), "queue_tiny").status == 200)
    }

    @Test func `an admitted consumer stands at position zero and keeps the token`() {
        let (person, token) = admitted()
        let state = status(person)
        #expect(state["/status"] == "ADMITTED")
        #expect(state["/position"] == 0)
        #expect(state["/admissionToken"] == JSONNode(token))
        #expect(state["/admittedAt"] == "2026-01-01T00:00:00Z")
        client.advance("5s")
        #expect(backend("admit", person)["/admissionToken"] == JSONNode(token))
        #expect(enter(person).body == state.body)
    }

    @Test func `leaving after admission ends it`() {
        let (person, token) = admitted()
        _ = client.send("POST /queues/queue_open/leave", as: .consumer(person.token))
        let state = status(person)
        #expect(state["/status"] == "LEFT")
        #expect(state["/admissionToken"].isNull)
        #expect(backend("validate", person, ["token": token]).status == 403)
        let again = client.send("POST /queues/queue_open/leave", as: .consumer(person.token))
        #expect((again.status, again["/error"]) == (404, "Consumer not in queue"))
    }

    @Test func `completing happens once, and only to the admitted`() {
        let waiting = client.guest()
        _ = enter(waiting)
        #expect(backend("complete", waiting).status == 409)
        let (person, _) = admitted()
        client.advance("5s")
        let done = backend("complete", person)
        #expect(
            done.body == [
                "queueId": "queue_open", "consumerId": JSONNode(person.id), "status": "COMPLETED",
                "completedAt": "2026-01-01T00:00:05Z",
            ])
        let twice = backend("complete", person)
        #expect(twice.status == 409)
        #expect(twice.string("/error").contains("already completed"))
        #expect(status(person)["/status"] == "COMPLETED")
    }

    @Test(arguments: ["ORDER_LIMIT_EXCEEDED", "FRAUD_DETECTED", "ADMIN_ACTION"])
    func `a denied consumer is told why and may not enter again`(_ reason: String) {
        let person = client.guest()
        _ = enter(person)
        let denied = backend("deny", person, ["reason": reason])
        #expect(denied["/status"] == "DENIED")
        #expect(denied["/denyReason"] == JSONNode(reason))
        #expect(denied["/position"].isNull)
        #expect(enter(person).body == denied.body)
    }

    @Test func `a reason nobody documents is named in the details`() {
        let person = client.guest()
        _ = enter(person)
        let answer = backend("deny", person, ["reason": "MOOD"])
        #expect(answer.status == 400)
        #expect(answer["/details/0/field"] == "reason")
    }

    @Test func `an admission lasts ten minutes`() {
        let (person, token) = admitted()
        client.advance("599s")
        #expect(backend("validate", person, ["token": token]).body == true)
        client.advance("1s")
        let late = backend("validate", person, ["token": token])
        #expect((late.status, late["/error"]) == (403, "ADMISSION_EXPIRED"))
        #expect(late["/valid"] == false)
        #expect(status(person)["/denyReason"] == "ADMISSION_EXPIRED")
        #expect(enter(person)["/status"] == "QUEUED")
    }

    @Test func `a token is good for its own consumer, queue and device alone`() {
        let (person, token) = admitted(fingerprint: "fp_1")
        let (other, _) = admitted()
        #expect(backend("validate", person, ["token": token], fingerprint: "fp_1").body == true)
        #expect(backend("validate", other, ["token": token])["/error"] == "ADMISSION_INVALID")
        #expect(
            backend("validate", person, ["token": token], "queue_tiny")["/error"]
                == "ADMISSION_INVALID")
        let stolen = backend("validate", person, ["token": token], fingerprint: "fp_2")
        #expect(stolen.status == 403)
        #expect(stolen.headers["X-Fingerprint-Mismatch"] == "true")
        #expect(stolen["/error"] == "DEVICE_MISMATCH")
        #expect(stolen["/code"] == "FP002")
        #expect(!stolen.string("/support/confirmationCode").isEmpty)
    }

    @Test func `a queue with a rate admits in order on its beat, however time moves`() {
        let world = WorldFile.text(
            """
            {"experiences": [{"name": "E", "sequences": [{"name": "S", "queues": [
              {"id": "q", "name": "Q", "admissionsPerMinute": 60, "openAt": "+0s"}]}]}]}
            """)
        let client = MockClient(.init(world: world))
        let people = (0..<4).map { _ in client.guest() }
        for person in people {
            _ = client.send("POST /queues/q/enter", as: .consumer(person.token))
        }
        let admittedAt = {
            people.map { person in
                client.send("GET /queues/q/status", as: .consumer(person.token))["/admittedAt"]
            }
        }
        client.advance("1s")
        #expect(admittedAt() == ["2026-01-01T00:00:01Z", .null, .null, .null])
        client.advance("1h")
        _ = people.map { client.send("GET /queues/q/status", as: .consumer($0.token)) }
        let clock = client.send("GET /__admin/clock", as: .nobody)
        #expect(clock["/nextDue"].isNull)
    }
}

/// Contract section 6, "Fingerprints", and order limits.
struct RequirementTests {
    @Test func `where a fingerprint is required, validating needs one too`() {
        let client = MockClient(
            .init(
                world: .text(#"{"extends": "default", "settings": {"requiresFingerprint": true}}"#))
        )
        let person = client.guest()
        let bare = client.send("POST /queues/queue_open/enter", as: .consumer(person.token))
        #expect(bare.status == 400)
        #expect(bare.headers["X-Fingerprint-Error"] == "true")
        #expect(bare["/error"] == "FINGERPRINT_REQUIRED")
        let device = [("X-Fingerprint", "fp_1")]
        _ = client.send(
            "POST /queues/queue_open/enter", as: .consumer(person.token), headers: device)
        let token = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(person.id)]
        )["/admissionToken"]
        let body: JSONNode = ["consumerId": JSONNode(person.id), "token": token]
        let validate = "POST /queues/queue_open/validate"
        #expect(client.send(validate, as: .secret, body)["/code"] == "FP001")
        #expect(client.send(validate, as: .secret, body, headers: device).body == true)
    }

    @Test func `an order too many is denied at every door, with a documented reason`() {
        let client = MockClient(
            .init(world: .text(#"{"extends": "default", "settings": {"orderLimit": 1}}"#)))
        let person = client.guest()
        _ = client.send("POST /queues/queue_tiny/enter", as: .consumer(person.token))
        for call in ["admit", "complete"] {
            _ = client.send(
                "POST /queues/queue_tiny/\(call)", as: .secret, ["consumerId": JSONNode(person.id)])
        }
        for door in ["queues/queue_open", "draws/draw_open", "timed-releases/release_open"] {
            let answer = client.send("POST /\(door)/enter", as: .consumer(person.token))
            #expect(answer.status == 200, "\(door)")
            #expect(answer["/status"] == "DENIED", "\(door)")
            #expect(answer["/denyReason"] == "ORDER_LIMIT_EXCEEDED", "\(door)")
        }
    }
}
