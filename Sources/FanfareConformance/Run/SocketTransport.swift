package import HTTPEngine

/// Talks to a target over plain TCP, through a proxy if there is one.
package struct SocketTransport: Transport {
    private let route: TargetRoute

    /// Aims at an address.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        proxy: Proxy? = nil, limits: HTTPLimits = .ofTarget
    ) {
        route = TargetRoute(address, proxy: proxy, timeout: timeout, limits: limits)
    }

    /// Connects.
    package func open() throws(TransportFailure) -> any TransportChannel {
        do throws(HTTPClientError) {
            let connection = try route.open(within: nil)
            guard let proxy = route.proxy else { return SocketChannel(connection) }
            return ProxiedChannel(SocketChannel(connection), to: route.address, by: proxy)
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
    private let usual: HTTPClientTimeouts

    init(_ connection: HTTPConnection) {
        connection.limits = .ofTarget
        self.connection = connection
        usual = connection.timeouts
    }

    func hurry(_ milliseconds: Int) {
        connection.timeouts.send = min(usual.send, .milliseconds(milliseconds))
        connection.timeouts.receive = min(usual.receive, .milliseconds(milliseconds))
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

/// A connection to a proxy, which is told the whole address with every request (RFC 9112 section 3.2.2).
private final class ProxiedChannel: TransportChannel {
    private let channel: SocketChannel
    private let address: TargetAddress
    private let proxy: Proxy

    init(_ channel: SocketChannel, to address: TargetAddress, by proxy: Proxy) {
        self.channel = channel
        self.address = address
        self.proxy = proxy
    }

    var isOpen: Bool { channel.isOpen }

    func hurry(_ milliseconds: Int) { channel.hurry(milliseconds) }

    func send(_ request: HTTPRequest) throws(TransportFailure) {
        var request = request
        if !request.headers.contains("Host") { request.headers["Host"] = address.authority }
        // Section 3.2.4: OPTIONS for the server as a whole is sent to a proxy without any path.
        request.target = address.origin + (request.target == "*" ? "" : request.target)
        request.headers["Proxy-Authorization"] = proxy.authorization
        try channel.send(request)
    }

    func receive() throws(TransportFailure) -> HTTPResponse {
        let response = try channel.receive()
        guard response.status == 407 else { return response }
        throw TransportFailure(proxy.refusal(407, of: address.authority))
    }
}

extension TransportFailure {
    /// Tells the ways apart that matter to a run: nobody there, gone before the answer, anything else.
    init(_ error: HTTPClientError) {
        switch error {
        case .malformed(let flaw, let excerpt, let peer):
            // Half a secret would not be known to the mask.
            let words = HTTPClientError.malformed(
                flaw, excerpt: Excerpt.wholeWords(excerpt), peer: peer)
            self.init(.broken, words.description)
        case .unknownHost, .refused, .unreachable, .noWay, .insecure, .timedOut(.connecting, _, _):
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
