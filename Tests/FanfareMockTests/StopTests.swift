import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareMock

/// A mock that stops while somebody waits for an answer.
struct StopTests {
    private func ask(_ server: MockServer, _ line: String, body: String = "") throws
        -> HTTPConnection
    {
        let parts = line.split(separator: " ").map(String.init)
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try connection.send(
            HTTPRequest(
                method: parts[0], target: parts[1],
                headers: ["X-Publishable-Key": server.publishableKey], body: Array(body.utf8)))
        return connection
    }

    /// Waits until so many requests are with the mock: it answers one connection after the other.
    private func settle(_ server: MockServer) throws {
        for _ in 0..<2 { _ = try ask(server, "GET /health").receive() }
    }

    @Test func `whoever waits for a message is told at once that there is none`() throws {
        let server = try MockServer.started()
        let waiting = try ask(server, "GET /__admin/inbox?wait=60s")
        try settle(server)
        server.stop()
        let answer = try waiting.receive()
        #expect(answer.status == 200)
        #expect(try JSONNode(parsing: answer.body)["messages"]?.elements?.isEmpty == true)
        server.wait()
    }

    @Test func `an answer that a fault holds back is given at once`() throws {
        let server = try MockServer.started()
        _ = try ask(server, "POST /__admin/faults", body: #"{"path":"/auth/guest","delay":"10m"}"#)
            .receive()
        let waiting = try ask(server, "POST /auth/guest")
        try settle(server)
        server.stop()
        #expect(try waiting.receive().status == 200)
        server.wait()
    }

    @Test func `a call that another server does not answer is 503`() throws {
        let silent = try HTTPServer(
            configuration: HTTPServerConfiguration(), handler: SilentHandler())
        try silent.start()
        defer { silent.stop() }
        let port = silent.port
        var options = MockServer.Options()
        options.upstream = Upstream(
            name: "http://silent.example", basePath: "",
            connect: { exchange throws(HTTPClientError) in
                try HTTPConnection(host: "127.0.0.1", port: port, within: exchange)
            })
        let server = try MockServer.started(options)
        let waiting = try ask(server, "GET /cart")
        try settle(server)
        server.stop()
        let answer = try waiting.receive()
        #expect(answer.status == 503)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("This process stops"))
        server.wait()
    }

    @Test func `one that never began to serve goes without a trace`() throws {
        var port = 0
        do { port = try MockServer().port }
        #expect(throws: HTTPClientError.self) {
            _ = try HTTPConnection(host: "127.0.0.1", port: port)
        }
    }
}

/// Takes requests and never answers them.
private final class SilentHandler: HTTPHandler {
    private var held: [HTTPExchange] = []
    func handle(_ exchange: HTTPExchange) { held.append(exchange) }
}
