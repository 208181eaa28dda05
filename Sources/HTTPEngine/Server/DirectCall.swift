/// A request of this process that reaches the handler without a socket, and what comes back.
///
/// The wire faults arrive as what is left of them without a wire: less of the body than was
/// announced, pieces with pauses, and a connection that breaks.
package final class DirectCall: @unchecked Sendable {
    /// What the caller hears, in this order, on the loop's thread.
    package enum Event: Sendable {
        /// Status and fields; the body follows.
        case head(HTTPResponse)
        /// A piece of the body.
        case body([UInt8])
        /// The answer is complete.
        case end
        /// The connection broke: nothing more will come.
        case broken
    }

    private let server: HTTPServer
    private let isHead: Bool
    private let hears: (Event) -> Void
    /// Whether the answer is still awaited.
    package private(set) var isOpen = true
    /// Whether the answer is one that goes on until somebody ends it.
    private(set) var isStreaming = false
    package var closeAction: (() -> Void)?

    fileprivate init(
        _ server: HTTPServer, isHead: Bool, _ hears: @escaping @Sendable (Event) -> Void
    ) {
        self.server = server
        self.isHead = isHead
        self.hears = hears
    }

    /// Tells the server that nobody waits any longer; from any thread.
    package func cancel() { server.execute { self.interrupt(hearing: nil) } }

    /// Ends the call before its answer is complete.
    func interrupt(hearing last: Event? = .broken) {
        guard isOpen else { return }
        let action = closeAction
        finish(last)
        action?()
    }

    private func finish(_ last: Event?) {
        guard isOpen else { return }
        isOpen = false
        closeAction = nil
        if let last { hears(last) }
        server.ended(self)
    }
}

extension HTTPServer {
    /// Hands a request to the handler as if it had come from this machine; from any thread.
    @discardableResult
    package func call(
        _ request: HTTPRequest, _ hears: @escaping @Sendable (DirectCall.Event) -> Void
    ) -> DirectCall {
        let call = DirectCall(self, isHead: request.method == "HEAD", hears)
        execute {
            self.began(call)
            self.handler.handle(HTTPExchange(request: request, channel: call))
        }
        return call
    }
}

// MARK: The handler's side

extension DirectCall: HTTPExchangeChannel {
    /// What stands for the address of a peer that has none.
    package static let peer = "this process"

    package var peer: String { Self.peer }

    package var unsentBytes: Int { 0 }

    package var servesFirst: Bool { true }

    package func respond(_ response: HTTPResponse, ticket: AnswerTicket) { answer(response) }

    private func answer(_ response: HTTPResponse) {
        guard isOpen else { return }
        guard ![.resetBefore, .resetInHead].contains(response.delivery) else {
            return finish(.broken)
        }
        let mayHaveBody = HTTPStatus.allowsBody(response.status)
        let body = mayHaveBody && !isHead ? response.body : []
        var head = response
        if mayHaveBody {
            let announced = max(0, response.body.count + response.delivery.lengthError)
            head.headers.set("Content-Length", String(announced))
        }
        head.body = []
        hears(.head(head))
        deliver(body, as: response.delivery)
    }

    private func deliver(_ body: [UInt8], as delivery: HTTPDelivery) {
        switch delivery {
        case .drip(let rate):
            let piece = HTTPDelivery.piece(of: body.count, bytesPerSecond: rate)
            drip(body[...], piece, bytesPerSecond: rate)
        case .normal, .resetBefore, .resetInHead: send(body[...], then: .end)
        case .resetAfter(let count): send(body.prefix(max(0, count)), then: .broken)
        case .truncate(let count):
            send(body.prefix(max(0, count)), then: count < body.count ? .broken : .end)
        case .contentLength(let error):
            // Whoever was told less reads no further; whoever was told more waits in vain.
            let readable = error < 0 ? body.dropLast(-error) : body[...]
            send(readable, then: error > 0 && !isHead ? .broken : .end)
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>, then last: Event) {
        if !bytes.isEmpty { hears(.body(Array(bytes))) }
        finish(last)
    }

    private func drip(_ bytes: ArraySlice<UInt8>, _ piece: Int, bytesPerSecond rate: Int) {
        guard isOpen else { return }
        guard bytes.count > piece else { return send(bytes, then: .end) }
        hears(.body(Array(bytes.prefix(piece))))
        server.after(HTTPDelivery.pause(after: piece, bytesPerSecond: rate)) {
            self.drip(bytes.dropFirst(piece), piece, bytesPerSecond: rate)
        }
    }

    package func beginStream(_ head: HTTPResponse) {
        guard isOpen else { return }
        isStreaming = true
        var start = head
        start.body = []
        hears(.head(start))
        writeToStream(head.body)
    }

    package func writeToStream(_ bytes: [UInt8]) {
        if isOpen, !bytes.isEmpty, !isHead { hears(.body(bytes)) }
    }

    package func endStream() { finish(.end) }

    package func abandon(_ request: HTTPRequest) {
        guard isOpen else { return }
        answer(server.configuration.refusal(.abandoned, request, peer))
    }
}

extension HTTPDelivery {
    fileprivate var lengthError: Int {
        if case .contentLength(let error) = self { error } else { 0 }
    }
}
