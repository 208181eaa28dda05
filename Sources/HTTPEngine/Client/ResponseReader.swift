/// Reads the response to one request, interim ones included, however it is split.
package struct ResponseReader {
    private enum Phase {
        /// The final head has yet to come.
        case head
        /// The final head is there; the body has yet to end.
        case body(ResponseHead, BodyDecoder)
    }

    private let method: String
    private let limits: HTTPLimits
    private var headParser: ResponseHeadParser
    private var phase = Phase.head
    private var interim: [HTTPResponse] = []
    private var interimBytes = 0

    package init(method: String, limits: HTTPLimits) {
        self.method = method
        self.limits = limits
        headParser = ResponseHeadParser(limits: limits)
    }

    /// What was being read, for an error that interrupts it.
    func phase(unread: Int) -> HTTPClientPhase {
        switch phase {
        case .head: unread > 0 ? .readingHead : .awaitingAnswer
        case .body(_, let decoder): .readingBody(received: decoder.body.count)
        }
    }

    /// Reads on; the bytes that are not used up must be given again, with more behind them.
    package mutating func read(
        _ bytes: Span<UInt8>, used: inout Int
    ) throws(HTTPParseError) -> HTTPReply? {
        if case .head = phase {
            guard let head = try readHead(bytes, used: &used) else { return nil }
            let framing = try head.framing(method: method)
            phase = .body(head, try BodyDecoder(framing, limits: limits))
        }
        guard case .body(let head, var decoder) = phase else { return nil }
        // Out of the enum while it changes, so that the body is not copied.
        phase = .head
        used += try decoder.decode(bytes.extracting(droppingFirst: used))
        guard decoder.isFinished else {
            phase = .body(head, decoder)
            return nil
        }
        return try reply(head, decoder)
    }

    /// Reads up to the end of the final head; what follows is none of its business.
    ///
    /// RFC 9110 section 15.2: "A client MUST be able to parse one or more 1xx responses received
    /// prior to a final response". It need not take them without end.
    mutating func readHead(
        _ bytes: Span<UInt8>, used: inout Int
    ) throws(HTTPParseError) -> ResponseHead? {
        while let (head, byteCount) = try headParser.parse(bytes.extracting(droppingFirst: used)) {
            used += byteCount
            // RFC 9110 section 7.8: a server switches only to what was asked for by Upgrade.
            guard head.status != 101 else { throw HTTPParseError(.switchedProtocols) }
            guard head.isInterim else { return head }
            interimBytes += byteCount
            guard interim.count < limits.interimAnswers, interimBytes <= limits.headBytes else {
                throw HTTPParseError(.tooManyInterimAnswers)
            }
            interim.append(HTTPResponse(status: head.status, headers: head.headers))
        }
        return nil
    }

    /// The connection has ended, which is the end of a body that has no other.
    package mutating func inputEnded() throws(HTTPParseError) -> HTTPReply? {
        guard case .body(let head, let decoder) = phase, decoder.runsUntilClose else { return nil }
        return try reply(head, decoder)
    }

    private func reply(
        _ head: ResponseHead, _ decoder: BodyDecoder
    ) throws(HTTPParseError) -> HTTPReply {
        let framing = try head.framing(method: method)
        return HTTPReply(
            response: HTTPResponse(status: head.status, headers: head.headers, body: decoder.body),
            version: head.version, reason: head.reason, trailers: decoder.trailers,
            interim: interim, framing: HTTPReplyFraming(framing, head, method),
            rawHead: head.bytes,
            keepsAlive: try head.keepsAlive(method: method) && !decoder.runsUntilClose)
    }
}

extension HTTPReplyFraming {
    fileprivate init(_ framing: BodyFraming, _ head: ResponseHead, _ method: String) {
        switch framing {
        case .length where method == "HEAD" || !HTTPStatus.allowsBody(head.status): self = .none
        case .length where head.opensTunnel(method: method): self = .none
        case .length: self = .length
        case .chunked: self = .chunked
        case .untilClose: self = .untilClose
        }
    }
}
