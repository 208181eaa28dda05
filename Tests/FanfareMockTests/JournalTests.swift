import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Design, "The mock's command and control": `/__admin/requests`.
struct JournalTests {
    private let client = MockClient()

    private func requests(_ query: String = "") -> [JSONNode] {
        client.send("GET /__admin/requests\(query)", as: .nobody)["/requests"].elements ?? []
    }

    private func count(_ filter: JSONNode? = nil) -> Int? {
        client.send("POST /__admin/requests/count", as: .nobody, filter)["/count"].integer
    }

    @Test func `an entry tells what was asked and answered, and when`() {
        client.advance("90s")
        let guest = client.guest()
        let asked = client.send(
            "GET /api/v1/queues/nowhere/status?x=1", as: .consumer(guest.token))
        let entry = requests().last ?? .null
        #expect(entry["number"] == 2)
        #expect(entry["id"]?.string == asked.headers["X-Request-Id"])
        #expect(entry["at"] == "2026-01-01T00:01:30Z")
        #expect(entry["realAt"] == "2026-01-01T00:00:00Z")
        #expect(entry["method"] == "GET")
        #expect(entry["path"] == "/api/v1/queues/nowhere/status")
        #expect(entry["query"] == "x=1")
        #expect(entry["route"] == "/queues/{id}/status")
        #expect(entry["operation"] == "queues.status")
        #expect(entry["status"] == 404)
        #expect(entry["response"]?["body"]?["error"] == "Queue not found")
        #expect(entry["response"]?["isCut"] == false)
        let key: JSONNode = ["name": "X-Publishable-Key", "value": "pk_test_mock00000000"]
        #expect(entry["request"]?["headers"]?.elements?.contains(key) == true)
    }

    @Test func `the time that an answer took is measured by the stopwatch`() {
        var ticks: UInt64 = 0
        client.mock.stopwatch = {
            ticks += 70_000
            return ticks
        }
        _ = client.send("GET /health")
        #expect(requests().last?["durationMicroseconds"] == 70)
    }

    @Test func `the journal keeps so many requests and counts the others`() {
        var configuration = Mock.Configuration()
        configuration.journalLimit = 3
        let client = MockClient(configuration)
        for number in 1...5 { _ = client.send("GET /queues/q\(number)") }
        let list = client.send("GET /__admin/requests", as: .nobody)
        #expect(
            list["/requests"].elements?.compactMap { $0["path"]?.string }
                == ["/queues/q3", "/queues/q4", "/queues/q5"])
        #expect(list["/requests/0/number"] == 3)
        #expect(list["/count"] == 3)
        #expect(list["/dropped"] == 2)
    }

    @Test func `the newest hundred are shown unless more are asked for`() {
        for _ in 1...120 { _ = client.send("GET /health") }
        #expect(requests().count == 100)
        #expect(requests().last?["number"] == 120)
        #expect(requests("?limit=110").count == 110)
        #expect(client.send("GET /__admin/requests", as: .nobody)["/count"] == 120)
        #expect(count() == 120)
    }

    @Test func `a journal of no length keeps nothing`() {
        var configuration = Mock.Configuration()
        configuration.journalLimit = 0
        let client = MockClient(configuration)
        _ = client.send("GET /health")
        #expect(client.send("GET /__admin/requests", as: .nobody)["/requests"] == [])
    }

    @Test func `long bodies are cut and say so`() {
        let long = String(repeating: "a", count: 100_000)
        _ = client.send("POST /auth/otp/request", ["email": JSONNode(long)])
        let entry = requests().last?["request"]
        #expect(entry?["bodyBytes"] == 100_012)
        #expect(entry?["isCut"] == true)
        #expect((entry?["body"]?.text().utf8.count ?? .max) < 20_000)
    }

    @Test(arguments: [
        ("", 5), ("?path=/queues/*/status", 1), ("?path=/queues/**", 2), ("?method=POST", 2),
        ("?method=get", 3), ("?operation=queues.get", 1), ("?status=404", 2), ("?status=4xx", 2),
        ("?status=200&method=POST", 1), ("?since=2026-01-01T00:01:00Z", 1), ("?limit=2", 2),
        ("?until=2026-01-01T00:00:30Z", 4),
        ("?odd=true", 1), ("?odd=false", 4), ("?path=/api/v1/queues/{id}", 1), ("?status=503", 1),
    ])
    func `a filter chooses requests`(_ query: String, _ expected: Int) {
        _ = client.send("POST /auth/guest")
        _ = client.send("GET /queues/nowhere")
        _ = client.send("GET /queues/nowhere/status", as: .consumer(client.guest().token))
        _ = client.send("DELETE /__admin/requests?path=/auth/guest&limit=1", as: .nobody)
        _ = client.send("POST /__admin/faults", as: .nobody, ["status": 503, "times": 1])
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        _ = client.send("POST /auth/guest")
        client.advance("1m")
        _ = client.send("GET /health?x=y")
        #expect(requests(query).count == expected, "\(requests(query).map { $0.text() })")
    }

    @Test func `counting takes the same filters, in the body or the query`() {
        _ = client.guest()
        _ = client.guest()
        _ = client.send("GET /health")
        #expect(count() == 3)
        #expect(count(["operation": "auth.guest"]) == 2)
        #expect(count(["status": 200, "method": "GET"]) == 1)
        #expect(count(["operation": "auth.refresh"]) == 0)
        let byQuery = client.send("POST /__admin/requests/count?method=POST", as: .nobody)
        #expect(byQuery["/count"] == 2)
    }

    @Test(arguments: [
        "?status=9", "?status=x", "?path=queues", "?since=noon", "?limit=-1", "?odd=maybe",
        "?operation=queue.enter", "?pth=/x",
    ])
    func `a filter that makes no sense is refused by name`(_ query: String) {
        let answer = client.send("GET /__admin/requests\(query)", as: .nobody)
        #expect(answer.status == 400)
        let name = query.dropFirst().prefix { $0 != "=" }
        #expect(answer["/details/0/field"].string == String(name), "\(answer.text)")
    }

    @Test func `requests are deleted by filter, all by none`() {
        _ = client.guest()
        _ = client.send("GET /health")
        _ = client.guest()
        let some = client.send("DELETE /__admin/requests?method=POST", as: .nobody)
        #expect(some.body == ["count": 2])
        #expect(requests().compactMap { $0["path"]?.string } == ["/health"])
        _ = client.guest()
        #expect(requests().last?["number"] == 4)
        #expect(client.send("DELETE /__admin/requests", as: .nobody).body == ["count": 2])
        #expect(requests().isEmpty)
    }

    @Test func `a full journal goes on after some of it was deleted`() {
        var journal = Journal(limit: 3)
        func record(_ path: String) {
            let facts = JournalEntry.Facts(
                number: journal.recorded + 1, requestBytes: 0, responseBytes: 0,
                at: MockClient.start, real: MockClient.start, nanoseconds: 0, delay: nil,
                faults: [], idleFaults: [], resentAfter: nil,
                finding: nil, reason: nil, newestTokensAt: nil, forwardedTo: nil)
            journal.record(
                facts, HTTPRequest(method: "GET", target: path), HTTPResponse(status: 200))
        }
        for path in ["/1", "/2", "/3", "/4", "/5"] { record(path) }
        let removed = journal.remove([4])
        #expect(removed == 1)
        for path in ["/6", "/7", "/8"] { record(path) }
        #expect(journal.entries.map(\.request.path) == ["/6", "/7", "/8"])
        #expect(journal.entries.map(\.facts.number) == [6, 7, 8])
    }

    @Test func `control calls are not in the journal`() {
        _ = client.send("GET /__admin/health", as: .nobody)
        #expect(requests().isEmpty)
    }

    @Test func `each organization has its own journal, a reset empties it`() {
        let other = client.send("POST /__admin/organizations", as: .nobody)
        let key = ("X-Publishable-Key", other.string("/publishableKey"))
        _ = client.send("POST /auth/guest", as: .nobody, headers: [key])
        #expect(count() == 0)
        let named = ("X-Organization-Id", other.string("/organizationId"))
        let count = {
            client.send("POST /__admin/requests/count", as: .nobody, headers: [named])["/count"]
        }
        #expect(count() == 1)
        _ = client.send("POST /__admin/reset", as: .nobody, headers: [named])
        #expect(count() == 0)
    }

    @Test func `faults that a request met are named`() {
        _ = client.send(
            "POST /__admin/faults", as: .nobody, ["delay": "2s", "truncateAfter": 5])
        _ = client.send("GET /health")
        let entry = requests().last ?? .null
        #expect(entry["faults"] == ["fault_1"])
        #expect(entry["delayMilliseconds"] == 2000)
        #expect(entry["delivery"] == "ended after 5 bytes of the body")
    }
}
