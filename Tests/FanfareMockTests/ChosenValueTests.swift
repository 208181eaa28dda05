import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Values that choose an outcome by themselves.
struct ChosenValueTests {
    private let client = MockClient()

    /// The same outcome by email and by phone, as the body of a request.
    private static func addresses(_ outcome: ChosenOutcome) -> [JSONNode] {
        [
            ["email": "ann+\(outcome.rawValue)@example.com"],
            ["email": "Ann+Shop+\(outcome.rawValue.uppercased())@Example.com"],
            ["phone": JSONNode(outcome.phone)],
            ["phone": JSONNode(String(outcome.phone.dropFirst(2))), "defaultCountry": "US"],
        ]
    }

    private func code(for address: JSONNode) -> String {
        let last = client.send("GET /__admin/inbox", as: .nobody)["/messages"].elements?.last
        return last?["code"]?.string ?? ""
    }

    private func verify(
        _ address: JSONNode, as caller: MockClient.Caller = .publishable, code: String? = nil
    ) -> MockClient.Answer {
        let code = JSONMember("code", JSONNode(code ?? self.code(for: address)))
        return client.send(
            "POST /auth/otp/verify", as: caller, JSONNode((address.members ?? []) + [code]))
    }

    private func authorize(_ subject: String) -> MockClient.Answer {
        client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "shop", "issuer": "https://shop.test", "subject": JSONNode(subject)])
    }

    private func exchange(
        _ subject: String, as caller: MockClient.Caller = .publishable
    ) -> MockClient.Answer {
        client.send(
            "POST /auth/external/exchange", as: caller,
            ["exchangeCode": authorize(subject)["/exchangeCode"]])
    }

    @Test(arguments: addresses(.expired))
    func `an expired code is sent and too old at once`(_ address: JSONNode) {
        #expect(client.send("POST /auth/otp/request", address).body == ["ok": true])
        #expect(verify(address)["/error"] == "otp_expired")
        #expect(verify(address, code: "000000")["/error"] == "otp_invalid")
    }

    @Test(arguments: addresses(.invalid))
    func `no code is right for an invalid address`(_ address: JSONNode) {
        #expect(client.send("POST /auth/otp/request", address).body == ["ok": true])
        #expect(verify(address)["/error"] == "otp_invalid")
    }

    @Test(arguments: addresses(.limited))
    func `a limited address asks too often, until the minute is over`(_ address: JSONNode) {
        client.advance("13s")
        let answer = client.send("POST /auth/otp/request", address)
        #expect(answer.status == 429)
        #expect(answer.body == ["error": "Rate limit exceeded", "retryAfter": 47])
        #expect(answer.headers["Retry-After"] == "47")
        #expect(answer.headers["X-RateLimit-Remaining"] == "0")
        #expect(code(for: address).isEmpty)
    }

    @Test(arguments: addresses(.taken))
    func `a taken address is another consumer's, who can still sign in`(_ address: JSONNode) {
        let guest = client.guest()
        _ = client.send("POST /auth/otp/request", address)
        let refused = verify(address, as: .consumer(guest.token))
        #expect(refused.status == 409)
        #expect(refused["/error"] == "already_linked")
        let owner = verify(address)
        #expect(owner.status == 200)
        #expect(owner.string("/session/consumerId") != guest.id)
        _ = client.send("POST /auth/otp/request", address)
        #expect(
            verify(address).string("/session/consumerId")
                == owner.string("/session/consumerId"))
    }

    @Test(arguments: addresses(.slow))
    func `a slow address is answered late, right or wrong`(_ address: JSONNode) {
        #expect(client.send("POST /auth/otp/request", address).delay == .seconds(3))
        let wrong = verify(address, code: "x")
        #expect(wrong["/error"] == "otp_invalid")
        #expect(wrong.delay == .seconds(3))
        let right = verify(address)
        #expect(right.status == 200)
        #expect(right.delay == .seconds(3))
    }

    @Test func `external subjects choose likewise`() {
        let expired = authorize("ann+expired")
        #expect(expired.string("/expiresAt") == "2026-01-01T00:01:00Z")
        #expect(exchange("ann+expired")["/error"] == "exchange_code_expired")
        #expect(exchange("ann+invalid")["/error"] == "invalid_exchange_code")
        #expect(authorize("ann+limited").status == 429)
        #expect(authorize("ann+slow").delay == .seconds(3))
        #expect(exchange("ann+slow").delay == .seconds(3))
        #expect(exchange("ann+slow").status == 200)
    }

    @Test func `a taken subject is a conflict for the identified and takes a guest over`() {
        let ann = MockClient.Person(client.signIn(email: "ann@example.com"))
        let refused = exchange("bob+taken", as: .consumer(ann.token))
        #expect(refused.status == 409)
        #expect(refused["/error"] == "consumer_conflict")
        let guest = client.guest()
        let owner = exchange("bob+taken", as: .consumer(guest.token))
        #expect(owner.status == 200)
        #expect(
            owner.string("/session/consumerId")
                == exchange("bob+taken").string("/session/consumerId"))
    }

    @Test(
        arguments: [
            ["email": "expired@example.com"], ["email": "ann+expired+1@example.com"],
            ["email": "ann+expiredx@example.com"], ["email": "ann@taken.example.com"],
            ["email": "ann+@example.com"], ["phone": "+12025550100"], ["phone": "+12025550106"],
            ["phone": "+13015550101"], ["phone": "+12025551234"],
        ] as [JSONNode])
    func `an ordinary address is untouched`(_ address: JSONNode) {
        let guest = client.guest()
        let requested = client.send("POST /auth/otp/request", address)
        #expect(requested.body == ["ok": true])
        #expect(requested.delay == nil)
        let linked = verify(address, as: .consumer(guest.token))
        #expect(linked.status == 200)
        #expect(linked.delay == nil)
    }

    @Test(arguments: ["expired", "ann-expired", "ann+expired+1", "+", "taken+1"])
    func `an ordinary subject is untouched`(_ subject: String) {
        let guest = client.guest()
        #expect(exchange(subject, as: .consumer(guest.token)).status == 200)
    }

    @Test func `a fixed code is accepted beside the one in the inbox, under the same rules`() {
        var configuration = Mock.Configuration()
        configuration.fixedOneTimePassword = "424242"
        let client = MockClient(configuration)
        func verify(_ email: JSONNode, _ code: String) -> MockClient.Answer {
            client.send("POST /auth/otp/verify", ["email": email, "code": JSONNode(code)])
        }
        #expect(verify("ann@example.com", "424242")["/error"] == "otp_invalid")
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        #expect(verify("ann@example.com", "424242").status == 200)
        #expect(verify("ann@example.com", "424242")["/error"] == "otp_invalid")
        #expect(client.signIn(email: "ann@example.com").status == 200)
        _ = client.send("POST /auth/otp/request", ["email": "ann+expired@example.com"])
        #expect(verify("ann+expired@example.com", "424242")["/error"] == "otp_expired")
        _ = client.send("POST /auth/otp/request", ["email": "ann+invalid@example.com"])
        #expect(verify("ann+invalid@example.com", "424242")["/error"] == "otp_invalid")
    }

    @Test func `without a fixed code there is none`() {
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let answer = client.send(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": "424242"])
        #expect(answer["/error"] == "otp_invalid")
    }

    @Test func `the table is served and has a row for every outcome`() {
        let answer = client.send("GET /__admin/values", as: .nobody)
        let outcomes = answer["/values"].elements?.compactMap { $0["outcome"]?.string }
        #expect(outcomes == ChosenOutcome.allCases.map(\.rawValue))
        #expect(answer["/values/0/email"] == "…+expired@…")
        #expect(answer["/values/0/phone"] == "+12025550101")
        #expect(answer["/fixedOneTimePassword"].isNull)
        let lines = ChosenValues.markdown.split(separator: "\n")
        #expect(lines.count == 2 + ChosenOutcome.allCases.count)
        #expect(lines.allSatisfy { $0.count { $0 == "|" } == 6 })
        #expect(lines[2].contains("| `…+expired@…` | `+12025550101` | `…+expired` |"))
    }
}
