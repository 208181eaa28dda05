import FanfareMock
import FanfareMockTesting
import FanfareMockURLSession
import Foundation
import Synchronization
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A call as a client makes it; it knows nothing of the mock.
private func post(
    _ path: String, _ body: [String: String] = [:], key: String?, _ session: URLSession,
    base: String = "https://consumer.example.com"
) async throws -> (status: Int, body: [String: Any]) {
    var request = URLRequest(url: try #require(URL(string: base + path)))
    request.httpMethod = "POST"
    request.setValue(key, forHTTPHeaderField: "X-Publishable-Key")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = try JSONEncoder().encode(body)
    let (data, response) = try await session.data(for: request)
    let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, json ?? [:])
}

struct TraitTests {
    @Test(.fanfare(seed: 7, startAt: "2026-01-01T00:00:00Z"))
    func `a test has an organization of its own`() async throws {
        let shop = try MockOrganization.current
        #expect(try await shop.now() == "2026-01-01T00:00:00Z")
        let session = shop.urlSession()
        _ = try await post(
            "/auth/otp/request", ["email": "ann@example.com"], key: shop.publishableKey, session)
        #expect(try await shop.nextCode(to: "ann@example.com").count == 6)
        await shop.expect(.authOtpRequest, count: 1)
        await shop.expectNothingOdd()
    }

    @Test func `without the trait there is none, and the error says what to do`() {
        #expect(throws: (any Error).self) { try MockOrganization.current }
    }

    @Test(.fanfare, arguments: 1...8)
    func `each case of a test has its own`(_ number: Int) async throws {
        let shop = try MockOrganization.current
        for _ in 1...number { try await shop.advance(by: .seconds(1)) }
        _ = try await post("/auth/guest", key: shop.publishableKey, shop.urlSession())
        await shop.expect(.authGuest, count: 1)
    }

    @Test(.fanfare) func `a call that was not made is shown beside those that were`() async throws {
        let shop = try MockOrganization.current
        _ = try await post("/auth/guest", ["odd": "1"], key: shop.publishableKey, shop.urlSession())
        let failure = await #expect(throws: MockExpectationFailure.self) {
            try await shop.verify(.authRefresh, count: 1)
        }
        let text = "\(try #require(failure))"
        #expect(text.hasPrefix("auth.refresh was called 0 times, expected once\n"))
        #expect(text.contains("200  POST /auth/guest  (auth.guest)\n      odd: "))
        await withKnownIssue { await shop.expect(.authRefresh, count: 1) }
        await withKnownIssue { await shop.expectNothingOdd() }
    }

    @Test(.fanfare) func `a client that forgets the key is found in the timeline`() async throws {
        let shop = try MockOrganization.current
        let answer = try await post("/auth/guest", key: nil, shop.urlSession())
        #expect(answer.status == 401)
        #expect(try await shop.timeline().contains("401  POST /auth/guest  (auth.guest)"))
        // Over a socket nobody knows whose it was.
        let other = try await shop.server.makeOrganization()
        _ = try await post("/auth/guest", key: nil, URLSession.shared, base: shop.server.baseURL)
        #expect(try await other.timeline().contains("without a key that leads to one:\n"))
        try await other.delete()
    }
}

/// What 64 tests do at once, with a socket and without: nobody holds a thread that another needs.
@Suite(.fanfare) struct ParallelTests {
    /// How many were at it at the same time, the most there ever were.
    private static let most = Mutex<(now: Int, most: Int)>((0, 0))

    @Test(arguments: 1...64, [true, false])
    func `many stories are told at once`(_ number: Int, _ hasSocket: Bool) async throws {
        let shop = try MockOrganization.current
        let session = hasSocket ? URLSession(configuration: .ephemeral) : shop.urlSession()
        let base = hasSocket ? shop.server.baseURL : "https://consumer.example.com"
        let (email, key) = ("ann\(number)@example.com", shop.publishableKey)
        async let code = shop.nextCode(to: email, waiting: .seconds(30))
        _ = try await post("/auth/otp/request", ["email": email], key: key, session, base: base)
        let first = try await code
        try await shop.advance(by: .seconds(60))
        async let second = shop.nextCode(to: email, waiting: .seconds(30))
        _ = try await post("/auth/otp/request", ["email": email], key: key, session, base: base)
        let answer = try await post(
            "/auth/otp/verify", ["email": email, "code": try await second], key: key, session,
            base: base)
        #expect(answer.status == 200)
        #expect(try await second != first)
        try await shop.eventually { try await shop.count(.authOtpVerify) == 1 }
    }
}
