import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The mock behind a real socket.
struct MockServerTests {
    private let server: MockServer

    init() throws {
        server = try MockServer()
        try server.start()
    }

    private func connect() throws -> HTTPConnection {
        try HTTPConnection(host: "127.0.0.1", port: server.port)
    }

    private func request(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String = ""
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: target)
        for (name, value) in headers { request.headers.append(name, value) }
        request.body = Array(body.utf8)
        return request
    }

    private var key: (String, String) { ("X-Publishable-Key", server.publishableKey) }

    @Test(arguments: ["/auth/guest", "/api/v1/auth/guest"])
    func `a guest is served with and without the prefix`(_ path: String) throws {
        defer { server.stop() }
        let connection = try connect()
        try connection.send(request("POST", path, [key]))
        let response = try connection.receive()
        #expect(response.status == 200)
        for header in [
            "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id",
        ] {
            #expect(response.headers[header] != nil, "\(header)")
        }
    }

    @Test func `an inbox that is asked to wait answers when the message comes`() throws {
        defer { server.stop() }
        let waiting = try connect()
        try waiting.send(request("GET", "/__admin/inbox?to=ann@example.com&wait=30s"))
        let sending = try connect()
        try sending.send(
            request("POST", "/auth/otp/request", [key], body: #"{"email":"ann@example.com"}"#))
        #expect(try sending.receive().status == 200)
        let messages = try JSONNode(parsing: waiting.receive().body)["messages"]
        #expect(messages?.elements?.count == 1)
    }

    @Test func `a body beyond the limit is 413 with the shape and headers of every error`() throws {
        defer { server.stop() }
        let connection = try connect()
        try connection.send(
            bytes: Array(
                "POST /auth/otp/request HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n".utf8
            ),
            method: "POST")
        let response = try connection.receive()
        #expect(response.status == 413)
        #expect(try JSONNode(parsing: response.body)["error"]?.string?.isEmpty == false)
        #expect(response.headers["X-Request-Id"] != nil)
    }

    @Test(arguments: [
        ("evil.example", nil, 403), ("localhost", nil, 200), ("127.0.0.1:1", nil, 200),
        ("localhost", "http://evil.example", 403), ("localhost", "http://localhost", 200),
        ("localhost.evil.example", nil, 403), ("", nil, 403),
    ])
    func `the control door heeds Host and Origin`(
        _ host: String, _ origin: String?, _ status: Int
    ) throws {
        defer { server.stop() }
        var headers = [("Host", host)]
        if let origin { headers.append(("Origin", origin)) }
        let connection = try connect()
        try connection.send(request("GET", "/__admin/clock", headers))
        #expect(try connection.receive().status == status, "\(host) \(origin ?? "")")
    }

    @Test func `the consumer API answers any host and any origin`() throws {
        defer { server.stop() }
        let connection = try connect()
        try connection.send(
            request(
                "POST", "/auth/guest",
                [key, ("Host", "consumer.fanfare.io"), ("Origin", "https://shop.example")]))
        let response = try connection.receive()
        #expect(response.status == 200)
        #expect(response.headers["Access-Control-Allow-Origin"] == "https://shop.example")
    }

    @Test func `a browser may ask before it calls`() throws {
        defer { server.stop() }
        let connection = try connect()
        try connection.send(
            request(
                "OPTIONS", "/queues/queue_open/enter",
                [
                    ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "x-publishable-key,authorization"),
                ]))
        let response = try connection.receive()
        #expect(response.status == 204)
        #expect(response.headers["Access-Control-Allow-Methods"]?.contains("POST") == true)
        #expect(
            response.headers["Access-Control-Allow-Headers"]?.contains("X-Publishable-Key") == true)
    }
}

/// The same beginning gives the same answers.
struct DeterminismTests {
    @Test func `two mocks of one seed answer alike, byte for byte`() {
        let transcripts = (0..<2).map { _ in
            let client = MockClient(Mock.Configuration(seed: 7))
            let guest = client.guest()
            return [
                client.send("POST /queues/queue_open/enter", as: .consumer(guest.token)),
                client.signIn(email: "ann@example.com", linking: guest),
                client.signIn(subject: "ben"),
                client.send("POST /__admin/organizations", as: .nobody),
            ].map { "\($0.text)\n\($0.headers)" }
        }
        #expect(transcripts[0] == transcripts[1])
    }

    @Test func `another seed gives other identifiers and another key`() {
        let guests = [7, 8].map { seed in MockClient(Mock.Configuration(seed: seed)).guest() }
        #expect(guests[0].id != guests[1].id)
        #expect(guests[0].token != guests[1].token)
    }
}
