import FanfareMock
import HTTPEngine

/// A mock on a socket whose answers are bent by a rule before they go out.
final class WrongServer {
    let url: String
    private let server: HTTPServer
    private let handler: Handler

    init(_ bend: @escaping @Sendable (HTTPRequest, inout HTTPResponse) -> Void) throws {
        handler = Handler(bend)
        server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
        url = "http://127.0.0.1:\(server.port)"
        try server.start()
    }

    deinit { server.stop() }

    private final class Handler: HTTPHandler {
        private let mock = SharedMock()
        private let bend: @Sendable (HTTPRequest, inout HTTPResponse) -> Void

        init(_ bend: @escaping @Sendable (HTTPRequest, inout HTTPResponse) -> Void) {
            self.bend = bend
        }

        func handle(_ exchange: HTTPExchange) {
            var response = mock.respond(to: exchange.request)
            bend(exchange.request, &response)
            exchange.respond(response)
        }
    }
}
