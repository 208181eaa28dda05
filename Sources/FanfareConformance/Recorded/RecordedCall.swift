package import HTTPEngine
import JSONTree

/// A call and its answer as somebody recorded them.
package struct RecordedCall: Sendable {
    /// Where its entry stands.
    let place: FileLocation
    /// The number of its entry in its file, from 1.
    let number: Int
    /// When it was made, by the clock of whoever recorded it.
    let startedAt: Timestamp
    /// How long it took in milliseconds.
    let milliseconds: Int
    /// The address without path: `https://consumer.example.com`.
    let origin: String
    /// The request; its target is the whole path of the URL.
    package let request: HTTPRequest
    /// The answer.
    package let response: HTTPResponse
    /// Whether the request's body was not recorded.
    let lacksRequestBody: Bool
    /// Why the answer's body cannot be looked at, nil where it can.
    let missingBody: String?
    /// Whether the answer came out of a cache.
    let isStored: Bool
    /// Whether secrets were replaced by names of their own before it was written down.
    let isMasked: Bool
}

extension HTTPRequest {
    /// The token that speaks for a consumer or a server, nil for none.
    var bearer: String? {
        guard let value = headers["Authorization"], value.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        return String(value.dropFirst(7))
    }

    /// Whether a browser asks if a call may be made.
    var asksForPermission: Bool {
        method == "OPTIONS" && headers.contains("Access-Control-Request-Method")
    }
}
