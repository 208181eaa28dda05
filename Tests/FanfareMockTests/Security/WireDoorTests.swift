import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What only the bytes on the wire can say: targets of every form, and hosts none or twice.
struct WireDoorTests {
    private let server: MockServer

    init() throws {
        server = try MockServer()
        try server.start()
    }

    /// The status that a head without a body is answered with.
    private func status(_ lines: [String]) throws -> Int {
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { connection.close() }
        let head = lines.map { $0 + "\r\n" }.joined() + "\r\n"
        try connection.send(bytes: Array(head.utf8), method: "GET")
        return try connection.receive().status
    }

    @Test(arguments: [
        ("GET http://evil.example/__admin/clock HTTP/1.1", 403),
        ("GET HTTP://EVIL.EXAMPLE:4802/__admin/clock HTTP/1.1", 403),
        ("GET http://localhost@evil.example/__admin/clock HTTP/1.1", 400),
        ("GET http://localhost/__admin/clock HTTP/1.1", 200),
        ("GET https://[::1]:1/__admin/clock HTTP/1.1", 200),
        ("GET ftp://localhost/__admin/clock HTTP/1.1", 400),
        ("GET //localhost/__admin/clock HTTP/1.1", 404),
        ("GET http:///__admin/clock HTTP/1.1", 400),
        ("GET localhost/__admin/clock HTTP/1.1", 400),
        ("GET http://evil.example HTTP/1.1", 200),
        ("GET http://evil.example?/__admin/clock HTTP/1.1", 200),
    ])
    func `a whole URL as target decides whose host is meant`(_ line: String, _ status: Int) throws {
        defer { server.stop() }
        #expect(try self.status([line, "Host: localhost"]) == status)
    }

    @Test(arguments: [
        ["Host: localhost", "Host: evil.example"], ["Host: evil.example", "Host: localhost"],
        ["Host: localhost", "Host: localhost"], ["Host: localhost", "host: localhost"], [],
        ["Host: localhost evil.example"], ["Host: localhost\u{0}"], ["Host : localhost"],
        [" Host: localhost"], ["X: 1", " Host: localhost"], ["Host: localhost\rX: 1"],
    ])
    func `hosts that are none, two or no host are a bad request`(_ lines: [String]) throws {
        defer { server.stop() }
        for target in ["/__admin/clock", "/health", "http://localhost/__admin/clock"] {
            #expect(try status(["GET \(target) HTTP/1.1"] + lines) == 400)
        }
    }

    @Test func `an HTTP 1.0 request without a host opens no control call`() throws {
        defer { server.stop() }
        #expect(try status(["GET /__admin/clock HTTP/1.0"]) == 403)
        #expect(try status(["GET /health HTTP/1.0"]) == 200)
    }
}

/// Who is local is decided by the connection, not by what the request says.
struct PeerTests {
    /// A connection from anywhere that keeps its answer.
    private final class Channel: HTTPExchangeChannel {
        let servesFirst = true
        let peer: String
        let isOpen = true
        var closeAction: (() -> Void)?
        let unsentBytes = 0
        private(set) var status: Int?

        init(_ peer: String) { self.peer = peer }
        func respond(_ response: HTTPResponse, ticket: AnswerTicket) { status = response.status }
        func beginStream(_ head: HTTPResponse) { status = head.status }
        func writeToStream(_ bytes: [UInt8]) {}
        func endStream() {}
        func abandon(_ request: HTTPRequest) {}
    }

    private func status(_ target: String, from peer: String) -> Int? {
        let mock = Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start)
        let channel = Channel(peer)
        var request = HTTPRequest(method: "GET", target: target)
        request.headers = ["Host": "localhost"]
        MockHandler(mock).handle(HTTPExchange(request: request, channel: channel))
        return channel.status
    }

    @Test(arguments: [
        "192.168.1.7:50000", "10.0.0.1:1", "[2001:db8::1]:50000", "[fe80::1]:1", "1.127.0.1:1",
        "[::ffff:10.0.0.1]:1", "[::10]:1", "unknown", "",
    ])
    func `another machine opens no control call`(_ peer: String) {
        for route in controlRoutes where route.method == "GET" {
            #expect(status(route.template, from: peer) == 403, "\(route.template)")
        }
        #expect(status("/health", from: peer) == 200)
    }

    @Test(arguments: ["127.0.0.1:50000", "127.1.2.3:1", "[::1]:1", "[::ffff:127.0.0.1]:1"])
    func `this machine opens the door`(_ peer: String) {
        #expect(status("/__admin/health", from: peer) == 200)
    }
}
