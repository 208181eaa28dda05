import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What the journal is searched for, and pages of it.
struct JournalSearchTests {
    private let client = MockClient()

    private func paths(_ query: String) -> [String] {
        let answer = client.send("GET /__admin/requests?\(query)", as: .nobody)
        return answer["/requests"].elements?.compactMap { $0["path"]?.string } ?? []
    }

    private func entries(_ query: String = "") -> [JSONNode] {
        client.send("GET /__admin/requests?\(query)", as: .nobody)["/requests"].elements ?? []
    }

    @Test func `a text is sought in the path, the query, the id and both bodies`() {
        _ = client.send("GET /queues/Summer?a=Query")
        let otp = client.send("POST /auth/otp/request", ["email": "Ann@example.com"])
        #expect(paths("search=sUMMER") == ["/queues/Summer"])
        #expect(paths("search=a%3Dquery") == ["/queues/Summer"])
        #expect(paths("search=queue+not") == ["/queues/Summer"])
        #expect(paths("search=ann@example") == ["/auth/otp/request"])
        #expect(paths("search=\(otp.headers["X-Request-Id"] ?? "")") == ["/auth/otp/request"])
        #expect(paths("search=winter").isEmpty)
        let count = client.send(
            "POST /__admin/requests/count", as: .nobody, ["search": "SUMMER"])
        #expect(count["/count"] == 1)
    }

    @Test func `a call is about the consumer of its token, its body or its session`() {
        let (ann, ben) = (client.guest(), client.guest())
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(ann.token))
        _ = client.send("GET /queues/queue_open")
        _ = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(ann.id)])
        #expect(
            entries().map { $0["consumerId"] ?? .null } == [
                JSONNode(ann.id), JSONNode(ben.id), JSONNode(ann.id), .null, JSONNode(ann.id),
            ])
        #expect(
            paths("consumer=\(ann.id)")
                == ["/auth/guest", "/queues/queue_open/enter", "/queues/queue_open/admit"])
        #expect(paths("consumer=\(ben.id)") == ["/auth/guest"])
    }

    @Test func `pages lead back to the oldest`() {
        for number in 1...5 { _ = client.send("GET /queues/q\(number)") }
        let newest = entries("limit=2")
        #expect(newest.map { $0["path"] } == ["/queues/q4", "/queues/q5"])
        let before = newest[0]["id"]?.string ?? ""
        #expect(paths("limit=2&before=\(before)") == ["/queues/q2", "/queues/q3"])
        let page = client.send("GET /__admin/requests?limit=2&before=\(before)", as: .nobody)
        #expect(page["/count"] == 3)
        let refused = client.send("GET /__admin/requests?before=req_nope", as: .nobody)
        #expect(refused.string("/details/0/field") == "before")
    }

    @Test func `one request is shown as it came, and only when it is named`() {
        let guest = client.guest()
        _ = client.send("POST /auth/otp/request", as: .consumer(guest.token), ["email": "a@b.cc"])
        let entry = entries().last ?? .null
        #expect(entry["sent"] == nil)
        #expect(!entry.text().contains(guest.token))
        let id = entry["id"]?.string ?? ""
        let whole = entries("id=\(id)&secrets=true")
        #expect(whole.count == 1)
        let sent = whole.first?["sent"] ?? .null
        #expect(sent["method"] == "POST")
        #expect(sent["target"] == "/auth/otp/request")
        #expect(sent["body"]?.string?.contains("a@b.cc") == true)
        #expect(sent["headers"]?.text().contains(guest.token) == true)
        let refused = client.send("GET /__admin/requests?secrets=true", as: .nobody)
        #expect(refused.status == 400)
        #expect(refused.string("/details/0/field") == "secrets")
    }
}
