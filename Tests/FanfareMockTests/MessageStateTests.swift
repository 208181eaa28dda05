import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// What becomes of a code, in the inbox, and in the journal of who tried it.
struct MessageStateTests {
    private let client = MockClient()

    private func request(_ email: String = "ann@example.com") {
        _ = client.send("POST /auth/otp/request", ["email": JSONNode(email)])
    }

    private func verify(_ code: String, _ email: String = "ann@example.com") -> Int {
        client.send("POST /auth/otp/verify", ["email": JSONNode(email), "code": JSONNode(code)])
            .status
    }

    private func messages() -> [JSONNode] {
        client.send("GET /__admin/inbox", as: .nobody)["/messages"].elements ?? []
    }

    private var states: [String?] { messages().map { $0["state"]?.string } }

    private var reason: String? {
        client.send("GET /__admin/requests", as: .nobody)["/requests"].elements?.last?["reason"]?
            .string
    }

    private var wrong: String { client.code(to: "ann@example.com") == "000000" ? "1" : "000000" }

    @Test func `a newer code replaces the older one, and the journal says so`() {
        request()
        let old = client.code(to: "ann@example.com")
        client.advance("2s")
        request()
        #expect(states == ["replaced", "sent"])
        #expect(messages()[0]["replacedBy"] == "msg_2")
        #expect(messages()[0]["endedAt"] == "2026-01-01T00:00:02Z")
        #expect(messages()[0]["used"] == false)
        client.advance("1m1s")
        #expect(verify(old) == 401)
        #expect(reason == "The code of msg_1 was replaced by msg_2 1m1s before.")
    }

    @Test func `a code is used once, and the journal says when`() {
        request()
        let code = client.code(to: "ann@example.com")
        #expect(verify(code) == 200)
        #expect(reason == nil)
        #expect(states == ["used"])
        #expect(messages()[0]["used"] == true)
        #expect(verify(code) == 401)
        #expect(reason == "The code of msg_1 was used at the same moment.")
        request()
        #expect(states == ["used", "sent"])
    }

    @Test func `a code expires, and stays so when a newer one follows`() {
        request()
        client.advance("9m59s")
        #expect(states == ["sent"])
        client.advance("3s")
        #expect(states == ["expired"])
        #expect(verify(client.code(to: "ann@example.com")) == 401)
        #expect(reason == "The code of msg_1 expired 2s before.")
        request()
        #expect(states == ["expired", "sent"])
    }

    @Test func `five wrong codes spend a code`() {
        request()
        for tries in 1...4 {
            #expect(verify(wrong) == 401)
            #expect(
                reason
                    == "The code was never sent to this recipient; msg_1 has another, and "
                    + "\(tries) of 5 tries are used up.")
        }
        #expect(states == ["sent"])
        #expect(verify(wrong) == 401)
        #expect(states == ["spent"])
        let spent = "was spent at the same moment by too many wrong codes"
        #expect(
            reason
                == "The code was never sent to this recipient, and that of the newest message, msg_1, "
                + "\(spent): only a new one will do.")
        #expect(verify(client.code(to: "ann@example.com")) == 401)
        #expect(reason == "The code of msg_1 \(spent).")
    }

    @Test func `a code for nobody, and one that the address chose to fail, are told apart`() {
        #expect(verify("123456", "nobody@example.com") == 401)
        #expect(reason == "No code was sent to this recipient.")
        request("ann+invalid@example.com")
        #expect(states == ["invalid"])
        #expect(messages()[0]["expiresAt"] == "2026-01-01T00:10:00Z")
        let code = messages()[0]["code"]?.string ?? ""
        #expect(verify(code, "ann+invalid@example.com") == 401)
        #expect(reason == "The address chooses that the code of msg_1 is never good.")
        #expect(verify("x", "ann+invalid@example.com") == 401)
        #expect(
            reason?.hasSuffix("is never good, as the address chooses: only a new one will do.")
                == true)
        client.advance("1h")
        request("ann+invalid@example.com")
        #expect(states == ["invalid", "invalid"])
        let other = MockClient()
        #expect(other.importing(client.export()).status == 200)
        #expect(
            other.send("GET /__admin/inbox", as: .nobody).text
                == client.send("GET /__admin/inbox", as: .nobody).text)
    }

    @Test func `a code that the address chose to be too old is expired at once`() {
        request("ann+expired@example.com")
        #expect(states == ["expired"])
        #expect(messages()[0]["expiresAt"] == messages()[0]["sentAt"])
    }

    @Test func `an exchange code that is refused is told apart`() {
        func exchange(_ code: JSONNode) -> String? {
            _ = client.send("POST /auth/external/exchange", ["exchangeCode": code])
            return reason
        }
        func authorize() -> JSONNode {
            client.send(
                "POST /auth/external/authorize", as: .secret,
                ["provider": "shop", "issuer": "https://shop.test", "subject": "7"])[
                    "/exchangeCode"]
        }
        let (used, old) = (authorize(), authorize())
        #expect(exchange(used) == nil)
        client.advance("61s")
        #expect(exchange(used) == "The exchange code was used 1m1s before.")
        #expect(exchange(old) == "The exchange code's 60 seconds were over 1s before.")
        #expect(
            exchange("exc_nobody")
                == "The exchange code was not made by this organization, or long ago.")
    }

    @Test func `states and reasons are carried to where a state goes on`() {
        request()
        request()
        let other = MockClient()
        #expect(other.importing(client.export()).status == 200)
        let inbox = client.send("GET /__admin/inbox", as: .nobody).text
        #expect(other.send("GET /__admin/inbox", as: .nobody).text == inbox)
    }

    @Test func `as many used exchange codes are remembered as a day needs, not all`() {
        var world = client.mock.defaultOrganization.world
        let identity = ExternalIdentity(provider: "shop", issuer: "i", subject: "7")
        let first = world.authorize(identity, claims: ProfileClaims()).code
        #expect(world.fate(ofExchangeCode: first) == .usable)
        world.advance(to: world.now + .seconds(61))
        var newest = first
        for _ in 0..<16_384 { newest = world.authorize(identity, claims: ProfileClaims()).code }
        #expect(world.fate(ofExchangeCode: newest) == .usable)
        world.advance(to: world.now + .seconds(61))
        for _ in 0..<16_384 { newest = world.authorize(identity, claims: ProfileClaims()).code }
        #expect(world.fate(ofExchangeCode: first) == .unknown)
        #expect(world.fate(ofExchangeCode: newest) == .usable)
    }
}
