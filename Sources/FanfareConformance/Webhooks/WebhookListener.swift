import HTTPEngine

/// A server that takes in webhooks while a run lasts.
final class WebhookListener: Sendable {
    private let server: HTTPServer
    /// The port it listens at.
    let port: Int

    /// Begins to listen; what comes goes into an inbox.
    init(
        at endpoint: WebhookSetting.Endpoint, _ inbox: WebhookInbox
    ) throws(WebhookListener.Failure) {
        var configuration = HTTPServerConfiguration(host: endpoint.host, port: endpoint.port)
        configuration.limits.bodyBytes = 1 << 20
        do throws(HTTPServerError) {
            server = try HTTPServer(configuration: configuration, handler: Handler(inbox))
        } catch {
            throw Failure(reason: "\(error)")
        }
        port = server.port
        do throws(ThreadRefusal) {
            try server.start()
        } catch {
            throw Failure(reason: error.reason)
        }
    }

    /// Listens no more.
    func stop() {
        server.stop()
        server.wait()
    }

    /// Why nothing can be received.
    struct Failure: Error {
        let reason: String
    }

    private final class Handler: HTTPHandler {
        private let inbox: WebhookInbox

        init(_ inbox: WebhookInbox) { self.inbox = inbox }

        func handle(_ exchange: HTTPExchange) {
            guard exchange.request.method == "POST" else {
                return exchange.respond(HTTPResponse(status: 405, headers: ["Allow": "POST"]))
            }
            exchange.respond(HTTPResponse(status: inbox.receive(exchange.request)))
        }
    }
}
