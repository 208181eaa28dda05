/// The head of a request, and what it says about body and connection.
struct RequestHead {
    var request: HTTPRequest
    let framing: BodyFraming
    let keepsAlive: Bool
    let expectsContinue: Bool
    /// The length of the head as it came.
    let byteCount: Int

    init(
        line: RequestLine, headers: HTTPHeaders, byteCount: Int
    ) throws(HTTPParseError) {
        self.byteCount = byteCount
        let fields = try FramingFields(headers)
        try fields.checkHost(version: line.version, in: headers)
        framing = try fields.framing(version: line.version, in: headers) ?? .length(0)
        keepsAlive = fields.keepsAlive(version: line.version, in: headers)
        expectsContinue = try fields.expectsContinue(version: line.version, in: headers)
        request = HTTPRequest(
            method: line.method, target: headers.storage[line.target], version: line.version,
            headers: headers)
        guard request.targetBytes.first != .slash || line.method == "CONNECT" else { return }
        try request.resolveTarget()
    }
}

/// How the end of a body is found (RFC 9112 section 6.3).
enum BodyFraming: Equatable {
    case length(Int)
    case chunked
    /// Up to the end of the connection; responses only.
    case untilClose
}

extension HTTPRequest {
    /// Brings the rarer forms of a target into origin form (RFC 9112 section 3.2).
    fileprivate mutating func resolveTarget() throws(HTTPParseError) {
        if method == "CONNECT" { throw HTTPParseError(.connectRefused) }
        if targetBytes.elementsEqual([.asterisk]), method == "OPTIONS" { return }
        for scheme in ["http://", "https://"] {
            let prefix = targetBytes.prefix(scheme.utf8.count)
            guard prefix.equalsIgnoringCase(Array(scheme.utf8)) else { continue }
            return try resolveAbsoluteForm(targetBytes[prefix.endIndex...])
        }
        throw HTTPParseError(.invalidTarget)
    }

    /// Takes a whole URL apart.
    ///
    /// Section 3.2.2: "the origin server MUST ignore the received Host header field (if any) and
    /// instead replace it with the host information of the request-target."
    private mutating func resolveAbsoluteForm(
        _ rest: ArraySlice<UInt8>
    ) throws(HTTPParseError) {
        let authority = rest.prefix { $0 != .slash && $0 != .question }
        guard !authority.isEmpty, authority.isHostAndPort else {
            throw HTTPParseError(.invalidTarget)
        }
        headers.set("Host", String(decoding: authority, as: UTF8.self))
        let path = String(decoding: rest[authority.endIndex...], as: UTF8.self)
        target = path.utf8.first == .slash ? path : "/" + path
    }
}
