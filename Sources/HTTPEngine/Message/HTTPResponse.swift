/// A response: status, fields, body, and how it is to be delivered.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// The fields; the server adds `Content-Length`, `Connection` and, if absent, `Date`.
    public var headers: HTTPHeaders
    /// The whole body.
    public var body: [UInt8]
    /// What happens to it on the wire.
    public var delivery: HTTPDelivery

    /// Makes a response.
    public init(
        status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
        delivery: HTTPDelivery = .normal
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }
}

/// How the server puts a response on the wire; all but the first are faults made on purpose.
///
/// Where the connection ends with the answer, the head says so, so that no other call is broken.
public enum HTTPDelivery: Sendable, Hashable {
    /// As it should be.
    case normal
    /// The connection is reset before the first byte.
    case resetBefore
    /// Half of the head, then a reset: what breaks an answer that has no body.
    case resetInHead
    /// The head and so many bytes of the body, then a reset.
    case resetAfter(bytes: Int)
    /// The head and so many bytes of the body, then an orderly end of the connection.
    case truncate(bytes: Int)
    /// A few bytes at a time.
    case drip(bytesPerSecond: Int)
    /// A `Content-Length` that is so much too large, or too small if negative.
    case contentLength(off: Int)
}
