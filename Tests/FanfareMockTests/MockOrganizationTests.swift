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
        let shop = try await server.makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann+x@example.com"], at: server, shop)
        let code = try await shop.code(to: "ann+x@example.com")
        let answer = try await post(
            "/auth/otp/verify", ["email": "ann+x@example.com", "code": code], at: server, shop)
        #expect(answer.status == 200)
        #expect((answer.body["session"] as? [String: Any])?["type"] as? String == "authenticated")
    }

    @Test func `a client meets an expired code after ten minutes that nobody waits for`()
        async throws
    {
        let server = try MockServer.started()
        let shop = try await server.makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann@example.com"], at: server, shop)
        let code = try await shop.code(to: "ann@example.com")
        try await shop.advance(by: .seconds(601))
        let answer = try await post(
            "/auth/otp/verify", ["email": "ann@example.com", "code": code], at: server, shop)
        #expect(answer.body["error"] as? String == "otp_expired")
    }

    @Test func `organizations have clocks, inboxes and worlds of their own`() async throws {
        let server = try MockServer.started()
        let one = try await server.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        let other = try await server.makeOrganization(startAt: "2026-01-01T00:00:00Z")
        try await one.advance(by: .seconds(3600))
        #expect(try await one.now() == "2026-01-01T01:00:00Z")
        #expect(try await other.now() == "2026-01-01T00:00:00Z")
        try await one.reset()
        #expect(try await one.now() == "2026-01-01T00:00:00Z")
        try await other.delete()
        await #expect(throws: MockControlError.self) { try await other.now() }
    }

    @Test func `a test asserts how often a call was made, and that nothing about it was odd`()
        async throws
    {
        let shop = try await MockServer.started().makeOrganization()
        _ = try await post("/auth/otp/request", ["email": "ann@example.com"], at: shop.server, shop)
        _ = try await post("/auth/otp/request", ["mail": "ann@example.com"], at: shop.server, shop)
        #expect(try await shop.count("auth.otp.request") == 2)
        let requests = try await shop.requests("auth.otp.request")
        #expect(requests.map(\.status) == [200, 400])
        #expect(requests.map { $0.violations.map(\.kind) } == [[], [.unknownField]])
        #expect(
            requests[1].violations[0].description.hasPrefix("The field 'mail' is not documented"))
        #expect(requests[1].request.body == #"{"mail":"ann@example.com"}"#)
        #expect(try await shop.requests(containing: #""MAIL""#).map(\.status) == [400])
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        let guest = try #require(try await shop.requests(.authGuest).first?.consumerID)
        #expect(try await shop.requests(about: guest).map(\.operation) == [.authGuest])
        #expect(try await shop.requests(about: "guest_nobody").isEmpty)
        try await shop.forgetRequests()
        #expect(try await shop.count("auth.otp.request") == 0)
    }

    @Test func `a fault breaks the second of two calls, until it is removed`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        let fault = try await shop.addFault(
            .status(503, json: #"{"error":"Down"}"#), operation: "auth.guest", every: 2)
        var statuses: [Int] = []
        for _ in 1...4 {
            statuses.append(try await post("/auth/guest", [:], at: shop.server, shop).status)
        }
        #expect(statuses == [200, 503, 200, 503])
        #expect(try await shop.requests().map(\.faults) == [[], [fault], [], [fault]])
        try await shop.removeFault(fault)
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        try await shop.addFault(.rateLimit(retryAfter: 9), path: "/auth/*", probability: 1)
        let refused = try await post("/auth/guest", [:], at: shop.server, shop)
        #expect(refused.status == 429)
        #expect(refused.body["retryAfter"] as? Int == 9)
        try await shop.removeFaults()
        #expect(try await post("/auth/guest", [:], at: shop.server, shop).status == 200)
    }

    @Test(
        arguments: [
            .status(200), .error("full"), .rateLimit(), .delay(.milliseconds(1)),
            .delayBetween(.milliseconds(1), .milliseconds(2)),
            .delayBetween(
                .milliseconds(1), .seconds(3600), median: .milliseconds(2), p99: .milliseconds(3)),
            .resetBefore, .resetMiddle, .truncate(after: 1), .contentLength(off: 1),
            .drip(bytesPerSecond: 9), .malformedJSON, .contentType("text/html"),
        ] as [MockFault])
    func `the mock takes every fault there is`(_ fault: MockFault) async throws {
        let shop = try MockServer.started().defaultOrganization
        #expect(try await shop.addFault(fault) == "fault_1")
    }

    @Test func `a fault that makes no sense is an error that says why`() async throws {
        let shop = try MockServer.started().defaultOrganization
        let spelt = await #expect(throws: MockControlError.self) {
            try await shop.addFault(.error("ful"))
        }
        #expect(spelt?.description.contains("rateLimited") == true)
        let body = await #expect(throws: MockControlError.self) {
            try await shop.addFault(.status(503, json: "{"))
        }
        #expect(body?.description.contains("no JSON") == true)
    }

    @Test func `messages tell to whom they went and whether they were used`() async throws {
        let shop = try await MockServer.started().makeOrganization(startAt: "2026-01-01T00:00:00Z")
        _ = try await post(
            "/auth/otp/request", ["phone": "+12025550199"], at: shop.server, shop)
        let message = try #require(try await shop.messages().first)
        #expect(message.recipient == "+12025550199")
        #expect(message.channel == .sms)
        #expect(message.code.count == 6)
        #expect(message.sentAt == "2026-01-01T00:00:00Z")
        #expect(message.expiresAt == "2026-01-01T00:10:00Z")
        #expect(message.state == .sent)
        let verification = ["phone": "+12025550199", "code": message.code]
        _ = try await post("/auth/otp/verify", verification, at: shop.server, shop)
        #expect(try await shop.messages(to: "+1 (202) 555-0199").map(\.state) == [.used])
    }

    @Test func `keys are rotated and retired, and the clock shows its skew`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        let first = try #require(try await shop.signingKeys().first)
        #expect(first.signs)
        let both = try await shop.rotateSigningKey()
        #expect(both.map(\.signs) == [true, false])
        #expect(both.last?.id == first.id)
        #expect(try await shop.retireEarlierSigningKeys() == Array(both.prefix(1)))
        #expect(try await shop.rotateSigningKey(retiringEarlier: true).count == 1)
        let (data, _) = try await URLSession.shared.data(
            from: try #require(URL(string: shop.keySetURL)))
        let set = try JSONSerialization.jsonObject(with: data) as? [String: [[String: String]]]
        #expect(set?["keys"]?.map { $0["kid"] } == [try await shop.signingKeys()[0].id])
        try await shop.advance(by: .seconds(120))
        #expect(try await shop.clock().skew == .seconds(120))
    }

    @Test func `a clock stands, is set and runs on`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        try await shop.freezeClock()
        let stopped = try await shop.now()
        #expect(try await shop.now() == stopped)
        try await shop.advance(to: "2099-01-01T00:00:00Z")
        #expect(try await shop.now() == "2099-01-01T00:00:00Z")
        try await shop.runClock()
        #expect(try await shop.now() - "2099-01-01T00:00:00Z" < .seconds(3600))
        #expect(try await shop.clock().isFrozen == false)
    }

    @Test func `a message that never comes is an error that says so`() async throws {
        let server = try MockServer.started()
        let shop = server.defaultOrganization
        let error = await #expect(throws: MockControlError.self) {
            try await shop.code(to: "nobody@example.com", waiting: .milliseconds(10))
        }
        #expect(error?.description == "nothing was sent to nobody@example.com within 0.01 seconds")
    }

    @Test func `each code is handed out once`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        let body = ["email": "ann@example.com"]
        _ = try await post("/auth/otp/request", body, at: shop.server, shop)
        _ = try await shop.code(to: "ann@example.com")
        async let next = shop.nextCode(to: "ann@example.com")
        _ = try await post("/auth/otp/request", body, at: shop.server, shop)
        let messages = try await shop.messages(to: "ann@example.com")
        #expect(try await next == messages.last?.code)
        await #expect(throws: MockControlError.self) {
            try await shop.nextCode(to: "ann@example.com", waiting: .zero)
        }
        let error = await #expect(throws: MockControlError.self) {
            try await shop.messages(after: "msg_99")
        }
        #expect(error?.status == 400)
    }

    @Test func `the same seed and name give the same organization, whoever came first`()
        async throws
    {
        func story(_ names: [String]) async throws -> [String: [String]] {
            let server = try MockServer.started()
            var handedOut: [String: [String]] = [:]
            for name in names {
                let shop = try await server.makeOrganization(
                    name: name, seed: 7, startAt: "2026-01-01T00:00:00Z")
                let guest = try await post("/auth/guest", [:], at: server, shop)
                _ = try await post(
                    "/auth/otp/request", ["email": "ann@example.com"], at: server, shop)
                handedOut[name] = [
                    shop.id, shop.secretKey, guest.body["accessToken"] as? String ?? "",
                    try await shop.code(to: "ann@example.com"),
                ]
            }
            return handedOut
        }
        let (one, other) = (try await story(["a", "b"]), try await story(["b", "c", "a"]))
        #expect(one["a"] == other["a"])
        #expect(one["b"] == other["b"])
        #expect(one["a"]?.first != one["b"]?.first)
    }

    @Test func `one that lives already is refused, and another name is not`() async throws {
        let server = try MockServer.started()
        let shop = try await server.makeOrganization(name: "checkout", seed: 7)
        let error = await #expect(throws: MockControlError.self) {
            try await server.makeOrganization(name: "checkout", seed: 7)
        }
        #expect(error?.status == 409)
        #expect(error?.description.contains("seed 7 and the name") == true)
        try await shop.delete()
        #expect(try await server.makeOrganization(name: "checkout", seed: 7).id == shop.id)
    }

    @Test func `a test waits for calls that are still to come`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        async let two = shop.requests(.authGuest, count: 2)
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        let first = try #require(try await two.first)
        #expect(try await two.count == 2)
        let later = try await shop.requests(after: first.id)
        #expect(later.count == 1)
        #expect(later.first?.operation == .authGuest)
        #expect(later.first?.response["x-request-id"] == later.first?.id)
        await #expect(throws: MockControlError.self) {
            try await shop.requests(.authGuest, count: 3, waiting: .milliseconds(10))
        }
    }

    @Test func `what falls due is told, and the next of it`() async throws {
        let shop = try await MockServer.started().makeOrganization(startAt: "2026-01-01T00:00:00Z")
        let due = try #require(try await shop.clock().nextDue)
        let events = try await shop.advanceToNextDue()
        #expect(events.first?.at == due)
        #expect(try await shop.now() == due)
    }

    @Test func `several faults are one`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        try await shop.addFault(
            .delay(.milliseconds(1)), .error(.rateLimited), .header("X-One", "1"),
            .header("X-Two", "2"), operation: .authGuest, times: 1)
        _ = try await post("/auth/guest", [:], at: shop.server, shop)
        let request = try #require(try await shop.requests(status: "4xx").first)
        #expect(request.error == "Rate limit exceeded")
        #expect(request.delay == .milliseconds(1))
        #expect(request.response["X-Two"] == "2")
    }
}
