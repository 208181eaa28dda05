/// A version of HTTP/1 that this engine speaks.
public enum HTTPVersion: String, Sendable, Hashable {
    /// HTTP/1.0: no chunks, and the connection closes unless both sides ask to keep it.
    case http10 = "HTTP/1.0"
    /// HTTP/1.1 by RFC 9112; a later minor version is treated as this one (section 2.3).
    case http11 = "HTTP/1.1"
}
