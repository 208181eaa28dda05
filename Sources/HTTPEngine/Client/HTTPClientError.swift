/// Why a request got no answer.
package enum HTTPClientError: Error, Hashable, Sendable {
    /// The name leads to no address.
    case unknownHost(String, reason: String)
    /// Nothing listens at the address.
    case refused(by: String)
    /// The address cannot be reached.
    case unreachable(String, reason: String)
    /// A proxy on the way does not lead there.
    case noWay(reason: String)
    /// Something took too long.
    case timedOut(HTTPClientPhase, after: Duration, peer: String)
    /// The server ended the connection in an orderly way, but too early.
    case closed(HTTPClientPhase, peer: String)
    /// The server, or something on the way, broke the connection.
    case reset(HTTPClientPhase, peer: String)
    /// The connection cannot be trusted: no TLS, or a certificate that nobody vouches for.
    case insecure(reason: String)
    /// What came under TLS cannot be deciphered.
    case undecipherable(HTTPClientPhase, reason: String, peer: String)
    /// The bytes that came are not an HTTP/1.1 response.
    case malformed(HTTPParseError, excerpt: String, peer: String)
    /// The answer has more of something than is read.
    case tooMuch(String, peer: String)
    /// The request could not be put on the wire as it stands.
    case unsendable(reason: String)
    /// There is no thread to wait for the answer on.
    case noThread(ThreadRefusal)
    /// What is kept of answers at once has no room for this one.
    case noRoom
    /// Whoever asked is stopping and waits no longer.
    case stopping
    /// Whoever asked has gone and waits no longer.
    case abandoned
    /// An answer was asked for, but no request is waiting for one.
    case nothingAsked
}

/// What a client was doing.
package enum HTTPClientPhase: Hashable, Sendable {
    /// Opening the connection.
    case connecting
    /// Agreeing on keys for TLS.
    case securing
    /// Sending the request.
    case sending
    /// Waiting for the first byte of the answer.
    case awaitingAnswer
    /// Reading the status line and the headers.
    case readingHead
    /// Reading the body, of which so many bytes had come.
    case readingBody(received: Int)
}

extension HTTPClientError: CustomStringConvertible {
    /// What happened and what to do next.
    package var description: String {
        switch self {
        case .unknownHost(let host, let reason):
            "There is no host '\(host)' (\(reason)). Check the spelling of the address."
        case .refused(let peer):
            "Nothing listens at \(peer): the connection was refused. Start the server, or check host and port."
        case .unreachable(let peer, let reason):
            "\(peer) cannot be reached: \(reason). Check the address and the network."
        case .timedOut(let phase, let time, let peer):
            "\(peer) took longer than \(time.inSeconds) \(phase.whileDoing). Raise the time-out if it is merely slow."
        case .closed(let phase, let peer):
            "\(peer) closed the connection \(phase.whileDoing). See the server's log."
        case .reset(let phase, let peer):
            "\(peer) broke the connection \(phase.whileDoing). See whether the server crashed."
        case .insecure(let reason), .noWay(let reason): reason
        case .undecipherable(let phase, let reason, let peer):
            "\(peer) broke TLS \(phase.whileDoing): \(reason). See what stands between."
        case .tooMuch(let excess, let peer):
            "\(peer) answers with \(excess). No more of it was read."
        case .malformed(let error, let excerpt, let peer):
            "The answer of \(peer) is not HTTP/1.1: \(error) It reads: \(excerpt)"
        case .unsendable(let reason): "The request cannot be sent: \(reason)."
        case .noThread(let refusal): refusal.description
        case .noRoom:
            "Such calls and their answers take up all the memory that is kept for them. Let clients read theirs, or send this again later."
        case .stopping: "This process stops and does not wait for the answer."
        case .abandoned: "Whoever asked has gone and does not wait for the answer."
        case .nothingAsked: "No request is waiting for an answer on this connection."
        }
    }
}

extension HTTPClientPhase {
    fileprivate var whileDoing: String {
        switch self {
        case .connecting: "while connecting"
        case .securing: "in the TLS handshake"
        case .sending: "while the request was being sent"
        case .awaitingAnswer: "before the first byte of the answer"
        case .readingHead: "in the middle of the answer's headers"
        case .readingBody(let received):
            "in the middle of the answer's body, after \(received) bytes"
        }
    }
}

extension Duration {
    /// The time for people, such as `30 seconds` or `0.25 seconds`.
    fileprivate var inSeconds: String {
        let milliseconds = (self / .milliseconds(1)).rounded()
        let seconds = milliseconds / 1000
        let number = seconds.rounded() == seconds ? "\(Int(seconds))" : "\(seconds)"
        return number == "1" ? "1 second" : "\(number) seconds"
    }
}
