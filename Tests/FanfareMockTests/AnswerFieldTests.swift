import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The fields that every answer carries, whatever it is about.
struct AnswerFieldTests {
    private let wire = Wire(
        Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))
    private let key = ("X-Publishable-Key", Mock.Default.publishableKey)

    /// Every call of both protocols, with each of the credentials, from a page and not.
    private func everyAnswer(_ look: (String, MockClient.Answer) -> Void) {
        let secret = ("Authorization", "Bearer \(Mock.Default.secretKey)")
        let guest = wire.send("POST /auth/guest", [key]).string("/accessToken")
        let consumer = [key, ("Authorization", "Bearer \(guest)")]
        let routes = Edition.v1.routes + controlRoutes.filter { $0.template != "/__admin/events" }
        var lines = ["GET /", "GET /nowhere", "GET /__admin/nowhere", "PUT /auth/guest"]
        for route in routes {
            let id = route.template.split(separator: "/").first.map { "\($0.dropLast())_open" }
            lines.append(
                "\(route.method) \(route.template.replacing("{id}", with: id ?? "x"))"
                    .replacing("{file}", with: "main.js"))
        }
        for line in lines where !line.hasSuffix("/state") {
            for credentials in [[], [key], [secret], consumer] {
                for origin in [[], [("Origin", "http://localhost:4802")]] {
                    look(line, wire.send(line, credentials + origin))
                }
            }
        }
    }

    @Test func `no cache keeps an answer, but that of the key alone for its own caller`() {
        var kept: Set<String> = []
        everyAnswer { line, answer in
            let policy = answer.headers.values(for: "Cache-Control")
            let vary = answer.headers.values(for: "Vary")
            if policy == ["private, no-cache"] {
                kept.insert(line)
                #expect(answer.status == 200)
                #expect(
                    vary == ["Origin, Authorization, X-Publishable-Key, X-Organization-Id"])
            } else {
                #expect(policy == ["no-store"], "\(line): \(answer.status)")
                #expect(vary == ["Origin"], "\(line)")
            }
        }
        #expect(kept.contains("GET /queues/queue_open"))
        #expect(kept.contains("GET /organizations/current"))
        let forbidden = ["/status", "/consumers", "/auth", "/__admin", "/health", "bid"]
        #expect(!kept.contains { line in forbidden.contains { line.contains($0) } }, "\(kept)")
    }

    @Test func `each 401 says how to show who one is, and nothing else does`() {
        var statuses: Set<Int> = []
        everyAnswer { line, answer in
            statuses.insert(answer.status)
            let expected = answer.status == 401 ? ["Bearer"] : []
            #expect(answer.headers.values(for: "WWW-Authenticate") == expected, "\(line)")
        }
        #expect(statuses.contains(401))
        _ = wire.send("POST /__admin/faults", [], ["status": 401])
        let broken = wire.send("GET /health", [])
        #expect(broken.headers.values(for: "WWW-Authenticate") == ["Bearer"])
    }

    @Test func `a page may read the time, the notice and every limit`() {
        let answer = wire.send("POST /auth/guest", [key, ("Origin", "https://shop.example")])
        let exposed = answer.headers["Access-Control-Expose-Headers"] ?? ""
        for name in [
            "Date", "X-Request-Id", "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining",
            "X-RateLimit-Reset", "X-Mock-Notice",
        ] {
            #expect(exposed.split(separator: ", ").contains { $0 == name }, "\(name)")
        }
    }

    @Test(arguments: ["GET /", "HEAD /", "GET /?ready"])
    func `who waits for the mock at the root is answered`(_ line: String) {
        let answer = wire.send(line, [])
        #expect(answer.status == 200)
        #expect(answer.body["page"] == "/__admin/")
        let entry = wire.send("GET /__admin/requests", [])["/requests/0"]
        #expect(entry["violations"] == [])
    }

    @Test func `a browser at the root is led to the page, unless there is none`() {
        let accept = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        let answer = wire.send("GET /", [accept])
        #expect(answer.status == 307)
        #expect(answer.headers["Location"] == "__admin/")
        var configuration = Mock.Configuration(startAt: MockClient.start)
        configuration.servesControl = false
        let closed = Wire(Mock(configuration, real: MockClient.start))
        #expect(closed.send("GET /", [accept]).status == 200)
        #expect(!closed.send("GET /", [accept]).text.contains("__admin"))
        #expect(wire.send("POST /", []).status == 404)
    }
}
