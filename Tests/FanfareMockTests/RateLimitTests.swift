import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Contract section 9, rate limits.
struct RateLimitTests {
    private let client = MockClient(
        .init(world: .text(#"{"extends": "default", "settings": {"enforcesRateLimits": true}}"#)))

    private func requestCode() -> MockClient.Answer {
        client.send("POST /auth/otp/request", ["email": "ann@example.com"])
    }

    @Test func `the eleventh code of a minute is refused until the minute is over`() {
        client.advance("45s")
        for left in (0..<10).reversed() {
            let answer = requestCode()
            #expect(answer.status == 200)
            #expect(answer.headers["X-RateLimit-Limit"] == "10")
            #expect(answer.headers["X-RateLimit-Remaining"] == String(left))
            #expect(answer.headers["X-RateLimit-Reset"] == "1767225660")
        }
        let refused = requestCode()
        #expect(refused.status == 429)
        #expect(refused.headers["Retry-After"] == "15")
        #expect(refused.body == ["error": "Rate limit exceeded", "retryAfter": 15])
        client.advance("14999ms")
        #expect(requestCode().status == 429)
        client.advance("1ms")
        #expect(requestCode().status == 200)
    }

    @Test(
        "a burst is refused until the second is over",
        arguments: [
            ("POST /queues/queue_open/enter", 100), ("POST /draws/draw_open/enter", 100),
            ("POST /auctions/auction_open/bid", 50),
        ])
    func burst(call: String, limit: Int) {
        let guest = client.guest()
        let send = { client.send(call, as: .consumer(guest.token), ["amount": 1]).status }
        for _ in 0..<limit { #expect(send() != 429) }
        #expect(send() == 429)
        client.advance("1s")
        #expect(send() != 429)
    }

    @Test func `a class over its limit leaves the others alone`() {
        for _ in 0..<11 { _ = requestCode() }
        #expect(client.send("POST /auth/guest").status == 200)
        #expect(client.send("GET /queues/queue_open").status == 200)
    }

    @Test func `callers without a key and the health check use no one's limit up`() {
        for _ in 0..<5 {
            _ = client.send("GET /queues/queue_open", as: .nobody)
            _ = client.send("GET /health", as: .nobody)
        }
        let answer = client.send("GET /queues/queue_open")
        #expect(answer.headers["X-RateLimit-Remaining"] == "4999")
    }

    @Test func `the health check is never refused`() {
        let organization = client.mock.defaultOrganization
        for _ in 0..<5000 { _ = organization.world.countCall(.status) }
        #expect(client.send("GET /queues/queue_open").status == 429)
        #expect(client.send("GET /health", as: .nobody).status == 200)
    }

    @Test func `without enforcement calls are counted and never refused`() {
        let client = MockClient()
        for _ in 0..<10 { _ = client.send("POST /auth/otp/request", ["email": "a@b.io"]) }
        let answer = client.send("POST /auth/otp/request", ["email": "a@b.io"])
        #expect(answer.status == 200)
        #expect(answer.headers["X-RateLimit-Remaining"] == "0")
    }
}
