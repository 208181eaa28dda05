/// Reads one request after another from the bytes of a connection.
package struct RequestReader {
    /// What the bytes so far amount to.
    package enum Outcome {
        /// No whole request yet.
        case incomplete
        /// The client waits for `100 Continue` before it sends the body.
        case awaitsContinue
        /// A head has come whose body is larger than any may be, or does not say how large it is;
        /// `allowBody` says how it is with this one.
        case awaitsAllowance(HTTPRequest)
        /// A whole request, and whether the client would go on with the connection.
        case request(HTTPRequest, keepsAlive: Bool)
    }

    /// A request whose body has yet to end; apart, so that all others need not carry its weight.
    private final class Unfinished {
        var head: RequestHead
        /// Nil until it is clear how large it may be.
        var body: BodyDecoder?
        var mayAwaitContinue: Bool

        init(head: consuming RequestHead) {
            mayAwaitContinue = head.expectsContinue
            self.head = head
        }
    }

    private let limits: HTTPLimits
    private var headParser: RequestHeadParser
    private var unfinished: Unfinished?
    private let repeated: RequestCache?

    /// Reads by these limits; what is in `repeated` need not be taken apart.
    package init(limits: HTTPLimits, repeated: RequestCache? = nil) {
        self.limits = limits
        self.repeated = repeated
        headParser = RequestHeadParser(limits: limits)
    }

    /// Whether a head has come whose body has not.
    var isInBody: Bool { unfinished != nil }

    /// How much has come of a body that is not whole.
    var heldBodyBytes: Int { unfinished?.body?.body.count ?? 0 }

    /// What has come of a request that is not whole, of which these bytes are not used up.
    package func requestSoFar(_ bytes: Span<UInt8>) -> HTTPRequest? {
        unfinished?.head.request ?? HTTPRequest(soFar: bytes)
    }

    /// Lets go of what has come of a request.
    mutating func forget() { unfinished = nil }

    /// Lets the body come that an allowance was awaited for, with so many bytes; nil for as many as
    /// any other's.
    package mutating func allowBody(_ bytes: Int?) throws(HTTPParseError) {
        guard let unfinished else { return }
        var limits = limits
        limits.bodyBytes = bytes ?? limits.bodyBytes
        unfinished.body = try BodyDecoder(unfinished.head.framing, limits: limits)
    }

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
                repeated?.note(
                    head.request, keepsAlive: head.keepsAlive, key: key, size: bytes.count)
            }
            return .request(head.request, keepsAlive: head.keepsAlive)
        }
        return try headEnded(head, rest: bytes.extracting(droppingFirst: used), &used)
    }

    private mutating func headEnded(
        _ head: RequestHead, rest: Span<UInt8>, _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        let unfinished = Unfinished(head: head)
        self.unfinished = unfinished
        if head.framing.isWithin(limits.bodyBytes) { try allowBody(nil) }
        return try readBody(unfinished, rest, &used)
    }

    private mutating func readBody(
        _ unfinished: Unfinished, _ bytes: Span<UInt8>, _ used: inout Int
    ) throws(HTTPParseError) -> Outcome {
        guard unfinished.body != nil else { return .awaitsAllowance(unfinished.head.request) }
        // RFC 9110 section 10.1.1: the server "MAY omit sending a 100 (Continue) response if it
        // has already received some or all of the content".
        if unfinished.mayAwaitContinue {
            unfinished.mayAwaitContinue = false
            if bytes.isEmpty { return .awaitsContinue }
        }
        used += try unfinished.body?.decode(bytes) ?? 0
        guard let body = unfinished.body, body.isFinished else { return .incomplete }
        self.unfinished = nil
        unfinished.head.request.body = body.body
        unfinished.head.request.trailers = body.trailers
        return .request(unfinished.head.request, keepsAlive: unfinished.head.keepsAlive)
    }
}

extension BodyFraming {
    /// Whether it is certain that the body has no more bytes.
    fileprivate func isWithin(_ bytes: Int) -> Bool {
        if case .length(let length) = self { length <= bytes } else { false }
    }
}
