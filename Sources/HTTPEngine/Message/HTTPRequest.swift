/// A whole request: its head, its body and its trailers.
public struct HTTPRequest: Sendable, Equatable {
    /// The method as sent; methods are case-sensitive (RFC 9110 section 9.1).
    public var method: String
    /// The version the client speaks.
    public var version: HTTPVersion
    /// The fields of the head.
    public var headers: HTTPHeaders
    /// The body, freed of its chunks.
    public var body: [UInt8]
    /// The fields after a chunked body; never mixed with those of the head (section 6.5.1).
    public var trailers: HTTPHeaders
    private var rawTarget: ArraySlice<UInt8>

    /// Makes a request.
    public init(
        method: String, target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
    ) {
        self.init(
            method: method, target: ArraySlice(target.utf8), version: .http11, headers: headers)
        self.body = body
    }

    /// Makes a request whose target shares the bytes of the received head.
    init(method: String, target: ArraySlice<UInt8>, version: HTTPVersion, headers: HTTPHeaders) {
        self.method = method
        self.version = version
        self.headers = headers
        body = []
        trailers = HTTPHeaders()
        rawTarget = target
    }

    /// The target in origin form (`/path?query`), or `*`; nothing is decoded.
    public var target: String {
        get { String(decoding: rawTarget, as: UTF8.self) }
        set { rawTarget = ArraySlice(newValue.utf8) }
    }

    /// The target up to its first `?`; nothing is decoded.
    public var path: String { String(decoding: pathBytes, as: UTF8.self) }

    /// The target after its first `?`, if there is one; nothing is decoded.
    public var query: String? { queryBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of the target.
    public var targetBytes: ArraySlice<UInt8> { rawTarget }

    /// The bytes of the path, for routing without a `String`.
    public var pathBytes: ArraySlice<UInt8> { rawTarget.prefix { $0 != .question } }

    /// The bytes of the query, without its `?`.
    public var queryBytes: ArraySlice<UInt8>? {
        rawTarget.firstIndex(of: .question).map { rawTarget[($0 + 1)...] }
    }
}
