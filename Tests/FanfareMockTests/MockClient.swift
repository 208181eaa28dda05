import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A mock whose clock stands, and everything a test asks of it.
final class MockClient {
    static let start = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01T00:00:00Z
    let mock: Mock

    init(_ configuration: Mock.Configuration = Mock.Configuration()) {
        var configuration = configuration
        configuration.startAt = configuration.startAt ?? Self.start
        mock = Mock(configuration, real: Self.start)
    }

    /// One of a mock that refuses what departs from the contract.
    static func strict() -> MockClient {
        var configuration = Mock.Configuration()
        configuration.strict = true
        return MockClient(configuration)
    }

    /// Who makes a call.
    enum Caller {
        case nobody
        case publishable
        case secret
        case secretHeaders
        case consumer(String)
    }

    /// What came back.
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let text: String
        let body: JSONNode
        /// What happens to it on the wire.
        var delivery = HTTPDelivery.normal
        /// How long it is held back.
        var delay: Duration?

        /// The node at a JSON pointer, or `null` with a recorded issue.
        subscript(_ pointer: String, location: SourceLocation = #_sourceLocation) -> JSONNode {
            guard let pointer = JSONPointer(pointer), let node = body[pointer] else {
                Issue.record("no \(pointer) in \(text)", sourceLocation: location)
                return .null
            }
            return node
        }

        /// The string at a JSON pointer, or an empty one with a recorded issue.
        func string(_ pointer: String, location: SourceLocation = #_sourceLocation) -> String {
            guard let string = self[pointer, location].string else {
                Issue.record("no string at \(pointer) in \(text)", sourceLocation: location)
                return ""
            }
            return string
        }
    }

    /// Sends `METHOD /path` with a body.
    func send(
        _ line: String, as caller: Caller = .publishable, _ body: JSONNode? = nil,
        headers: [(String, String)] = []
    ) -> Answer {
        send(line, as: caller, text: body?.text(), headers: headers)
    }

    /// Sends `METHOD /path` with any text as the body.
    func send(
        _ line: String, as caller: Caller = .publishable, text: String?,
        headers: [(String, String)] = []
    ) -> Answer {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers.append("Host", "localhost:4802")
        for (name, value) in Self.credentials(caller) + headers { request.headers.set(name, value) }
        if let text {
            request.headers.append("Content-Type", "application/json")
            request.body = Array(text.utf8)
        }
        let answer = mock.respond(to: request, real: Self.start)
        let response = answer.response
        return Answer(
            status: response.status, headers: response.headers,
            text: String(decoding: response.body, as: UTF8.self),
            body: (try? JSONNode(parsing: response.body)) ?? .null,
            delivery: response.delivery, delay: answer.delay)
    }

    private static func credentials(_ caller: Caller) -> [(String, String)] {
        let key = ("X-Publishable-Key", Mock.Default.publishableKey)
        return switch caller {
        case .nobody: []
        case .publishable: [key]
        case .secret: [("Authorization", "Bearer \(Mock.Default.secretKey)")]
        case .secretHeaders:
            [
                ("X-Organization-Id", Mock.Default.organizationID),
                ("X-Secret-Key", Mock.Default.secretKey),
            ]
        case .consumer(let token): [key, ("Authorization", "Bearer \(token)")]
        }
    }
}

/// The steps that most tests begin with.
extension MockClient {
    /// Moves the default organization's clock.
    func advance(_ duration: String) {
        let answer = send("POST /__admin/clock", as: .nobody, ["advance": JSONNode(duration)])
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// A new guest.
    func guest(fingerprint: String? = nil) -> Person {
        let headers = fingerprint.map { [("X-Fingerprint", $0)] } ?? []
        return Person(send("POST /auth/guest", headers: headers))
    }

    /// The newest code sent to an address or number.
    func code(to address: String) -> String {
        let escaped = address.replacing("+", with: "%2B")
        let inbox = send("GET /__admin/inbox?to=\(escaped)", as: .nobody)
        return inbox["/messages"].elements?.last?["code"]?.string ?? ""
    }

    /// Asks for a code to an email and verifies it, as a guest's link when there is one.
    func signIn(email: String, linking guest: Person? = nil) -> Answer {
        _ = send("POST /auth/otp/request", ["email": JSONNode(email)])
        return send(
            "POST /auth/otp/verify", as: guest.map { .consumer($0.token) } ?? .publishable,
            ["email": JSONNode(email), "code": JSONNode(code(to: email))])
    }

    /// Lets a backend vouch for somebody and exchanges the code.
    func signIn(subject: String, linking guest: Person? = nil) -> Answer {
        let code = send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "shop", "issuer": "https://shop.test", "subject": JSONNode(subject)])
        return send(
            "POST /auth/external/exchange", as: guest.map { .consumer($0.token) } ?? .publishable,
            ["exchangeCode": code["/exchangeCode"]])
    }

    /// A consumer with the tokens of a session.
    struct Person {
        let id: String
        let token: String
        let refreshToken: String

        /// Somebody before anybody has signed in.
        static let nobody = Person(id: "", token: "", refreshToken: "")

        private init(id: String, token: String, refreshToken: String) {
            self.id = id
            self.token = token
            self.refreshToken = refreshToken
        }

        init(_ answer: Answer, location: SourceLocation = #_sourceLocation) {
            id = answer.string("/session/consumerId", location: location)
            token = answer.string("/accessToken", location: location)
            refreshToken = answer.string("/refreshToken", location: location)
        }
    }
}
