import Testing

@testable import HTTPEngine

struct HTTPConnectionTests {
    /// The port of a server that has just stopped.
    private func closedPort() throws -> Int {
        let live = try LiveServer()
        live.server.stop()
        live.server.wait()
        return live.server.port
    }

    @Test func `a refused connection says what to do`() throws {
        let port = try closedPort()
        let error = #expect(throws: HTTPClientError.self) {
            try HTTPConnection(host: "127.0.0.1", port: port)
        }
        #expect(
            error?.description
                == "Nothing listens at 127.0.0.1:\(port): the connection was refused. Start the server, or check host and port."
        )
    }

    @Test func `an unknown host says so`() {
        let error = #expect(throws: HTTPClientError.self) {
            try HTTPConnection(host: "no such host", port: 1)
        }
        guard case .unknownHost("no such host", _) = error else {
            Issue.record("it was \(String(describing: error))")
            return
        }
    }

    @Test func `an answer that does not come in time says what was waited for`() throws {
        // What waits for the client's going keeps the exchange unanswered until then.
        let live = try LiveServer { exchange, _ in exchange.onCancel { _ = exchange } }
        let client = try live.connect(receive: .milliseconds(30))
        try client.send(HTTPRequest(method: "GET", target: "/"))
        let error = #expect(throws: HTTPClientError.self) { try client.receive() }
        #expect(
            error?.description
                == "\(client.authority) took longer than 0.03 seconds before the first byte of the answer. Raise the time-out if it is merely slow."
        )
    }

    @Test func `a connection is reusable until the server closes it`() throws {
        let live = try LiveServer { exchange, _ in
            let closing: HTTPHeaders =
                exchange.request.path == "/last" ? ["Connection": "close"] : [:]
            exchange.respond(HTTPResponse(status: 204, headers: closing))
        }
        let client = try live.connect()
        #expect(client.isReusable)
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(!client.isReusable)
        #expect(try client.receive().status == 204)
        #expect(client.isReusable)
        #expect(try client.ask("/last").status == 204)
        #expect(!client.isReusable)
    }

    @Test func `an answer nobody asked for is not waited for`() throws {
        let live = try LiveServer()
        let client = try live.connect()
        #expect(throws: HTTPClientError.nothingAsked) { try client.receive() }
    }

    @Test func `several requests made ready on their connections are let go together`() throws {
        let live = try LiveServer()
        let clients = try (0..<8).map { _ in try live.connect() }
        for (index, client) in clients.enumerated() {
            try client.send(HTTPRequest(method: "GET", target: "/\(index)"))
        }
        let answers = try clients.map { try $0.receive().text }
        #expect(answers == (0..<8).map { "/\($0)" })
    }

    @Test func `a large body goes both ways`() throws {
        let live = try LiveServer(configure: { $0.limits.bodyBytes = 16 << 20 }) { exchange, _ in
            exchange.respond(HTTPResponse(status: 200, body: exchange.request.body))
        }
        let client = try live.connect()
        let body = (0..<(9 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for headers: HTTPHeaders in [[:], ["Transfer-Encoding": "chunked"]] {
            let request = HTTPRequest(method: "PUT", target: "/", headers: headers, body: body)
            try client.send(request)
            #expect(try client.receive().body == body)
        }
    }
}
