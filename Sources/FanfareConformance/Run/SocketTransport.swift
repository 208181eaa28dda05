package import HTTPEngine

/// Talks to a target over plain TCP.
package struct SocketTransport: Transport {
    private let address: TargetAddress
    private let timeouts: HTTPClientTimeouts
    private let limits: HTTPLimits

    /// Aims at an address.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        limits: HTTPLimits = .ofTarget
    ) {
        self.address = address
        self.limits = limits
        let wait = Duration.milliseconds(timeout.milliseconds)
        timeouts = HTTPClientTimeouts(
            connect: min(wait, .seconds(5)), send: wait, receive: wait)
    }

    /// Connects.
    package func open() throws(TransportFailure) -> any TransportChannel {
        do throws(HTTPClientError) {
            return SocketChannel(
                try HTTPConnection(
                    host: address.host, port: address.port, timeouts: timeouts, limits: limits))
        } catch {
            throw TransportFailure(error)
        }
    }
}

extension HTTPLimits {
    /// What a run takes of an answer; none of this API comes near.
    package static let ofTarget = HTTPLimits(headBytes: 64 << 10, bodyBytes: 2 << 20)
}

/// An HTTP connection as a channel.
final class SocketChannel: TransportChannel {
    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) {
        connection.limits = .ofTarget
        self.connection = connection
    }

    var isOpen: Bool { connection.isReusable }

    func send(_ request: HTTPRequest) throws(TransportFailure) {
        do throws(HTTPClientError) {
            try connection.send(request)
        } catch {
            throw TransportFailure(error)
        }
    }

    func receive() throws(TransportFailure) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try connection.receive()
        } catch {
            throw TransportFailure(error)
        }
    }
}

extension TransportFailure {
    /// Tells the ways apart that matter to a run: nobody there, gone before the answer, anything else.
    fileprivate init(_ error: HTTPClientError) {
        switch error {
        case .malformed(let flaw, let excerpt, let peer):
            // Half a secret would not be known to the mask.
            let words = HTTPClientError.malformed(
                flaw, excerpt: Excerpt.wholeWords(excerpt), peer: peer)
            self.init(.broken, words.description)
        case .unknownHost, .refused, .unreachable, .insecure, .timedOut(.connecting, _, _):
            self.init(.unreachable, error.description)
        case .closed(.awaitingAnswer, _), .reset(.awaitingAnswer, _), .closed(.sending, _),
            .reset(.sending, _):
            self.init(.closedEarly, error.description)
        case .timedOut, .closed, .reset, .undecipherable, .tooMuch, .unsendable, .noThread,
            .noRoom, .stopping, .abandoned, .nothingAsked:
            self.init(.broken, error.description)
        }
    }
}
