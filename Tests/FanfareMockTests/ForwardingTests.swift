import HTTPEngine
import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import FanfareMock

/// `--proxy-to`: what the mock does not know goes to another server.
struct ForwardingTests {
    private let upstream: EchoServer
    private let mock: MockServer

    init() throws {
        let upstream = try EchoServer()
        self.upstream = upstream
        mock = try Self.mock(before: upstream.port)
    }

    private static func mock(
        before port: Int, receive: Duration = .seconds(10), limits: HTTPLimits = .answer,
        bytesAtOnce: Int = 256 << 20
    ) throws -> MockServer {
        var options = MockServer.Options()
        options.forwardedBytesAtOnce = bytesAtOnce
        options.upstream = Upstream(
            name: "http://upstream.example/base", basePath: "/base",
            connect: { exchange throws(HTTPClientError) in
                try HTTPConnection(
                    host: "127.0.0.1", port: port, timeouts: HTTPClientTimeouts(receive: receive),
                    limits: limits, within: exchange)
            })
        return try MockServer.started(options)
    }

    private func send(
        _ line: String, _ headers: HTTPHeaders = [:], body: String = "", to mock: MockServer? = nil
    ) throws -> HTTPResponse {
        let parts = line.split(separator: " ").map(String.init)
        let connection = try HTTPConnection(host: "127.0.0.1", port: (mock ?? self.mock).port)
        defer { connection.close() }
        try connection.send(
            HTTPRequest(
                method: parts[0], target: parts[1], headers: headers, body: Array(body.utf8)))
        return try connection.receive()
    }

    @Test func `an unknown call arrives whole below the other server's path`() throws {
        let answer = try send("PUT /cart/7?x=%20y", ["X-Custom": "1"], body: "hello")
        #expect(answer.status == 299)
        #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
        let seen = try #require(upstream.requests.first)
        #expect(seen.method == "PUT")
        #expect(seen.target == "/base/cart/7?x=%20y")
        #expect(seen.headers["X-Custom"] == "1")
        #expect(seen.headers["Host"] == "127.0.0.1:\(upstream.port)")
        #expect(seen.headers["Via"]?.hasPrefix("1.1 fanfare-kit-") == true)
    }

    @Test func `a chunked body arrives with its length`() throws {
        let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
        let head = "POST /cart HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        try connection.send(bytes: Array((head + "5\r\nhello\r\n0\r\n\r\n").utf8), method: "POST")
        #expect(try connection.receive().status == 299)
        #expect(upstream.requests.first?.headers["Content-Length"] == "5")
        #expect(upstream.requests.first?.headers["Transfer-Encoding"] == nil)
    }

    @Test(arguments: [
        "Connection", "X-Named", "X-Other", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade",
        "Expect",
    ])
    func `what is meant for one connection is not passed on`(_ name: String) throws {
        let headers: HTTPHeaders = [
            "Connection": "x-named, X-Other", "X-Named": "1", "X-Other": "1",
            "Keep-Alive": "timeout=1", "Proxy-Connection": "close", "TE": "trailers",
            "Upgrade": "websocket", "Expect": "100-continue",
        ]
        _ = try send("POST /cart", headers, body: "x")
        #expect(upstream.requests.first?.headers[name] == nil)
    }

    @Test func `the answer comes back without what was meant for the other connection`() throws {
        let answer = try send("GET /cart")
        #expect(answer.headers["X-Echo"] == "1")
        // This one speaks of the connection to the mock.
        #expect(answer.headers.values(for: "Keep-Alive") == ["timeout=70"])
        #expect(answer.headers["Via"] == "1.1 fanfare-kit")
        #expect(answer.headers["X-RateLimit-Limit"] == nil)
    }

    @Test func `a HEAD keeps the length of the body that it does not have`() throws {
        let answer = try send("HEAD /cart")
        #expect(answer.headers["Content-Length"] == "1234")
        #expect(answer.body.isEmpty)
    }

    @Test(arguments: [
        ("GET /health", 200), ("GET /api/v1/queues/nowhere", 401), ("DELETE /auth/guest", 405),
        ("GET /__admin/nothing", 404), ("GET /__admin/health", 200), ("OPTIONS *", 204),
    ])
    func `what the mock knows stays there`(_ line: String, _ status: Int) throws {
        #expect(try send(line).status == status)
        #expect(upstream.requests.isEmpty)
    }

    @Test func `the journal says where a call went, and finds nothing odd in it`() async throws {
        _ = try send("GET /cart")
        _ = try send("GET /health")
        let requests =
            try await mock.control("GET", "/requests?organization=org_mock")["requests"]?.elements
            ?? []
        #expect(
            requests.map { $0["forwardedTo"]?.string } == ["http://upstream.example/base", nil])
        #expect(requests.map { $0["violations"] } == [[], []])
        #expect(requests.map { $0["status"]?.integer } == [299, 200])
    }

    @Test func `nobody at the other end is 502 in a sentence`() throws {
        upstream.stop()
        let answer = try send("GET /cart")
        #expect(answer.status == 502)
        let body = try JSONNode(parsing: answer.body)
        #expect(body["error"] == "Bad gateway")
        let message = body["message"]?.string ?? ""
        #expect(message.hasPrefix("The mock does not know this call and passed it on to http://"))
        #expect(message.contains("Nothing listens at 127.0.0.1:\(upstream.port)"))
        #expect(answer.headers["X-Request-Id"] != nil)
    }

    @Test func `an other end that never answers is 504`() throws {
        let mock = try Self.mock(before: upstream.port, receive: .milliseconds(50))
        let answer = try send("GET /silence", to: mock)
        #expect(answer.status == 504)
        #expect(try JSONNode(parsing: answer.body)["error"] == "Gateway timeout")
    }

    @Test func `an answer that breaks off is 502`() throws {
        #expect(try send("GET /broken").status == 502)
    }

    @Test func `the mock answers others while a call waits for the other end`() throws {
        let waiting = try HTTPConnection(host: "127.0.0.1", port: mock.port)
        try waiting.send(HTTPRequest(method: "GET", target: "/silence"))
        while upstream.requests.isEmpty { try #require(try send("GET /health").status == 200) }
        #expect(try send("GET /health").status == 200)
    }

    @Test func `a mock that is told to ask itself says so instead of going round`() async throws {
        var options = MockServer.Options()
        let port = Mutex(0)
        options.upstream = Upstream(
            name: "http://itself.example", basePath: "",
            connect: { exchange throws(HTTPClientError) in
                try HTTPConnection(
                    host: "127.0.0.1", port: port.withLock(\.self), within: exchange)
            })
        let mock = try MockServer.started(options)
        port.withLock { $0 = mock.port }
        let answer = try send("GET /cart", to: mock)
        #expect(answer.status == 502)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("leads back to this mock"))
        #expect(try await mock.defaultOrganization.requests().count == 2)
    }

    @Test func `another mock on the way is no loop, whatever its name begins with`() throws {
        _ = try send("GET /cart")
        let own = try #require(upstream.requests.last?.headers["Via"]).dropFirst(4)
        for other in [
            "1.1 fanfare-kit-4802", "1.1 \(own)0", "1.1 x\(own)", "1.1 a (\(own))", String(own),
        ] {
            #expect(try send("GET /cart", ["Via": other]).status == 299, "\(other)")
        }
        for loop in ["HTTP/1.1 \(own)", "1.0 a,1.1\t\(own) (mock), 1.1 b"] {
            #expect(try send("GET /cart", ["Via": loop]).status == 502, "\(loop)")
        }
    }

    @Test func `each mock has a name of its own in what it passes on`() throws {
        let second = try Self.mock(before: upstream.port)
        _ = try send("GET /cart")
        _ = try send("GET /cart", to: second)
        #expect(Set(upstream.requests.map { $0.headers["Via"] }).count == 2)
    }

    @Test func `interim answers without end are 502 in a sentence`() throws {
        let hostile = try RawServer { connection in
            connection.readHead()
            connection.flood("HTTP/1.1 100 Continue\r\n\r\n")
            connection.end()
        }
        let answer = try send("GET /cart", to: try Self.mock(before: hostile.port))
        #expect(answer.status == 502)
        #expect(answer.text.contains("more than 32 interim answers (1xx)"))
    }

    @Test func `an answer without end is 502 in a sentence`() throws {
        let hostile = try RawServer { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.flood("4\r\nbody\r\n")
            connection.end()
        }
        let small = HTTPLimits(bodyBytes: 64 << 10)
        let answer = try send("GET /cart", to: try Self.mock(before: hostile.port, limits: small))
        #expect(answer.status == 502)
        #expect(answer.text.contains("a body of more than 64 KB"))
    }

    @Test func `an organization's calls that hang make no other organization wait`() async throws {
        let other = try await mock.makeOrganization()
        let hanging = try (1...100).map { _ in
            let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
            try connection.send(HTTPRequest(method: "GET", target: "/silence"))
            return connection
        }
        while upstream.requests.count < 32 { _ = try send("GET /health") }
        let answer = try send("GET /cart", ["X-Publishable-Key": other.publishableKey])
        #expect(answer.status == 299)
        #expect(upstream.requests.count == 33)
        hanging.forEach { $0.close() }
    }

    @Test func `answers that nobody reads take so much memory, and others what they leave`()
        async throws
    {
        let mock = try Self.mock(before: upstream.port, bytesAtOnce: 64 << 20)
        let other = try await mock.makeOrganization()
        let lazy = try (0..<2).map { _ in
            let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
            try connection.send(HTTPRequest(method: "GET", target: "/large"))
            // The mock has all of the answer when it begins to pass it on.
            try connection.awaitBytes()
            return connection
        }
        let answer = try send("GET /large", to: mock)
        #expect(answer.status == 503)
        #expect(answer.text.contains("passes such calls on to http://upstream.example/base"))
        #expect(answer.text.contains("Let clients read theirs"))
        let key: HTTPHeaders = ["X-Publishable-Key": other.publishableKey]
        #expect(try send("GET /large", key, to: mock).status == 299)
        // One is read after all, of the other the client goes.
        #expect(try lazy[0].receive().body.count == 12 << 20)
        lazy[1].close(byReset: true)
        let room = try #require(mock.handler.forwarder?.room)
        for _ in 0..<1000 where room.free < 64 << 20 { _ = try send("GET /health", to: mock) }
        #expect(room.free == 64 << 20)
        #expect(try send("GET /large", to: mock).status == 299)
    }

    @Test func `a switch to another protocol is 502 in a sentence`() throws {
        let hostile = try RawServer { connection in
            connection.readHead()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nfoo")
            connection.end()
        }
        let answer = try send("GET /cart", to: try Self.mock(before: hostile.port))
        #expect(answer.status == 502)
        #expect(answer.text.contains("It switches to another protocol (101)"))
    }

    @Test(arguments: [true, false])
    func `calls whose clients have gone make room, those that wait for their turn as well`(
        _ byReset: Bool
    ) async throws {
        let hanging = try (1...70).map { _ in
            let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
            try connection.send(HTTPRequest(method: "GET", target: "/silence"))
            return connection
        }
        while upstream.requests.count < 32 { _ = try send("GET /health") }
        for connection in hanging { connection.close(byReset: byReset) }
        #expect(try send("GET /cart").status == 299)
        let end = ContinuousClock.now + .seconds(10)
        var gone = 0
        // A reset that overtakes its request leaves nothing to be read, hence nothing to be seen.
        let least = byReset ? 60 : 70
        while gone < least, ContinuousClock.now < end {
            let path = "/requests?organization=org_mock&path=/silence&limit=1000"
            let entries = try await mock.control("GET", path)["requests"]?.elements ?? []
            gone = entries.count {
                $0["delivery"] == "the client had gone before the answer" && $0["status"] == 499
            }
        }
        #expect((least...70).contains(gone))
    }

    @Test func `faults break forwarded calls too`() async throws {
        let shop = mock.defaultOrganization
        try await shop.addFault(.status(503), path: "/cart", times: 1)
        #expect(try send("GET /cart").status == 503)
        #expect(upstream.requests.isEmpty)
        try await shop.addFault(.truncate(after: 2), path: "/cart")
        #expect(throws: HTTPClientError.self) { try send("PUT /cart", body: "hello") }
        #expect(upstream.requests.count == 1)
        #expect(try await shop.requests().map(\.faults) == [["fault_1"], ["fault_2"]])
    }
}

extension HTTPResponse {
    fileprivate var text: String { String(decoding: body, as: UTF8.self) }
}

/// Another server: it keeps what it was asked and answers the body that it was sent.
private final class EchoServer: HTTPHandler, Sendable {
    private let server = Mutex<HTTPServer?>(nil)
    private let seen = Mutex<[HTTPRequest]>([])
    let port: Int

    var requests: [HTTPRequest] { seen.withLock(\.self) }

    init() throws {
        let handler = Handler()
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
        port = server.port
        handler.owner = self
        self.server.withLock { $0 = server }
        try server.start()
    }

    deinit { stop() }

    func stop() {
        let server = server.withLock { $0.take() }
        server?.stop()
        server?.stop()
        server?.wait()
    }

    func handle(_ exchange: HTTPExchange) {}

    private final class Handler: HTTPHandler {
        weak var owner: EchoServer?
        private var silent: [HTTPExchange] = []

        func handle(_ exchange: HTTPExchange) {
            owner?.seen.withLock { $0.append(exchange.request) }
            let headers: HTTPHeaders = [
                "X-Echo": "1", "Keep-Alive": "timeout=9",
                "Content-Length": exchange.request.method == "HEAD" ? "1234" : "0",
            ]
            var answer = HTTPResponse(status: 299, headers: headers, body: exchange.request.body)
            switch exchange.request.target {
            case "/base/large": answer.body = [UInt8](repeating: 0x78, count: 12 << 20)
            case "/base/silence": return silent.append(exchange)
            case "/base/broken": answer.delivery = .contentLength(off: 9)
            default: break
            }
            exchange.respond(answer)
        }
    }
}
