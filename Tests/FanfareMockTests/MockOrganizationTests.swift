import FanfareMock
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// How a test of an SDK uses the mock, from outside.
struct MockOrganizationTests {
    private func post(
        _ path: String, _ body: [String: String], at server: MockServer, _ shop: MockOrganization
    ) async throws -> (status: Int, body: [String: Any]) {
        var request = URLRequest(url: try #require(URL(string: server.baseURL + path)))
        request.httpMethod = "POST"
        request.setValue(shop.publishableKey, forHTTPHeaderField: "X-Publishable-Key")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(body)
        let (data, response) = try await URLSession.shared.data(for: request)
        let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, json ?? [:])
    }

    @Test func `a client signs in with the code from the inbox`() async throws {
        let server = try MockServer()
        server.start()
        defer { server.stop() }
        let shop = try server.makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann+x@example.com"], at: server, shop)
        let code = try shop.code(to: "ann+x@example.com")
        let answer = try await post(
            "/auth/otp/verify", ["email": "ann+x@example.com", "code": code], at: server, shop)
        #expect(answer.status == 200)
        #expect((answer.body["session"] as? [String: Any])?["type"] as? String == "authenticated")
    }

    @Test func `a client meets an expired code after ten minutes that nobody waits for`()
        async throws
    {
        let server = try MockServer()
        server.start()
        defer { server.stop() }
        let shop = try server.makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann@example.com"], at: server, shop)
        let code = try shop.code(to: "ann@example.com")
        try shop.advance("10m1s")
        let answer = try await post(
            "/auth/otp/verify", ["email": "ann@example.com", "code": code], at: server, shop)
        #expect(answer.body["error"] as? String == "otp_expired")
    }

    @Test func `organizations have clocks, inboxes and worlds of their own`() throws {
        let server = try MockServer()
        server.start()
        defer { server.stop() }
        let one = try server.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        let other = try server.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        try one.advance("1h")
        #expect(try one.now() == "2026-01-01T01:00:00Z")
        #expect(try other.now() == "2026-01-01T00:00:00Z")
        try one.reset()
        #expect(try one.now() == "2026-01-01T00:00:00Z")
        try other.delete()
        #expect(throws: MockControlError.self) { try other.now() }
    }

    @Test func `a message that never comes is an error that says so`() throws {
        let server = try MockServer()
        server.start()
        defer { server.stop() }
        let shop = server.defaultOrganization
        #expect {
            try shop.code(to: "nobody@example.com", waiting: "10ms")
        } throws: { error in
            "\(error)" == "nothing was sent to nobody@example.com within 10ms"
        }
    }
}
