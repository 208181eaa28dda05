import HTTPEngine
import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// Contract section 3.
struct AuthenticationTests {
    private let client = MockClient()

    @Test func `a guest session has the documented shape and nothing else`() {
        let answer = client.send("POST /auth/guest")
        #expect(answer.status == 200)
        let id = answer.string("/session/consumerId")
        #expect(id.hasPrefix("guest_"))
        let expected: JSONNode = [
            "session": [
                "type": "guest", "consumerId": JSONNode(id), "guestId": JSONNode(id),
                "expiresAt": "2026-01-01T01:00:00Z",
            ],
            "accessToken": answer["/accessToken"], "refreshToken": answer["/refreshToken"],
        ]
        #expect(answer.body == expected)
    }

    @Test func `an access token carries the documented claims and a signature that verifies`()
        throws
    {
        let guest = client.guest()
        let token = try JWT.decode(guest.token)
        #expect(token.header.text() == #"{"alg":"EdDSA","typ":"JWT"}"#)
        #expect(token.claims["consumerId"]?.string == guest.id)
        #expect(token.claims["organizationId"]?.string == "org_mock")
        #expect(token.claims["sessionId"]?.string?.hasPrefix("sess_") == true)
        #expect(token.claims["iat"]?.integer == 1_767_225_600)
        #expect(token.claims["exp"]?.integer == 1_767_229_200)
        let keys = client.send("GET /.well-known/jwks.json", as: .nobody)
        let set = try #require(JWKSet(keys.body))
        #expect(token.verify(with: try #require(set.keys.first).key))
    }

    @Test(arguments: [
        ("without a key", [], "Authentication required"),
        ("with an unknown key", [("X-Publishable-Key", "pk_test_x")], "Authentication required"),
        ("with an empty key", [("X-Publishable-Key", "")], "Authentication required"),
        (
            "with a wrong secret key", [("Authorization", "Bearer sk_test_x")],
            "Authentication required"
        ),
    ])
    func `a call is refused`(_ name: String, _ headers: [(String, String)], _ error: String) {
        let answer = client.send("POST /auth/guest", as: .nobody, headers: headers)
        #expect(answer.status == 401, "\(name)")
        #expect(answer.body == ["error": JSONNode(error)], "\(name)")
    }

    @Test func `a code signs in once`() {
        let first = client.signIn(email: "ann@example.com")
        #expect(first.status == 200)
        #expect(first.string("/session/type") == "authenticated")
        #expect(first.string("/session/email") == "ann@example.com")
        let again = client.send(
            "POST /auth/otp/verify",
            [
                "email": "ann@example.com",
                "code": JSONNode(client.code(to: "ann@example.com")),
            ])
        #expect(again.status == 401)
        #expect(again.string("/error") == "otp_invalid")
    }

    @Test(arguments: [
        ("9m59s", 200, nil), ("10m", 401, "otp_expired"), ("25h", 401, "otp_expired"),
    ])
    func `a code lives ten minutes`(_ wait: String, _ status: Int, _ error: String?) {
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        client.advance(wait)
        let answer = client.send(
            "POST /auth/otp/verify",
            ["email": "ann@example.com", "code": JSONNode(client.code(to: "ann@example.com"))])
        #expect(answer.status == status, "\(wait)")
        #expect(answer.body["error"]?.string == error, "\(wait)")
    }

    @Test func `five wrong tries void a code`() {
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let code = client.code(to: "ann@example.com")
        let wrong = code == "000000" ? "000001" : "000000"
        for _ in 0..<5 {
            let answer = client.send(
                "POST /auth/otp/verify", ["email": "ann@example.com", "code": JSONNode(wrong)])
            #expect(answer.string("/error") == "otp_invalid")
        }
        let answer = client.send(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": JSONNode(code)])
        #expect(answer.string("/error") == "otp_invalid")
    }

    @Test(arguments: [
        ("(202) 555-1234", "US", "+12025551234"), ("+1 202 555 1234", nil, "+12025551234"),
        ("020 7946 0958", "GB", "+442079460958"), ("030 901820", "DE", "+4930901820"),
        ("0012025551234", nil, "+12025551234"), ("06 1234 5678", "it", "+390612345678"),
        ("8 (495) 123-45-67", "RU", "+74951234567"), ("1-202-555-1234", "US", "+12025551234"),
    ])
    func `a phone number is normalised to E.164`(
        _ written: String, _ country: String?, _ expected: String
    ) {
        var body: [JSONMember] = [JSONMember("phone", JSONNode(written))]
        if let country { body.append(JSONMember("defaultCountry", JSONNode(country))) }
        #expect(client.send("POST /auth/otp/request", JSONNode(body)).status == 200)
        #expect(client.code(to: expected).count == 6, "\(written)")
    }

    @Test(arguments: [
        ("{}", "email", "Required"),
        (#"{"email":"nobody"}"#, "email", "Invalid email format"),
        (#"{"email":7}"#, "email", "Expected string"),
        (#"{"phone":"555"}"#, "phone", "Invalid phone number"),
        (#"{"phone":"(202) 555-1234"}"#, "phone", "Invalid phone number"),
        (#"{"phone":"+999123456"}"#, "phone", "Invalid phone number"),
        (
            #"{"phone":"2025551234","defaultCountry":"XX"}"#, "defaultCountry",
            "Invalid country code"
        ),
        (#"{"email":"a@b.de","phone":"+12025551234"}"#, "phone", "Must not stand beside email"),
        (
            #"{"email":"#, "body",
            "Invalid JSON: line 1, column 10: the text ends in the middle of a value"
        ),
        ("[]", "body", "Expected object"),
    ])
    func `a bad request for a code names the field`(
        _ body: String, _ field: String, _ message: String
    ) {
        let answer = client.send("POST /auth/otp/request", text: body)
        #expect(answer.status == 400, "\(body)")
        let expected: JSONNode = [
            "error": "Validation failed",
            "details": [["field": JSONNode(field), "message": JSONNode(message)]],
        ]
        #expect(answer.body == expected, "\(body): \(answer.text)")
    }

    @Test(arguments: [MockClient.Caller.nobody, .publishable])
    func `authorizing needs a secret key`(_ caller: MockClient.Caller) {
        let answer = client.send("POST /auth/external/authorize", as: caller, [:])
        #expect(answer.status == 401)
        #expect(answer.body == ["error": "Secret key required"])
    }

    @Test(arguments: [MockClient.Caller.secret, .secretHeaders])
    func `both spellings of the secret key authorize`(_ caller: MockClient.Caller) {
        let answer = client.send(
            "POST /auth/external/authorize", as: caller,
            ["provider": "shop", "issuer": "i", "subject": "s"])
        #expect(answer.status == 200)
        #expect(answer.string("/exchangeCode").hasPrefix("exc_"))
        #expect(answer.string("/expiresAt") == "2026-01-01T00:01:00Z")
    }

    @Test(arguments: [
        ("59s", 200, nil), ("60s", 401, "exchange_code_expired"),
        ("61s", 401, "exchange_code_expired"),
    ])
    func `an exchange code lives sixty seconds`(_ wait: String, _ status: Int, _ error: String?) {
        let code = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "shop", "issuer": "i", "subject": "s"])
        client.advance(wait)
        let answer = client.send(
            "POST /auth/external/exchange", ["exchangeCode": code["/exchangeCode"]])
        #expect(answer.status == status, "\(wait)")
        #expect(answer.body["error"]?.string == error, "\(wait)")
    }

    @Test func `an exchange code is used once and leads to the same consumer as the next one`() {
        let code = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "shop", "issuer": "i", "subject": "s"])
        let body: JSONNode = ["exchangeCode": code["/exchangeCode"]]
        let first = client.send("POST /auth/external/exchange", body)
        let second = client.send("POST /auth/external/exchange", body)
        #expect(first.status == 200)
        #expect(second.string("/error") == "invalid_exchange_code")
    }

    @Test func `claims longer than ten thousand characters are refused`() {
        for (length, status) in [(9_984, 200), (9_985, 400)] {
            let answer = client.send(
                "POST /auth/external/authorize", as: .secret,
                [
                    "provider": "shop", "issuer": "i", "subject": "s",
                    "claims": ["name": JSONNode(String(repeating: "n", count: length + 5))],
                ])
            #expect(answer.status == status, "\(length)")
        }
    }

    @Test func `refreshing rotates the token`() {
        let guest = client.guest()
        let next = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        #expect(next.status == 200)
        #expect(next.body.members?.map(\.key) == ["accessToken", "refreshToken"])
        let again = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        #expect(again.status == 401)
        #expect(again.body == ["error": "invalid refresh token"])
        let access = client.send(
            "GET /consumers/me", as: .consumer(next.string("/accessToken")))
        #expect(access.string("/id") == guest.id)
    }

    @Test func `an access token is no refresh token and the other way round`() {
        let guest = client.guest()
        let swapped = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.token)])
        #expect(swapped.status == 401)
        let me = client.send("GET /consumers/me", as: .consumer(guest.refreshToken))
        #expect(me.status == 401)
    }

    @Test(arguments: [("59m59s", 200), ("1h", 401)])
    func `an access token lives one hour`(_ wait: String, _ status: Int) {
        let guest = client.guest()
        client.advance(wait)
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == status)
    }

    @Test(arguments: [("29d", 200), ("30d", 401)])
    func `a refresh token lives thirty days`(_ wait: String, _ status: Int) {
        let guest = client.guest()
        client.advance(wait)
        let answer = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        #expect(answer.status == status)
    }

    @Test func `logging out ends both tokens, with the access token alone`() {
        let guest = client.guest()
        let answer = client.send(
            "POST /auth/logout", as: .nobody, headers: [("Authorization", "Bearer \(guest.token)")])
        #expect(answer.status == 204)
        #expect(answer.text.isEmpty)
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 401)
        let refresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        #expect(refresh.body == ["error": "invalid refresh token"])
    }

    @Test func `a tampered token is refused`() {
        let guest = client.guest()
        for index in stride(from: 0, to: guest.token.utf8.count, by: 7) {
            var bytes = Array(guest.token.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let token = String(decoding: bytes, as: UTF8.self)
            let answer = client.send("GET /consumers/me", as: .consumer(token))
            #expect(answer.status == 401, "byte \(index)")
        }
    }
}
