/// Where a server listens, what it bears, and how it words its own refusals.
package struct HTTPServerConfiguration: Sendable {
    /// A numeric address or a name of this machine.
    package var host: String
    /// The port; 0 takes a free one.
    package var port: Int
    /// Whether it listens at all; without, only calls of this process reach it.
    package var listens = true
    /// How large requests may be.
    package var limits = HTTPLimits()
    /// How long a client may take.
    package var timeouts = HTTPTimeouts()
    /// How many connections may be open at once; the longest idle make room for further ones.
    package var maximumConnections = 16_384
    /// How many more are taken in for urgent requests; others hear there that the server is full.
    package var reservedConnections = 16
    /// How many bytes of unfinished bodies may be held at once, over all connections.
    package var bodyBytesAtOnce = 256 << 20
    /// How many bytes of answers may wait for a client before its next request is left unread.
    package var unsentBytesBeforePause = 256 << 10
    /// How many bytes a stream may be behind before its client is cut off.
    package var unsentBytesBeforeCutOff = 4 << 20
    /// Makes the answer to what the engine refuses by itself, before any handler sees it, of the
    /// request as far as it could be read and of the peer's address.
    package var refusal: @Sendable (HTTPRefusal, HTTPRequest?, String) -> HTTPResponse = {
        refusal, _, _ in refusal.plainResponse
    }

    /// Makes a configuration.
    package init(host: String = "127.0.0.1", port: Int = 0) {
        self.host = host
        self.port = port
    }
}

/// How long a client may take for each step, in wall time.
package struct HTTPTimeouts: Sendable, Hashable {
    /// Between requests of a connection, and before the first, empty lines or not; then it is closed.
    package var idle: Duration = .seconds(75)
    /// From the first byte of a head to its last; then 408.
    package var head: Duration = .seconds(15)
    /// For the rest of a head of which more has come than is taken in; then 414 or 431, as at its end.
    package var restOfHead: Duration = .seconds(1)
    /// Without one byte of a body that was announced, and for a body of few bytes; then 408.
    package var body: Duration = .seconds(30)
    /// How many bytes of a body must come in each further second; then 408.
    package var bodyBytesPerSecond = 500
    /// Without one byte of an answer being taken; then the connection is cut.
    package var write: Duration = .seconds(30)
    /// Without one byte, for the client to close after the last answer, so that it can read it first.
    package var linger: Duration = .seconds(5)
    /// For the client to close after the last answer, however much it goes on sending.
    package var lingerAltogether: Duration = .seconds(30)
    /// For requests in flight when the server is told to stop.
    package var grace: Duration = .seconds(5)

    /// Makes the default times.
    package init() {}
}

/// A request that the engine refuses before any handler sees it.
package struct HTTPRefusal: Sendable, Hashable {
    /// The status to answer.
    package let status: Int
    /// What was wrong, as a sentence for the person who sent it.
    package let message: String

    package init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// The handler gave no answer.
    static let abandoned = HTTPRefusal(
        status: 500, message: "The server has no answer to this request.")

    /// The refusal as `{"error":"…"}`.
    package var plainResponse: HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: Array("{\"error\":\"\(escapedMessage)\"}".utf8))
    }

    // The messages are ours, but may quote a byte of the request.
    private var escapedMessage: String {
        var text = ""
        for character in message.unicodeScalars {
            if character == "\\" || character == "\"" { text += "\\" }
            text.unicodeScalars.append(character)
        }
        return text
    }
}

/// Why a server could not begin to listen.
package enum HTTPServerError: Error, Hashable, Sendable {
    /// The host is not an address of this machine, nor a name for one.
    case unknownHost(String, reason: String)
    /// Another process listens there.
    case addressInUse(host: String, port: Int)
    /// The system refused for another reason.
    case system(operation: String, reason: String)
}

extension HTTPServerError: CustomStringConvertible {
    /// What happened and what to do next.
    package var description: String {
        switch self {
        case .unknownHost(let host, let reason):
            "Cannot listen on '\(host)': \(reason). Use an address of this machine, such as 127.0.0.1."
        case .addressInUse(let host, let port):
            "Port \(port) on \(host) is taken by another process. Stop it, or choose another port (0 picks a free one)."
        case .system(let operation, let reason):
            "Cannot listen: \(operation) failed: \(reason)."
        }
    }
}
