/// Reads the head of a request, however it is split.
///
/// It keeps its place in bytes that its owner keeps: every call sees the head from its first byte,
/// and no byte is looked at twice.
struct RequestHeadParser {
    private var section: FieldSectionParser
    private var requestLine: RequestLine?

    init(limits: HTTPLimits) { section = FieldSectionParser(limits: limits) }

    /// Whether the next head has yet to begin.
    var hasSeenNothing: Bool { requestLine == nil && section.scanner.hasSeenNothing }

    /// Reads what is there; gives the head once it is whole.
    mutating func parse(
        _ bytes: Span<UInt8>
    ) throws(HTTPParseError) -> RequestHead? {
        if requestLine == nil {
            requestLine = try parseRequestLine(bytes)
        }
        guard let requestLine, let end = try section.parse(bytes) else { return nil }
        let storage = bytes.extracting(first: end).withUnsafeBufferPointer { Array($0) }
        let headers = HTTPHeaders(received: storage, fields: section.fields)
        self = RequestHeadParser(limits: section.limits)
        return try RequestHead(line: requestLine, headers: headers, byteCount: end)
    }

    private mutating func parseRequestLine(
        _ bytes: Span<UInt8>
    ) throws(HTTPParseError) -> RequestLine? {
        let limits = section.limits
        guard !bytes.beginTLS else { throw HTTPParseError(.tlsHello) }
        while let line = try section.scanner.nextLine(
            of: bytes, limit: limits.startLineBytes, orThrow: .startLineTooLong)
        {
            // RFC 9112 section 2.2: "a server … SHOULD ignore at least one empty line (CRLF)
            // received prior to the request-line." The limit of the head bounds how many.
            if !line.isEmpty { return try RequestLine(parsing: line, of: bytes) }
            guard section.scanner.lineStart < limits.headBytes else {
                throw HTTPParseError(.headTooLarge, at: limits.headBytes)
            }
        }
        return nil
    }
}

extension Span<UInt8> {
    /// Whether they are a handshake record of TLS (RFC 8446 section 5.1), which holds no line.
    fileprivate var beginTLS: Bool {
        count >= 3 && self[0] == 0x16 && self[1] == 0x03 && self[2] <= 0x04
    }
}
