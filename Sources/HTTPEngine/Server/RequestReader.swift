/// Reads one request after another from the bytes of a connection.
package struct RequestReader {
    /// What the bytes so far amount to.
    package enum Outcome {
        /// No whole request yet.
        case incomplete
        /// The client waits for `100 Continue` before it sends the body.
        case awaitsContinue
        /// A whole request, and whether the client would go on with the connection.
        case request(HTTPRequest, keepsAlive: Bool)
    }

    /// A request whose body has yet to end; apart, so that all others need not carry its weight.
    private final class Unfinished {
        var head: RequestHead
        var body: BodyDecoder

        init(head: consuming RequestHead, body: consuming BodyDecoder) {
            self.head = head
            self.body = body
        }
    }

    private let limits: HTTPLimits
    private var headParser: RequestHeadParser
    private var unfinished: Unfinished?
    private let repeated: RepeatedRequests?

    /// Reads by these limits; what is in `repeated` need not be taken apart.
    package init(limits: HTTPLimits, repeated: RepeatedRequests? = nil) {
        self.limits = limits
        self.repeated = repeated
        headParser = RequestHeadParser(limits: limits)
    }

    /// Whether a head has come whose body has not.
    var isInBody: Bool { unfinished != nil }

    /// Reads on; the bytes that are not used up must be given again, with more behind them.
    package mutating func read(
        _ bytes: Span<UInt8>, used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        if let unfinished { return try readBody(unfinished, bytes, &used) }
        let key = headParser.hasSeenNothing ? repeated?.key(of: bytes) : nil
        if let key, let (request, keepsAlive) = repeated?.request(bytes, key: key) {
            used = bytes.count
            return .request(request, keepsAlive: keepsAlive)
        }
        guard let head = try headParser.parse(bytes) else { return .incomplete }
        used = head.byteCount
        if head.framing == .length(0) {
            if let key, used == bytes.count {
                repeated?.note(head.request, keepsAlive: head.keepsAlive, key: key)
            }
            return .request(head.request, keepsAlive: head.keepsAlive)
        }
        return try headEnded(head, rest: bytes.extracting(droppingFirst: used), &used)
    }

    private mutating func headEnded(
        _ head: RequestHead, rest: Span<UInt8>, _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        let body = try BodyDecoder(
            head.framing, limits: limits.forBody(of: head.request))
        let unfinished = Unfinished(head: head, body: body)
        self.unfinished = unfinished
        // RFC 9110 section 10.1.1: the server "MAY omit sending a 100 (Continue) response if it
        // has already received some or all of the content".
        if head.expectsContinue, rest.isEmpty { return .awaitsContinue }
        return try readBody(unfinished, rest, &used)
    }

    private mutating func readBody(
        _ unfinished: Unfinished, _ bytes: Span<UInt8>, _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        used += try unfinished.body.decode(bytes)
        guard unfinished.body.isFinished else { return .incomplete }
        self.unfinished = nil
        unfinished.head.request.body = unfinished.body.body
        unfinished.head.request.trailers = unfinished.body.trailers
        return .request(unfinished.head.request, keepsAlive: unfinished.head.keepsAlive)
    }
}
