import JSONTree
import Testing

@testable import FanfareMock
@testable import HTTPEngine

/// What the server refuses by itself looks like every answer, and stands in the journal.
struct RefusalTests {
    private let server: MockServer

    init() throws {
        server = try MockServer()
        try server.start()
    }

    private func answer(to raw: String, method: String = "GET") throws -> HTTPResponse {
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try connection.send(bytes: raw.unicodeScalars.map { UInt8($0.value) }, method: method)
        return try connection.receive()
    }

    private func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil, organization: String? = nil
    ) throws -> JSONNode {
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { connection.close() }
        var request = HTTPRequest(method: method, target: "/__admin" + path)
        if let organization { request.headers.append("X-Organization-Id", organization) }
        request.body = body?.bytes() ?? []
        try connection.send(request)
        return try JSONNode(parsing: try connection.receive().body)
    }

    private func journal(organization: String? = nil) throws -> [JSONNode] {
        try control("GET", "/requests", organization: organization)["requests"]?.elements ?? []
    }

    private static let head = "Host: a\r\nOrigin: http://page.example\r\n"

    @Test(
        "a refusal is an answer as any other, and in the journal with its reason",
        arguments: [
            ("GET /queues HTTP/1.1\r\nOrigin: http://page.example\r\n\r\n", 400, "Host header"),
            ("GET /queues HTTP/1.1\r\n\(head)X: \u{1}\r\n\r\n", 400, "control byte"),
            ("PUT /queues HTTP/1.1\r\n\(head)Content-Length: 2000000\r\n\r\n", 413, "too large"),
            ("GET /queues HTTP/1.1\r\n\(head)Expect: tea\r\n\r\n", 417, "expectation"),
            (
                "GET /queues HTTP/1.1\r\n\(head)X: \(String(repeating: "x", count: 40_000))\r\n\r\n",
                431, "too large"
            ),
            // Browsers put it behind the fields of the page.
            (
                "GET /queues HTTP/1.1\r\nX: \(String(repeating: "x", count: 40_000))\r\n\(head)\r\n",
                431, "too large"
            ),
            (
                "GET /queues?\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\n\(head)\r\n",
                414, "too long"
            ),
            (
                "PUT /queues HTTP/1.1\r\n\(head)Transfer-Encoding: gzip, chunked\r\n\r\n", 501,
                "coding"
            ),
            ("GET /queues HTTP/2.0\r\n\(head)\r\n", 505, "HTTP/1.1"),
        ])
    func refusal(_ raw: String, _ status: Int, _ reason: String) throws {
        defer { server.stop() }
        let plain = try answer(
            to:
                "GET /queues HTTP/1.1\r\n\(Self.head)X-Publishable-Key: \(server.publishableKey)\r\n\r\n"
        )
        let refused = try answer(to: raw)
        #expect(refused.status == status)
        // A page of the origin can read it as it can read all others.
        for name in [
            "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
            "Access-Control-Expose-Headers", "Vary",
        ] {
            #expect(plain.headers[name] != nil)
            #expect(refused.headers[name] == plain.headers[name], "\(name)")
        }
        for name in [
            "Date", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
        ] {
            #expect(refused.headers[name] != nil, "\(name)")
        }
        #expect(try JSONNode(parsing: refused.body)["error"]?.string?.contains(reason) == true)
        let entry = try #require(
            try journal().first { $0["id"]?.string == refused.headers["X-Request-Id"] })
        #expect(entry["refusal"]?.string?.contains(reason) == true)
        #expect(entry["status"]?.integer == status)
        #expect(entry["method"]?.string == String(raw.prefix(3)))
        #expect(entry["path"] == "/queues")
        #expect(entry["violations"] == [])
    }

    @Test(
        "what speaks another protocol is named",
        arguments: [
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/2", "PRI"),
            ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}", 400, "http://", ""),
        ])
    func otherProtocol(_ raw: String, _ status: Int, _ word: String, _ method: String) throws {
        defer { server.stop() }
        let refused = try answer(to: raw)
        #expect(refused.status == status)
        let entry = try #require(try journal().last)
        #expect(entry["id"]?.string == refused.headers["X-Request-Id"])
        #expect(entry["refusal"]?.string?.contains(word) == true)
        #expect(entry["method"]?.string == method)
    }

    @Test func `a refusal belongs to whose key was read`() throws {
        defer { server.stop() }
        let made = try control("POST", "/organizations", [:])
        let key = try #require(made["publishableKey"]?.string)
        let refused = try answer(
            to: "PUT /queues HTTP/1.1\r\nHost: a\r\nX-Publishable-Key: \(key)\r\n"
                + "Content-Length: 2000000\r\n\r\n")
        #expect(refused.status == 413)
        let entries = try journal(organization: try #require(made["organizationId"]?.string))
        #expect(entries.map { $0["id"]?.string } == [refused.headers["X-Request-Id"]])
        #expect(try journal().isEmpty)
    }

    @Test(
        "a large state is refused by its head, before it comes",
        arguments: [
            ("PUT /__admin/state", "Host: evil.example", 403),
            ("PUT /__admin/state", "Host: localhost\r\nOrigin: http://evil.example", 403),
            ("PUT /__admin/state", "Host: localhost\r\nX-Organization-Id: org_none", 404),
            ("PUT /__admin/none", "Host: localhost", 404),
            ("POST /__admin/state", "Host: localhost", 405),
            ("PUT /__admin/state", "Host: localhost\r\nX: 2000000000", 413),
        ])
    func largeState(_ line: String, _ fields: String, _ status: Int) throws {
        defer { server.stop() }
        let length = status == 413 ? 2_000_000_000 : 1_000_000_000
        let head = "\(line) HTTP/1.1\r\n\(fields)\r\nContent-Length: \(length)\r\n\r\n"
        #expect(try answer(to: head, method: "PUT").status == status)
    }

    @Test(arguments: [true, false])
    func `a client that gives up while its answer is held is in the journal so`(
        _ byReset: Bool
    ) throws {
        defer { server.stop() }
        _ = try control("POST", "/faults", ["delay": "10m"])
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try connection.send(HTTPRequest(method: "GET", target: "/health"))
        try eventually { try journal().last?["path"] == "/health" }
        #expect(try journal().last?["delivery"] == .null)
        connection.close(byReset: byReset)
        try eventually {
            try journal().last?["delivery"] == "the client had gone before the answer"
        }
    }

    @Test(
        arguments: [
            (
                ["path": "/health", "effect": "slowAnswer"],
                "20 bytes per second, the client had gone before it had all of the answer"
            ),
            (
                ["drip": 50],
                "50 bytes per second, the client had gone before it had all of the answer"
            ),
            // What was to happen to the answer has not happened.
            (["drip": 50, "delay": "10m"], "the client had gone before the answer"),
            (["effect": "lostCall", "delay": "10m"], "the client had gone before the answer"),
        ] as [(JSONNode, String)], [true, false])
    func `a client that gives up on an answer that a fault breaks is in the journal so`(
        _ broken: (fault: JSONNode, words: String), _ byReset: Bool
    ) throws {
        defer { server.stop() }
        _ = try control("POST", "/faults", broken.fault)
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try connection.send(HTTPRequest(method: "GET", target: "/health"))
        if broken.fault["delay"] == nil { try connection.awaitBytes() }
        try eventually { try journal().last?["path"] == "/health" }
        connection.close(byReset: byReset)
        try eventually { try journal().last?["delivery"]?.string == broken.words }
    }

    @Test func `many who gave up hold nothing`() throws {
        defer { server.stop() }
        _ = try control("POST", "/faults", ["delay": "10m"])
        for _ in 0..<100 {
            let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
            try connection.send(HTTPRequest(method: "GET", target: "/health"))
            connection.close()
        }
        let engine = server.server
        try eventually {
            let count = Monitor<Int?>(nil)
            engine.execute { count.change { $0 = engine.connectionCount } }
            return count.wait(atMost: .seconds(5), until: { $0 }) == 0
        }
        #expect(try journal().count == 100)
    }

    /// Waits until something is so, for ten seconds at most.
    private func eventually(_ isSo: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if try isSo() { return }
        }
        Issue.record("it never was so")
    }
}
