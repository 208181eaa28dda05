#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A whole request: its head, its body and its trailers.
///
/// A copy shares everything until it is changed, so that passing a request on costs next to
/// nothing.
public struct HTTPRequest: Sendable {
    private var parts: Parts

    /// Makes a request.
    public init(
        method: String, target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
    ) {
        parts = Parts(
            method: method, target: ArraySlice(target.utf8), version: .http11, headers: headers)
        parts.body = body
    }

    /// Makes a request whose target shares the bytes of the received head.
    init(method: String, target: ArraySlice<UInt8>, version: HTTPVersion, headers: HTTPHeaders) {
        parts = Parts(method: method, target: target, version: version, headers: headers)
    }

    /// The method as sent; methods are case-sensitive (RFC 9110 section 9.1).
    public var method: String {
        get { parts.method }
        set { change { $0.method = newValue } }
    }

    /// The version the client speaks.
    public var version: HTTPVersion {
        get { parts.version }
        set { change { $0.version = newValue } }
    }

    /// The fields of the head.
    public var headers: HTTPHeaders {
        get { parts.headers }
        set { change { $0.headers = newValue } }
    }

    /// The body, freed of its chunks.
    public var body: [UInt8] {
        get { parts.body }
        set { change { $0.body = newValue } }
    }

    /// The fields after a chunked body; never mixed with those of the head (section 6.5.1).
    public var trailers: HTTPHeaders {
        get { parts.trailers }
        set { change { $0.trailers = newValue } }
    }

    private mutating func change(_ change: (Parts) -> Void) {
        // What came again is changed no more.
        if !isKnownUniquelyReferenced(&parts) || parts.repetition != nil {
            parts = Parts(copying: parts)
        }
        change(parts)
    }
}

extension HTTPRequest {
    /// Tells a request that is likely to come again, byte for byte, from every other.
    ///
    /// Whoever keeps what follows from such a request keeps it in this place, with the repetition
    /// that it belongs to: the place may pass to another request.
    package final class Repetition: Sendable {
        /// The place of the request among those that come again; they are counted from 0, and few
        /// are left out.
        package let place: Int

        init(place: Int) { self.place = place }
    }

    /// Set for a request that has come before and is kept to be known again.
    package var repetition: Repetition? { parts.repetition }

    /// The same request, known again from now on.
    func repeated(inPlace place: Int) -> HTTPRequest {
        let copy = Parts(copying: parts)
        copy.repetition = Repetition(place: place)
        return HTTPRequest(parts: copy)
    }

    private init(parts: Parts) { self.parts = parts }

    /// Whether the request came with exactly these bytes for its head; the system's comparison is 17 %
    /// of a poll's instructions.
    func hasHead(_ bytes: UnsafeRawBufferPointer) -> Bool {
        parts.headers.storage.withUnsafeBytes { head in
            guard head.count == bytes.count, let start = head.baseAddress,
                let other = bytes.baseAddress
            else { return false }
            return memcmp(start, other, head.count) == 0
        }
    }
}

extension HTTPRequest {
    /// The target in origin form (`/path?query`), or `*`; nothing is decoded.
    public var target: String {
        get { String(decoding: parts.target, as: UTF8.self) }
        set { change { $0.target = ArraySlice(newValue.utf8) } }
    }

    /// The target up to its first `?`; nothing is decoded.
    public var path: String { String(decoding: pathBytes, as: UTF8.self) }

    /// The target after its first `?`, if there is one; nothing is decoded.
    public var query: String? { queryBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of the target.
    public var targetBytes: ArraySlice<UInt8> { parts.target }

    /// The bytes of the path, for routing without a `String`.
    public var pathBytes: ArraySlice<UInt8> { parts.target.prefix { $0 != .question } }

    /// The bytes of the query, without its `?`.
    public var queryBytes: ArraySlice<UInt8>? {
        parts.target.firstIndex(of: .question).map { parts.target[($0 + 1)...] }
    }
}

extension HTTPRequest: Equatable {
    /// Whether both say the same.
    public static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.targetBytes == right.targetBytes
            && left.version == right.version && left.headers == right.headers
            && left.body == right.body && left.trailers == right.trailers
    }
}

extension HTTPRequest {
    /// What copies share.
    ///
    /// Changed only while one request alone holds it.
    private final class Parts: @unchecked Sendable {
        var method: String
        var target: ArraySlice<UInt8>
        var version: HTTPVersion
        var headers: HTTPHeaders
        var body: [UInt8] = []
        var trailers = HTTPHeaders()
        var repetition: Repetition?

        init(
            method: String, target: ArraySlice<UInt8>, version: HTTPVersion, headers: HTTPHeaders
        ) {
            self.method = method
            self.target = target
            self.version = version
            self.headers = headers
        }

        convenience init(copying other: Parts) {
            self.init(
                method: other.method, target: other.target, version: other.version,
                headers: other.headers)
            body = other.body
            trailers = other.trailers
        }
    }
}
