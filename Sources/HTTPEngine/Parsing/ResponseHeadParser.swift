/// The head of a response, and what it says about body and connection.
struct ResponseHead {
    let status: Int
    let reason: String
    let version: HTTPVersion
    let headers: HTTPHeaders
    /// The head as it came, up to its empty line.
    var bytes: [UInt8] { headers.storage }

    /// RFC 9110 section 15.2: a final response follows.
    var isInterim: Bool { (100..<200).contains(status) }

    /// RFC 9110 section 9.3.6: what follows a 2xx to CONNECT is the tunnel, and "A client MUST ignore
    /// any Content-Length or Transfer-Encoding header fields received" in it.
    func opensTunnel(method: String) -> Bool { method == "CONNECT" && (200..<300).contains(status) }

    /// How the body ends (RFC 9112 section 6.3), for the method that was asked.
    func framing(method: String) throws(HTTPParseError) -> BodyFraming {
        if opensTunnel(method: method) { return .length(0) }
        let said = try FramingFields(headers).framing(version: version, in: headers)
        if method == "HEAD" || !HTTPStatus.allowsBody(status) { return .length(0) }
        return said ?? .untilClose
    }

    func keepsAlive(method: String) throws(HTTPParseError) -> Bool {
        if opensTunnel(method: method) { return false }
        return try FramingFields(headers).keepsAlive(version: version, in: headers)
    }
}

/// Reads the head of a response, however it is split.
struct ResponseHeadParser {
    private var section: FieldSectionParser
    private var statusLine: StatusLine?

    init(limits: HTTPLimits) { section = FieldSectionParser(limits: limits) }

    /// Reads what is there; gives the head and its length once it is whole.
    ///
    /// `bytes` always begins where the head begins.
    mutating func parse(
        _ bytes: Span<UInt8>
    ) throws(HTTPParseError) -> (head: ResponseHead, byteCount: Int)? {
        if statusLine == nil {
            let line = try section.scanner.nextLine(
                of: bytes, limit: section.limits.startLineBytes, orThrow: .startLineTooLong)
            guard let line else { return nil }
            statusLine = try StatusLine(parsing: bytes.extracting(line))
        }
        guard let statusLine, let end = try section.parse(bytes) else { return nil }
        let storage = bytes.extracting(first: end).withUnsafeBufferPointer { Array($0) }
        let head = ResponseHead(
            status: statusLine.status, reason: statusLine.reason, version: statusLine.version,
            headers: HTTPHeaders(received: storage, fields: section.fields))
        self = ResponseHeadParser(limits: section.limits)
        return (head, end)
    }
}

/// `status-line = HTTP-version SP status-code SP [ reason-phrase ]`, RFC 9112 section 4.
private struct StatusLine {
    let version: HTTPVersion
    let status: Int
    let reason: String

    init(parsing line: Span<UInt8>) throws(HTTPParseError) {
        guard line.count >= 12, line[8] == .space,
            let (major, minor) = HTTPVersion.parseNumbers(line.extracting(first: 8)),
            line[9].isDigit, line[10].isDigit, line[11].isDigit, line[9] != .zero
        else { throw HTTPParseError(.malformedStatusLine) }
        guard major == 1 else { throw HTTPParseError(.unsupportedVersion) }
        version = minor == 0 ? .http10 : .http11
        status = (9...11).reduce(0) { $0 * 10 + Int(line[$1] - .zero) }
        // The space before an empty reason is often left out.
        guard line.count == 12 || line[12] == .space else {
            throw HTTPParseError(.malformedStatusLine, at: 12)
        }
        for index in 12..<line.count where !line[index].isFieldValueByte {
            throw HTTPParseError(.malformedStatusLine, at: index)
        }
        reason = line.extracting(droppingFirst: 13).text
    }
}
