import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What a caller writes stays a value: it begins no line, no header and no markup of ours.
struct InjectionTests {
    private let client = MockClient()

    /// Texts that would begin something if they were copied.
    private static let texts = [
        "a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX-Injected: 1", "a\u{0}b", "a\u{1B}[2Jb",
        "a\u{7F}b", "a\u{85}X-Injected: 1", "a\u{2028}b", "a\u{202E}b", "</script><b>",
        "\"}{\"a\":\"",
        "${jndi:ldap://evil.example}", "%0d%0aX-Injected:%201", "%s%n", "a\u{8}b",
    ]

    /// Sees that an answer has no header, no control byte and no line that it should not have.
    private func expectSound(
        _ answer: MockClient.Answer, _ what: String, location: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.headers["X-Injected"] == nil, "\(what)", sourceLocation: location)
        for (name, value) in answer.headers {
            let isSound = (name + value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            #expect(
                isSound && HTTPHeaders.isName(name), "\(what): \(name)", sourceLocation: location)
        }
        let body = answer.text.utf8
        let isOneLine = body.allSatisfy { $0 >= 0x20 }
        #expect(isOneLine, "\(what): \(answer.text)", sourceLocation: location)
        let parses = body.isEmpty || (try? JSONNode(parsing: answer.text)) != nil
        #expect(parses, "\(what): \(answer.text)", sourceLocation: location)
    }

    /// The same with every control call that repeats what was sent before.
    private func expectSoundEverywhere(_ what: String) {
        for call in [
            "requests", "inbox", "consumers", "overview", "faults", "webhooks",
            "webhooks/deliveries",
            "organizations", "clock",
        ] { expectSound(client.send("GET /__admin/\(call)", as: .nobody), "\(what): \(call)") }
    }

    @Test(arguments: texts)
    func `a name, an address or an identity is nothing but text`(_ text: String) {
        let node = JSONNode(text)
        let email = JSONNode("ann@example.com")
        let bodies: [(String, MockClient.Caller, JSONNode)] = [
            ("POST /auth/otp/request", .publishable, ["email": email, "name": node]),
            ("POST /auth/otp/request", .publishable, ["email": JSONNode(text + "@example.com")]),
            ("POST /auth/otp/request", .publishable, ["phone": node, "defaultCountry": node]),
            (
                "POST /auth/external/authorize", .secret,
                [
                    "provider": node, "issuer": node, "subject": node,
                    "claims": ["email": node, "name": node],
                ]
            ),
            ("POST /experiences", .secret, ["name": node, "slug": node]),
            ("POST /experiences", .secret, ["name": node]),
            ("POST /queues", .secret, ["sequenceId": "seq_main", "name": node]),
            ("POST /queues", .secret, ["sequenceId": node]),
            ("POST /queues/queue_open/admit", .secret, ["consumerId": node]),
            ("POST /auth/refresh", .publishable, ["refreshToken": node]),
            ("POST /__admin/clock", .nobody, ["set": node]),
            ("POST /__admin/organizations", .nobody, ["world": node]),
            ("POST /__admin/faults", .nobody, ["operation": node, "path": node]),
            ("POST /__admin/webhooks", .nobody, ["url": node, "secret": node]),
        ]
        for (line, caller, body) in bodies {
            let answer = client.send(line, as: caller, body)
            expectSound(answer, line)
            #expect(answer.status < 500, "\(line): \(answer.text)")
        }
        let member = JSONNode([JSONMember(text, node)])
        expectSound(client.send("POST /auth/otp/request", member), "a member's name")
        expectSound(client.send("POST /__admin/faults", as: .nobody, member), "a member's name")
        expectSoundEverywhere("bodies")
    }

    @Test(arguments: texts)
    func `an exchanged identity's profile is nothing but text`(_ text: String) {
        func authorize(_ who: String) -> MockClient.Answer {
            client.send(
                "POST /auth/external/authorize", as: .secret,
                [
                    "provider": JSONNode(who), "issuer": JSONNode(who), "subject": JSONNode(who),
                    "claims": ["email": JSONNode(who), "name": JSONNode(text)],
                ])
        }
        // What nobody can see stands in no name that tells who is meant.
        let isVisible = text.invisibleCharacter == nil && text.spaceAtEnd == nil
        if !isVisible { expectSound(authorize(text), "refusal") }
        let who = isVisible ? text : "7"
        let code = authorize(who)
        let session = client.send(
            "POST /auth/external/exchange", ["exchangeCode": code["/exchangeCode"]],
            headers: [("X-Fingerprint", who)])
        #expect(session.status == 200)
        expectSound(session, "session")
        let person = MockClient.Person(session)
        expectSound(client.send("GET /consumers/me", as: .consumer(person.token)), "me")
        expectSound(client.send("GET /consumers/\(person.id)", as: .secret), "consumer")
        expectSound(
            client.send("GET /__admin/consumers/\(person.id)", as: .nobody), "control's consumer")
        expectSoundEverywhere("profile")
    }

    @Test(arguments: texts)
    func `a header that is repeated begins no other header`(_ text: String) {
        for name in [
            "Origin", "X-Fingerprint", "X-Publishable-Key", "Authorization", "X-Organization-Id",
            "X-Secret-Key", "X-Request-Id", "User-Agent", "Content-Type", text,
        ] {
            let value = name == text ? "x" : text
            for line in ["POST /auth/guest", "GET /health", "GET /nowhere", "OPTIONS /queues/q"] {
                expectSound(client.send(line, headers: [(name, value)]), "\(line) with \(name)")
            }
            let control = client.send("GET /__admin/clock", as: .nobody, headers: [(name, value)])
            expectSound(control, "the control protocol with \(name)")
        }
        expectSoundEverywhere("headers")
    }

    @Test(arguments: texts)
    func `a path, a query or a method is nothing but text`(_ text: String) {
        var targets = ["/\(text)", "/queues/\(text)", "/health?\(text)", "/health?a=\(text)"]
        let escaped = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        targets += targets.map { $0.replacing(text, with: escaped) }
        for target in targets {
            for control in ["", "/__admin", "/__admin/organizations", "/__admin/page"] {
                for method in ["GET", "POST", "DELETE", text] {
                    var request = HTTPRequest(method: method, target: control + target)
                    request.headers = ["Host": "localhost"]
                    expectSound(Wire(client.mock).send(request), "\(method) \(control)\(target)")
                }
            }
        }
        expectSound(
            client.send("GET /__admin/inbox?to=\(escaped)&since=\(escaped)", as: .nobody), "inbox")
        expectSound(client.send("GET /__admin/requests?path=\(escaped)", as: .nobody), "requests")
        expectSoundEverywhere("paths")
    }

    @Test(arguments: texts)
    func `a message is one line of JSON, whatever it is about`(_ text: String) {
        _ = client.send(
            "POST /auth/otp/request", ["email": "ann@example.com", "name": JSONNode(text)])
        _ = client.send("POST /auth/otp/request", ["email": JSONNode("\"\(text)\"@example.com")])
        let world = client.mock.defaultOrganization.world
        for message in world.inbox.messages() {
            let line = world.json(message).text()
            #expect(line.utf8.allSatisfy { $0 >= 0x20 }, "\(line)")
            #expect((try? JSONNode(parsing: line)) != nil)
        }
    }

    @Test(arguments: texts)
    func `a fault's header begins no other header`(_ text: String) {
        let made = client.send(
            "POST /__admin/faults", as: .nobody,
            [
                "status": 418, "contentType": JSONNode(text),
                "headers": ["X-Own": JSONNode(text), "Retry-After": JSONNode(text)],
            ])
        let answer = client.send("GET /health")
        // What no header can carry is refused; the rest is sent as it is.
        #expect([201: 418, 400: 200][made.status] == answer.status)
        expectSound(answer, "a fault")
    }

    @Test(arguments: texts)
    func `a webhook carries its own headers and no others`(_ text: String) {
        _ = client.send(
            "POST /__admin/webhooks", as: .nobody,
            ["url": "http://localhost:3000/a?b=c", "secret": JSONNode(text)])
        _ = client.send("POST /auth/guest", headers: [("X-Fingerprint", text)])
        for request in client.mock.takeDueWebhooks(real: MockClient.start) {
            #expect(request.request.headers["X-Injected"] == nil)
            #expect(request.body.allSatisfy { $0 >= 0x20 })
        }
        for url in ["http://localhost:1/\(text)", "http://\(text)/", "http://localhost:1/#\(text)"]
        {
            let made = client.send(
                "POST /__admin/webhooks", as: .nobody, ["url": JSONNode(url)])
            expectSound(made, url)
        }
        for request in client.mock.takeDueWebhooks(real: MockClient.start) {
            #expect(request.request.targetBytes.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }
}
