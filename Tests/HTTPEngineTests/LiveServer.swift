import Dispatch
import Synchronization

@testable import HTTPEngine

/// A server on a free port, on a thread of its own, that ends with the test.
final class LiveServer {
    let server: HTTPServer
    private let handler: ClosureHandler

    init(
        configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        policy: HandlerPolicy = HandlerPolicy(),
        handle: @escaping (HTTPExchange, HTTPServer) -> Void
    ) throws {
        var configuration = HTTPServerConfiguration()
        configure(&configuration)
        handler = ClosureHandler(policy, handle)
        server = try HTTPServer(configuration: configuration, handler: handler)
        handler.server = server
        try server.start()
    }

    /// Answers every request with its own target.
    convenience init(
        configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        policy: HandlerPolicy = HandlerPolicy()
    ) throws {
        try self.init(configure: configure, policy: policy) { exchange, _ in
            exchange.answer(exchange.request.target)
        }
    }

    deinit {
        server.stop()
        server.stop()
        server.wait()
    }

    func connect(receive: Duration = .seconds(10)) throws -> HTTPConnection {
        try HTTPConnection(
            host: "127.0.0.1", port: server.port, timeouts: HTTPClientTimeouts(receive: receive))
    }
}

/// What a handler decides beside its answers.
struct HandlerPolicy {
    var bodyLimit: (HTTPRequest) -> Int? = { _ in nil }
    var isUrgent: (HTTPRequest) -> Bool = { _ in false }
    var answerWasLost: (AnswerTicket, AnswerLoss) -> Void = { _, _ in }
}

final class ClosureHandler: HTTPHandler {
    weak var server: HTTPServer?
    private let policy: HandlerPolicy
    private let action: (HTTPExchange, HTTPServer) -> Void

    init(
        _ policy: HandlerPolicy = HandlerPolicy(),
        _ action: @escaping (HTTPExchange, HTTPServer) -> Void
    ) {
        self.policy = policy
        self.action = action
    }

    func bodyLimit(of request: HTTPRequest, from peer: String, listener: Int) -> Int? {
        policy.bodyLimit(request)
    }

    func isUrgent(_ request: HTTPRequest) -> Bool { policy.isUrgent(request) }

    func answerWasLost(_ ticket: AnswerTicket, _ loss: AnswerLoss) {
        policy.answerWasLost(ticket, loss)
    }

    func handle(_ exchange: HTTPExchange) {
        if let server { action(exchange, server) }
    }
}

extension HTTPExchange {
    func answer(_ text: String, delivery: HTTPDelivery = .normal) {
        respond(HTTPResponse(status: 200, body: Array(text.utf8), delivery: delivery))
    }
}

extension HTTPConnection {
    func ask(_ target: String, method: String = "GET") throws -> HTTPResponse {
        try send(HTTPRequest(method: method, target: target))
        return try receive()
    }

    func send(raw text: String, answers: [String] = ["GET"]) throws {
        try send(bytes: text.latin1, method: answers.first)
        for method in answers.dropFirst() { try send(bytes: [], method: method) }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A value that a test waits for and the loop's thread gives.
final class Promise<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        given.signal()
    }

    /// Nil after ten seconds, so that a failure ends.
    func get() -> Value? {
        guard given.wait(timeout: .now() + 10) == .success else { return nil }
        return value.withLock { $0 }
    }
}
