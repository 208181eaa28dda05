import FanfareModel
import HTTPEngine
import JSONTree
import Synchronization
import Testing
import TokenSigning

@testable import FanfareMock

/// A mock and a shop that is told what occurs in it, over real sockets.
private final class WebhookStage: Sendable {
    /// A shop's receiver: keeps what comes and answers as it is told.
    final class Receiver: HTTPHandler, Sendable {
        let received = Mutex<[HTTPRequest]>([])
        let statuses: Mutex<[Int]>

        init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

        func handle(_ exchange: HTTPExchange) {
            received.withLock { $0.append(exchange.request) }
            let status = statuses.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
            exchange.respond(HTTPResponse(status: status))
        }
    }

    private let mock: MockServer
    let shop: HTTPServer
    let receiver: Receiver

    init(answering statuses: [Int]) throws {
        receiver = Receiver(statuses)
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

    func send(_ method: String, _ path: String, _ body: JSONNode? = nil) throws -> JSONNode {
        var request = HTTPRequest(method: method, target: path)
        request.headers.append("X-Publishable-Key", mock.publishableKey)
        request.body = body?.bytes() ?? []
        let connection = try HTTPConnection(host: "127.0.0.1", port: mock.port)
        try connection.send(request)
        let answer = try connection.receive()
        return answer.body.isEmpty ? .null : try JSONNode(parsing: answer.body)
    }

    func subscribe() throws -> String {
        let answer = try send(
            "POST", "/__admin/webhooks",
            ["url": JSONNode("http://127.0.0.1:\(shop.port)/hooks?a=b")])
        return answer["secret"]?.string ?? ""
    }

    func deliveries(_ query: String) throws -> [JSONNode] {
        try send("GET", "/__admin/webhooks/deliveries?wait=20s&\(query)")["deliveries"]?.elements
            ?? []
    }
}

/// Webhooks over real sockets.
struct WebhookDeliveryTests {
    @Test func `a receiver verifies the signature by the documented recipe`() throws {
        let test = try WebhookStage(answering: [204])
        defer { test.stop() }
        let secret = try test.subscribe()
        #expect(secret.hasPrefix("whsec_"))
        _ = try test.send("POST", "/auth/guest")
        #expect(try test.deliveries("state=delivered").count == 1)
        let webhook = try #require(test.receiver.received.withLock { $0.first })
        #expect(webhook.method == "POST" && webhook.target == "/hooks?a=b")
        let timestamp = try #require(webhook.headers["X-Fanfare-Timestamp"])
        let code = HMAC.sha256(
            key: Array(secret.utf8), message: Array("\(timestamp).".utf8) + webhook.body)
        let digits = code.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        #expect(webhook.headers["X-Fanfare-Signature"] == "sha256=" + digits.joined())
        #expect(abs((Int64(timestamp) ?? 0) - RealClock.now.seconds) < 60)
    }

    @Test func `a retry follows when the organization's clock says so`() throws {
        let test = try WebhookStage(answering: [503, 200])
        defer { test.stop() }
        _ = try test.subscribe()
        _ = try test.send("POST", "/auth/guest")
        let waiting = try test.deliveries("state=waiting")
        #expect(waiting.first?["attempts"]?[0]?["status"]?.integer == 503)
        _ = try test.send("POST", "/__admin/clock", ["advance": "61s"])
        #expect(try test.deliveries("state=delivered").count == 1)
        let counts = test.receiver.received.withLock {
            $0.map { $0.headers["X-Fanfare-Retry-Count"] }
        }
        #expect(counts == ["0", "1"])
    }

    @Test func `what time alone brings about is told without a request`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        _ = try test.subscribe()
        // A moment before the opening the clock is let run, and nobody calls any more.
        _ = try test.send("POST", "/__admin/clock", ["set": "2098-12-31T23:59:59.900Z"])
        let opened = try test.deliveries("state=delivered&type=distribution.opened")
        #expect(!opened.isEmpty)
    }

    @Test func `a receiver that is not there is told in the log`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        _ = try test.subscribe()
        test.shop.stop()
        test.shop.wait()
        _ = try test.send("POST", "/auth/guest")
        let error = try test.deliveries("state=waiting").first?["attempts"]?[0]?["error"]
        #expect(error?.string?.contains("refused") == true)
    }
}
