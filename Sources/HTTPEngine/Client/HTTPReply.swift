/// A response with the facts of how it came, for those who judge a server.
package struct HTTPReply: Sendable {
    /// Status, fields and body.
    package let response: HTTPResponse
    /// The version in the status line.
    package let version: HTTPVersion
    /// The reason phrase as sent.
    package let reason: String
    /// The fields after a chunked body.
    package let trailers: HTTPHeaders
    /// The heads of 1xx responses that came before, as sent.
    package let interim: [HTTPResponse]
    /// How the end of the body was found.
    package let framing: HTTPReplyFraming
    /// The bytes of the head as they came, up to the empty line.
    package let rawHead: [UInt8]
    /// Whether another request may follow on the connection.
    package let keepsAlive: Bool
}

/// How the end of a response's body was found (RFC 9112 section 6.3).
package enum HTTPReplyFraming: Sendable, Hashable {
    /// By method or status there is no body.
    case none
    /// `Content-Length` said how long it is.
    case length
    /// It came in chunks.
    case chunked
    /// It ended with the connection.
    case untilClose
}
