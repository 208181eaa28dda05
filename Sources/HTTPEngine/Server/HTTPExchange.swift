/// One request and the duty to answer it.
///
/// Confined to the loop's thread. Whoever answers later keeps the exchange; one that is dropped
/// unanswered is answered 500 by the engine, so that no client waits for ever.
package final class HTTPExchange {
    /// The whole request.
    package let request: HTTPRequest
    /// The number of the port that the request came to, 0 for the configured one.
    package let listener: Int
    private var channel: (any HTTPExchangeChannel)?

    package init(
        request: HTTPRequest, channel: any HTTPExchangeChannel, listener: Int = 0
    ) {
        self.request = request
        self.listener = listener
        self.channel = channel
    }

    deinit { channel?.abandon(request) }

    /// Whether an answer is still owed and the peer is still there to take it.
    package var isAlive: Bool { channel?.isOpen ?? false }

    /// The peer's address as text, such as `127.0.0.1:50312`; empty once answered.
    package var peer: String { channel?.peer ?? "" }

    /// Whether it is the first request on its connection.
    package var isFirstOnConnection: Bool { channel?.servesFirst ?? false }

    /// Answers the request; ignored if the peer has gone away meanwhile.
    ///
    /// The handler hears of an answer with a ticket that the client did not take. An object is kept
    /// until the client has taken the answer or has gone.
    package func respond(
        _ response: HTTPResponse, ticket: AnswerTicket = .none, keeping object: AnyObject? = nil
    ) {
        let channel = takeChannel()
        if let object { channel.keep(object) }
        channel.respond(response, ticket: ticket)
    }

    /// Answers with a body of no known length, such as server-sent events.
    ///
    /// The body of `head` becomes the first piece. The stream ends when it is closed or dropped.
    package func stream(_ head: HTTPResponse) -> HTTPStream {
        let channel = takeChannel()
        channel.beginStream(head)
        return HTTPStream(channel: channel)
    }

    /// Runs an action if the peer goes away before the answer; at once if it has already.
    ///
    /// A client that has only finished sending is still there (RFC 9112 section 9.6); the server
    /// finds out which it is.
    package func onCancel(_ action: @escaping () -> Void) {
        guard isAlive else { return action() }
        channel?.closeAction = action
    }

    private func takeChannel() -> any HTTPExchangeChannel {
        guard let channel else { preconditionFailure("a request was answered twice") }
        self.channel = nil
        channel.closeAction = nil
        return channel
    }
}

/// The way back to the client, as an exchange and its stream see it.
package protocol HTTPExchangeChannel: AnyObject {
    /// The peer's address as text.
    var peer: String { get }
    /// Whether the request underway is the first on the connection.
    var servesFirst: Bool { get }
    /// Whether the peer is still there, as far as is known.
    var isOpen: Bool { get }
    /// What to do when the peer goes away before the answer is complete.
    var closeAction: (() -> Void)? { get set }
    /// How many bytes wait for the peer to read them.
    var unsentBytes: Int { get }
    /// Keeps an object until the peer has taken the response that follows, or has gone.
    func keep(_ object: AnyObject)
    /// Sends a whole response.
    func respond(_ response: HTTPResponse, ticket: AnswerTicket)
    /// Sends a head and begins a body of no known length.
    func beginStream(_ head: HTTPResponse)
    /// Sends a piece of a streamed body.
    func writeToStream(_ bytes: [UInt8])
    /// Ends a streamed body.
    func endStream()
    /// The handler dropped the exchange without an answer.
    func abandon(_ request: HTTPRequest)
}

extension HTTPExchangeChannel {
    /// A peer in this process has taken a response when it is given.
    package func keep(_ object: AnyObject) {}
}
