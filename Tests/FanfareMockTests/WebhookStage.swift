import FanfareModel
import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareMock

/// A mock and a shop that is told what occurs in it, over real sockets.
final class WebhookStage: Sendable {
    /// A shop's receiver: keeps what comes and answers as it is told.
    final class Receiver: HTTPHandler, Sendable {
        let received = Mutex<[HTTPRequest]>([])
        let statuses: Mutex<[Int]>
        /// Whether it never answers.
        let isSilent: Bool

        init(_ statuses: [Int], isSilent: Bool) {
            self.statuses = Mutex(statuses)
            self.isSilent = isSilent
        }

        func handle(_ exchange: HTTPExchange) {
            received.withLock { $0.append(exchange.request) }
            guard !isSilent else { return }
            let status = statuses.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
            exchange.respond(HTTPResponse(status: status))
        }
    }

    private let mock: MockServer
    let shop: HTTPServer
    let receiver: Receiver

    init(answering statuses: [Int], isSilent: Bool = false) throws {
        receiver = Receiver(statuses, isSilent: isSilent)
        shop = try HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0), handler: receiver)
        try shop.start()
        mock = try MockServer()
        try mock.start()
    }

    func stop() {
        mock.stop()
        shop.stop()
    }

    /// Calls the mock for an organization, by default the one that is always there.
    func send(
        _ method: String, _ path: String, _ body: JSONNode? = nil, as other: JSONNode? = nil
    ) throws -> JSONNode {
        var request = HTTPRequest(method: method, target: path)
        let key = other?["publishableKey"]?.string ?? mock.publishableKey
        request.headers.append("X-Publishable-Key", key)
        if let id = other?["organizationId"]?.string {
            request.headers.append("X-Organization-Id", id)
        }
        request.body = body?.bytes() ?? []
        let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
        try connection.send(request)
        let answer = try connection.receive()
        return answer.body.isEmpty ? .null : try JSONNode(parsing: answer.body)
    }

    func subscribe(
        to types: [String] = [], at port: Int? = nil, as other: JSONNode? = nil
    ) throws -> String {
        let answer = try send(
            "POST", "/__admin/webhooks",
            [
                "url": JSONNode("http://127.0.0.1:\(port ?? shop.port)/hooks?a=b"),
                "events": JSONNode(types.map { JSONNode($0) }),
            ], as: other)
        return answer["secret"]?.string ?? ""
    }

    func deliveries(_ query: String, as other: JSONNode? = nil) throws -> [JSONNode] {
        try send("GET", "/__admin/webhooks/deliveries?wait=20s&\(query)", as: other)["deliveries"]?
            .elements ?? []
    }

    /// Another organization, to call the mock as.
    func organization() throws -> JSONNode { try send("POST", "/__admin/organizations", [:]) }

    /// Sends calls at once, each over a connection of its own, and does something while they wait.
    func sendTogether(
        _ calls: [(String, String, JSONNode)], meanwhile action: () throws -> Void = {}
    ) throws -> [JSONNode] {
        let connections = try calls.map { call in
            var request = HTTPRequest(method: call.0, target: call.1)
            request.body = call.2.bytes()
            let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
            try connection.send(request)
            return connection
        }
        // A call that has been answered was begun after those.
        _ = try send("GET", "/__admin/clock")
        try action()
        return try connections.map { try JSONNode(parsing: $0.receive().body) }
    }

    /// How many seconds lie between two instants of answers, rounded.
    func seconds(_ start: JSONNode?, _ end: JSONNode?) throws -> Int {
        let start = try #require(Instant(iso8601: start?.string ?? ""))
        let end = try #require(Instant(iso8601: end?.string ?? ""))
        return Int(((end - start) / .milliseconds(1) / 1000).rounded())
    }
}
