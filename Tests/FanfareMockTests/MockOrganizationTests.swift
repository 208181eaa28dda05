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
        let server = try MockServer.started()
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
        let server = try MockServer.started()
        let shop = try server.makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann@example.com"], at: server, shop)
        let code = try shop.code(to: "ann@example.com")
        try shop.advance("10m1s")
        let answer = try await post(
            "/auth/otp/verify", ["email": "ann@example.com", "code": code], at: server, shop)
        #expect(answer.body["error"] as? String == "otp_expired")
    }

    @Test func `organizations have clocks, inboxes and worlds of their own`() throws {
        let server = try MockServer.started()
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

    @Test func `a test asserts how often a call was made, and that nothing about it was odd`()
        async throws
    {
        let shop = try MockServer.started().makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann@example.com"], at: shop.server, shop)
        _ = try await post("/auth/otp/request", ["mail": "ann@example.com"], at: shop.server, shop)
        #expect(try shop.count("auth.otp.request") == 2)
        let requests = try shop.requests("auth.otp.request")
        #expect(requests.map(\.status) == [200, 400])
        #expect(requests.map(\.violations) == [[], ["unknownField"]])
        #expect(requests[1].remarks[0].hasPrefix("The field 'mail' is not documented"))
        #expect(requests[1].body == #"{"mail":"ann@example.com"}"#)
        try shop.forgetRequests()
        #expect(try shop.count("auth.otp.request") == 0)
    }

    @Test func `a fault breaks the second of two calls, until it is removed`() async throws {
        let shop = try MockServer.started().makeOrganization()
        let fault = try shop.addFault(
            .status(503, json: #"{"error":"Down"}"#), operation: "auth.guest", every: 2)
        var statuses: [Int] = []
        for _ in 1...4 {
            statuses.append(try await post("/auth/guest", [:], at: shop.server, shop).status)
        }
        #expect(statuses == [200, 503, 200, 503])
        #expect(try shop.requests().map(\.faults) == [[], [fault], [], [fault]])
        try shop.removeFault(fault)
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        try shop.addFault(.rateLimit(retryAfter: 9), path: "/auth/*", probability: 1)
        let refused = try await post("/auth/guest", [:], at: shop.server, shop)
        #expect(refused.status == 429)
        #expect(refused.body["retryAfter"] as? Int == 9)
        try shop.removeFaults()
        #expect(try await post("/auth/guest", [:], at: shop.server, shop).status == 200)
    }

    @Test(
        arguments: [
            .status(200), .error("full"), .rateLimit(), .delay("1ms"), .delayBetween("1ms", "2ms"),
            .delayBetween("1ms", "1h", median: "2ms", p99: "3ms"),
            .resetBefore, .resetMiddle, .truncate(after: 1), .contentLength(off: 1),
            .drip(bytesPerSecond: 9), .malformedJSON, .contentType("text/html"),
        ] as [MockFault])
    func `the mock takes every fault there is`(_ fault: MockFault) throws {
        let shop = try MockServer.started().defaultOrganization
        #expect(try shop.addFault(fault) == "fault_1")
    }

    @Test func `a fault that makes no sense is an error that says why`() throws {
        let shop = try MockServer.started().defaultOrganization
        let spelt = #expect(throws: MockControlError.self) { try shop.addFault(.error("ful")) }
        #expect(spelt?.description.contains("rateLimited") == true)
        let body = #expect(throws: MockControlError.self) {
            try shop.addFault(.status(503, json: "{"))
        }
        #expect(body?.description.contains("no JSON") == true)
    }

    @Test func `messages tell to whom they went and whether they were used`() async throws {
        let shop = try MockServer.started().makeOrganization(startAt: "2026-01-01T00:00:00Z")
        _ = try await post(
            "/auth/otp/request", ["phone": "+12025550199"], at: shop.server, shop)
        let message = try #require(try shop.messages().first)
        #expect(message.recipient == "+12025550199")
        #expect(message.channel == "sms")
        #expect(message.code.count == 6)
        #expect(message.sentAt == "2026-01-01T00:00:00Z")
        #expect(message.expiresAt == "2026-01-01T00:10:00Z")
        #expect(message.state == .sent)
        #expect(!message.isUsed)
        let verification = ["phone": "+12025550199", "code": message.code]
        _ = try await post("/auth/otp/verify", verification, at: shop.server, shop)
        #expect(try shop.messages(to: "+1 (202) 555-0199").map(\.state) == [.used])
    }

    @Test func `a clock stands, is set and runs on`() throws {
        let shop = try MockServer.started().makeOrganization()
        try shop.freezeClock()
        let stopped = try shop.now()
        #expect(try shop.now() == stopped)
        try shop.setClock(to: "2099-01-01T00:00:00Z")
        #expect(try shop.now() == "2099-01-01T00:00:00Z")
        try shop.freezeClock(false)
        #expect(try shop.now().hasPrefix("2099-01-01T0"))
    }

    @Test func `a message that never comes is an error that says so`() throws {
        let server = try MockServer.started()
        let shop = server.defaultOrganization
        #expect {
            try shop.code(to: "nobody@example.com", waiting: "10ms")
        } throws: { error in
            "\(error)" == "nothing was sent to nobody@example.com within 10ms"
        }
    }
}
