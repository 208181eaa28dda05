import Foundation
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// No secret stands in the journal in clear text.
struct MaskTests {
    private let client = MockClient()

    private var journal: String { client.send("GET /__admin/requests", as: .nobody).text }

    private func expectHidden(
        _ secret: String, _ name: String, location: SourceLocation = #_sourceLocation
    ) {
        #expect(!secret.isEmpty, "\(name)", sourceLocation: location)
        #expect(
            !journal.contains(secret), "\(name) \(secret) in \(journal)",
            sourceLocation: location)
    }

    @Test func `keys, tokens and codes of a whole story are nowhere to be found`() {
        let guest = client.guest()
        let email = "ann@example.com"
        _ = client.send("POST /auth/otp/request", ["email": JSONNode(email)])
        let code = client.code(to: email)
        let session = client.send(
            "POST /auth/otp/verify", as: .consumer(guest.token),
            ["email": JSONNode(email), "code": JSONNode(code)])
        let person = MockClient.Person(session)
        let exchange = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "p", "issuer": "i", "subject": "s"])
        _ = client.send(
            "POST /auth/external/exchange", ["exchangeCode": exchange["/exchangeCode"]])
        let renewed = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(person.refreshToken)])
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(person.token))
        let admitted = client.send(
            "POST /queues/queue_open/admit", as: .secretHeaders, ["consumerId": JSONNode(person.id)]
        )
        _ = client.send(
            "POST /queues/queue_open/validate", as: .secret,
            ["consumerId": JSONNode(person.id), "token": admitted["/admissionToken"]])
        _ = client.send("GET /consumers/me", as: .consumer(person.token))
        expectHidden(code, "one-time password")
        expectHidden(Mock.Default.secretKey, "secret key")
        expectHidden(exchange.string("/exchangeCode"), "exchange code")
        expectHidden(guest.token, "guest's token")
        expectHidden(guest.refreshToken, "guest's refresh token")
        expectHidden(person.token, "access token")
        expectHidden(person.refreshToken, "refresh token")
        expectHidden(renewed.string("/accessToken"), "renewed token")
        expectHidden(admitted.string("/admissionToken"), "admission token")
        #expect(journal.contains(email))
        #expect(journal.contains(Mock.Default.publishableKey))
        #expect(journal.contains("Bearer sk_test_"))
        #expect(journal.contains(person.id))
    }

    @Test(arguments: [
        "GET /queues/SECRET", "GET /queues/q?token=SECRET", "GET /queues/q?x=SECRET",
        "GET /queues/q?SECRET", "GET /queues/q?SECRET=1", "GET /SECRET/x", "GET /queues/q/SECRET",
    ])
    func `a secret in the target is hidden, escaped or not`(_ line: String) {
        for secret in [Mock.Default.secretKey, "exc_01HXYZ123456789", "483920"] {
            _ = client.send(line.replacing("SECRET", with: secret))
            expectHidden(secret, line)
        }
        let token = client.guest().token
        _ = client.send(line.replacing("SECRET", with: token))
        expectHidden(token, line)
        _ = client.send(line.replacing("SECRET", with: "sk%5Ftest%5Fabc123def"))
        expectHidden("abc123def", "an escaped key in \(line)")
    }

    @Test(arguments: [
        #"{"code":"483920"}"#, #"{"code":483920}"#, #"{"otp":"483920"}"#, #"{"x":"483920"}"#,
        #"{"x":["my code is 483920"]}"#, #"{"code":"483920""#, "code=483920&email=a",
        #"{"a":{"otpCode":483920}}"#, "483920", #""483920""#, #"{"483920":1}"#,
    ])
    func `a one-time password is hidden in any body`(_ body: String) {
        _ = client.send("POST /auth/otp/verify", text: body)
        expectHidden("483920", body)
        _ = client.send("POST /auth/otp/verify", text: body.replacing("483920", with: "4839"))
        if ["code\"", "code=", "otp"].contains(where: body.contains) { expectHidden("4839", body) }
    }

    @Test(arguments: [
        ("Authorization", "SECRET"), ("Authorization", "Basic SECRET"),
        ("Authorization", "SECRET x"), ("X-Secret-Key", "SECRET"), ("Cookie", "a=SECRET"),
        ("X-Publishable-Key", "SECRET"), ("X-Api-Key", "SECRET"), ("X-OTP", "SECRET"),
        ("SECRET", "x"),
    ])
    func `a secret in a header is hidden`(_ name: String, _ value: String) {
        for secret in [Mock.Default.secretKey, client.guest().token, "exc_01HXYZ123456789"] {
            _ = client.send(
                "GET /health", as: .nobody,
                headers: [
                    (
                        name.replacing("SECRET", with: secret),
                        value.replacing("SECRET", with: secret)
                    )
                ])
            expectHidden(secret, name)
        }
    }

    @Test func `what is no secret stays readable`() {
        _ = client.send(
            "POST /auth/otp/request?x=a%20b",
            ["phone": "(202) 555-1234", "defaultCountry": "US", "name": "Ann Example"])
        #expect(journal.contains("(202) 555-1234"))
        #expect(journal.contains("Ann Example"))
        #expect(journal.contains("a%20b"))
        #expect(journal.contains(#"{"ok":true}"#))
        #expect(journal.contains("2026-01-01T00:00:00Z"))
        #expect(Mask.byLook.header("Content-Length", "123456") == "123456")
    }

    @Test func `the secret key is hidden in whatever form it is sent`() {
        let key = Mock.Default.secretKey
        let base64 = { (text: String) in Data(text.utf8).base64EncodedString() }
        let forms = [
            base64(key), base64(key + ":"), base64("user:" + key), key.uppercased(),
            key.utf8.map { String($0, radix: 16) }.joined(),
            key.utf8.map { "%25" + String($0, radix: 16) }.joined(),
        ]
        for form in forms {
            _ = client.send("GET /queues/q/\(form)?x=\(form)", headers: [("X-Echo", form)])
            _ = client.send("POST /auth/otp/request", ["email": JSONNode("a \(form) b")])
            _ = client.send("POST /auth/otp/request", text: "a \(form) b")
            expectHidden(form, "the key as \(form)")
            expectHidden(String(form.prefix(20)), "half of the key as \(form)")
        }
    }

    @Test func `passwords in addresses, cookies and keys of others are hidden`() {
        _ = client.send(
            "GET /health",
            headers: [
                ("Referer", "https://ann:canary1@shop.example/"), ("Cookie", "a=canary2"),
                ("X-Api-Key", "canary3"), ("Proxy-Authorization", "Basic canary4"),
                ("Set-Cookie", "b=canary5; Path=/"),
            ])
        expectHidden("canary", "a canary")
    }
}

/// Bodies that are no whole document.
extension MaskTests {
    private static let password = "Correct-Horse9"

    private static let bodies = [
        // Cut: the journal keeps the first 16 KiB.
        #"{"password":"\#(password)","clientSecret":"\#(password)","pad":""#
            + String(repeating: "a ", count: 10 << 10) + "\"}",
        #"{"password":"\#(password)","clientSecret":"\#(password)""#,
        #"{'password': '\#(password)'}"#, #"{"pin": "4321", "password": "\#(password)"#,
        "grant_type=password&password=\(password)&client_secret=\(password)",
        "password=Correct%2DHorse9&x=1",
        "<login><password>\(password)</password></login>",
        "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n\(password)\r\n--b--\r\n",
    ]

    @Test(arguments: bodies.indices)
    func `secrets that a broken or cut body names are hidden`(_ index: Int) {
        for path in ["/auth/guest", "/queues/queue_open/enter", "/nowhere"] {
            _ = client.send("POST \(path)", text: Self.bodies[index])
        }
        let journal = journal
        #expect(!journal.contains("Horse"), "\(journal.prefix(2000))")
        #expect(!journal.contains("4321"))
    }
}
