import JSONTree
import Testing

@testable import FanfareMock

/// What the status says once a participation is over.
struct CompletedStatusTests {
    @Test func `a completed place in a queue says when it was completed`() {
        let client = MockClient()
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        for call in ["admit", "complete"] {
            _ = client.send(
                "POST /queues/queue_open/\(call)", as: .secret, ["consumerId": JSONNode(guest.id)])
        }
        client.advance("1m")
        let status = client.send("GET /queues/queue_open/status", as: .consumer(guest.token))
        #expect(status.string("/status") == "COMPLETED")
        #expect(status.string("/completedAt") == "2026-01-01T00:00:00Z")
    }

    @Test func `a completed win says when it was completed`() {
        let client = MockClient()
        let guest = client.guest()
        _ = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
        client.advance("1h")
        _ = client.send(
            "POST /draws/draw_open/complete", as: .secret, ["consumerId": JSONNode(guest.id)])
        client.advance("1m")
        let refreshed = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        let token = refreshed.string("/accessToken")
        let status = client.send("GET /draws/draw_open/status", as: .consumer(token))
        #expect(status.string("/status") == "COMPLETED")
        #expect(status.string("/completedAt") == "2026-01-01T01:00:00Z")
    }

    @Test(arguments: ["name", "encryptionSeed"])
    func `a creation refuses an empty text`(_ field: String) {
        let answer = MockClient().send(
            "POST /queues", as: .secret,
            JSONNode([JSONMember("sequenceId", "seq_main"), JSONMember(field, "")]))
        #expect(answer.status == 400)
        #expect(answer.string("/details/0/field") == field)
    }
}
