import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 10.
struct CreationTests {
    private let client = MockClient()

    private func create(_ what: String, _ body: JSONNode) -> MockClient.Answer {
        client.send("POST /\(what)", as: .secret, body)
    }

    @Test func `an experience is answered in full, instants in UTC`() {
        let made = create(
            "experiences",
            [
                "name": "Holiday Sale", "slug": "holiday-2090",
                "openAt": "2090-12-01T09:00:00-05:00", "closeAt": "2090-12-01T18:00:00-05:00",
                "timeZone": "America/New_York", "theme": ["primaryColor": "#4F46E5"],
            ])
        #expect(made.status == 201)
        #expect(made.string("/id").hasPrefix("exp_"))
        #expect(made["/slug"] == "holiday-2090")
        #expect(made["/openAt"] == "2090-12-01T14:00:00Z")
        #expect(made["/closeAt"] == "2090-12-01T23:00:00Z")
        #expect(made["/i18n"].isNull)
        #expect(made["/theme"] == ["primaryColor": "#4F46E5"])
        #expect(made["/status"] == "scheduled")
        #expect(made["/createdAt"] == "2026-01-01T00:00:00Z")
        #expect(made["/createdBy"] == made["/updatedBy"])
    }

    @Test(
        "the status of an experience follows its times",
        arguments: [
            (nil, nil, "draft"), ("2025-01-01T00:00:00Z", nil, "active"),
            (nil, "2025-01-01T00:00:00Z", "completed"), ("2027-01-01T00:00:00Z", nil, "scheduled"),
        ] as [(String?, String?, String)])
    func status(openAt: String?, closeAt: String?, status: String) {
        let made = create(
            "experiences",
            ["name": "Sale", "openAt": JSONNode(openAt), "closeAt": JSONNode(closeAt)])
        #expect(made["/status"] == JSONNode(status))
    }

    @Test func `a created experience has one sequence that takes a queue`() {
        let id = create("experiences", ["name": "Sale"]).string("/id")
        let sequence = client.send("GET /experiences/\(id)")["/sequences/0/id"]
        let queue = create("queues", ["sequenceId": sequence, "maxCapacity": 1])
        #expect(queue.status == 201)
        let entered = client.send(
            "POST /queues/\(queue.string("/id"))/enter", as: .consumer(client.guest().token))
        #expect(entered["/position"] == 1)
        let shown = client.send("GET /experiences/\(id)")
        #expect(shown["/sequences/0/queues/0/id"] == queue["/id"])
    }

    @Test func `a queue is answered in full and serves as it was made`() {
        let made = create(
            "queues",
            [
                "sequenceId": "seq_main", "name": "Launch", "openAt": "2026-01-01T01:00:00+01:00",
                "closeAt": "2026-01-01T02:00:00Z", "maxCapacity": 10, "admissionRate": 60,
                "sessionDurationSeconds": 900, "metadata": ["a": 1],
            ])
        #expect(made["/organizationId"] == "org_mock")
        #expect(made["/status"] == "OPEN")
        #expect(made["/timeZone"] == "UTC")
        #expect(made["/encryptionSeed"].string?.utf8.count == 36)
        #expect(made["/metadata"] == ["a": 1])
        let id = made.string("/id")
        let guest = client.guest()
        _ = client.send("POST /queues/\(id)/enter", as: .consumer(guest.token))
        client.advance("1s")
        let status = client.send("GET /queues/\(id)/status", as: .consumer(guest.token))
        #expect(status["/status"] == "ADMITTED")
        client.advance("899s")
        let last = client.send("GET /queues/\(id)/status", as: .consumer(guest.token))
        #expect(last["/status"] == "ADMITTED")
        client.advance("1s")
        let expired = client.send("GET /queues/\(id)/status", as: .consumer(guest.token))
        #expect(expired["/denyReason"] == "ADMISSION_EXPIRED")
    }

    @Test func `one answer names everything that is wrong`() {
        let refused = create(
            "queues",
            [
                "openAt": "tomorrow", "closeAt": 5, "timeZone": "Mars", "maxCapacity": 0,
                "admissionRate": "fast", "metadata": [],
            ])
        #expect(refused.status == 400)
        #expect(refused["/error"] == "Validation failed")
        let fields = refused["/details"].elements?.compactMap { $0["field"]?.string }
        #expect(
            fields == [
                "sequenceId", "openAt", "closeAt", "timeZone", "metadata", "maxCapacity",
                "admissionRate",
            ])
    }

    @Test func `closing lies after opening, a slug is nobody else's`() {
        let twisted = create(
            "experiences",
            [
                "name": "Sale", "openAt": "2026-01-02T00:00:00Z",
                "closeAt": "2026-01-02T00:00:00Z",
            ])
        #expect(twisted["/details/0"] == ["field": "closeAt", "message": "Must be after openAt"])
        #expect(create("experiences", ["name": "A", "slug": "only"]).status == 201)
        let taken = create("experiences", ["name": "B", "slug": "only"])
        #expect(taken["/details/0"] == ["field": "slug", "message": "Already taken"])
        let (first, second) = (
            create("experiences", ["name": "A"]), create("experiences", ["name": "A"])
        )
        #expect(first["/slug"] == "a")
        #expect(second["/slug"] != "a")
    }

    @Test func `an unknown sequence is not found, a publishable key creates nothing`() {
        #expect(create("queues", ["sequenceId": "seq_none"])["/error"] == "Sequence not found")
        for what in ["experiences", "queues"] {
            let answer = client.send("POST /\(what)", ["name": "A"])
            #expect(answer.status == 401)
            #expect(answer["/error"] == "Secret key required")
        }
    }
}
