import FanfareMock
import HTTPEngine

/// A mock on a socket whose answers are bent by a rule before they go out.
final class WrongServer {
    let url: String
    private let server: HTTPServer
    private let handler: Handler

    /// Bends answers; those to requests at which it hangs never come.
    init(
        _ bend: @escaping @Sendable (HTTPRequest, inout HTTPResponse) -> Void = { _, _ in },
        hangs: @escaping @Sendable (HTTPRequest) -> Bool = { _ in false }
    ) throws {
        handler = Handler(hangs, bend)
        server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
        url = "http://127.0.0.1:\(server.port)"
        try server.start()
    }

    deinit { server.stop() }

    private final class Handler: HTTPHandler {
        private let mock = SharedMock()
        private let bend: @Sendable (HTTPRequest, inout HTTPResponse) -> Void

        /// What it has hung at; let go, it would be answered.
        private var left: [HTTPExchange] = []
        private let hangs: @Sendable (HTTPRequest) -> Bool

        init(
            _ hangs: @escaping @Sendable (HTTPRequest) -> Bool,
            _ bend: @escaping @Sendable (HTTPRequest, inout HTTPResponse) -> Void
        ) {
            self.hangs = hangs
            self.bend = bend
        }

        func handle(_ exchange: HTTPExchange) {
            if hangs(exchange.request) { return left.append(exchange) }
            var response = mock.respond(to: exchange.request)
            bend(exchange.request, &response)
            exchange.respond(response)
        }
    }
}
