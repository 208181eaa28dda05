/// Reads one request after another from the bytes of a connection.
struct RequestReader {
    /// What the bytes so far amount to.
    enum Outcome {
        /// No whole request yet.
        case incomplete
        /// The client waits for `100 Continue` before it sends the body.
        case awaitsContinue
        /// A whole request, and whether the client would go on with the connection.
        case request(HTTPRequest, keepsAlive: Bool)
    }

    private enum Phase {
        /// The head has yet to end.
        case head
        /// The head is there; the body has yet to end.
        case body(RequestHead, BodyDecoder)
    }

    private let limits: HTTPLimits
    private var headParser: RequestHeadParser
    private var phase = Phase.head

    init(limits: HTTPLimits) {
        self.limits = limits
        headParser = RequestHeadParser(limits: limits)
    }

    /// Whether a head has come whose body has not.
    var isInBody: Bool {
        if case .body = phase { true } else { false }
    }

    /// Reads on; the bytes that are not used up must be given again, with more behind them.
    mutating func read(
        _ bytes: Span<UInt8>, used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        switch phase {
        case .head:
            guard let (head, byteCount) = try headParser.parse(bytes) else { return .incomplete }
            used = byteCount
            return try headEnded(head, rest: bytes.extracting(droppingFirst: byteCount), &used)
        case .body(let head, let decoder):
            // Out of the enum while it changes, so that the body is not copied.
            phase = .head
            return try readBody(head, decoder, bytes, &used)
        }
    }

    private mutating func headEnded(
        _ head: RequestHead, rest: Span<UInt8>, _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        guard head.framing != .length(0) else {
            return .request(head.request, keepsAlive: head.keepsAlive)
        }
        let decoder = try BodyDecoder(head.framing, limits: limits)
        // RFC 9110 section 10.1.1: the server "MAY omit sending a 100 (Continue) response if it
        // has already received some or all of the content".
        guard !(head.expectsContinue && rest.isEmpty) else {
            phase = .body(head, decoder)
            return .awaitsContinue
        }
        return try readBody(head, decoder, rest, &used)
    }

    private mutating func readBody(
        _ head: consuming RequestHead, _ decoder: consuming BodyDecoder, _ bytes: Span<UInt8>,
        _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        used += try decoder.decode(bytes)
        guard decoder.isFinished else {
            phase = .body(head, decoder)
            return .incomplete
        }
        head.request.body = decoder.body
        head.request.trailers = decoder.trailers
        return .request(head.request, keepsAlive: head.keepsAlive)
    }
}
