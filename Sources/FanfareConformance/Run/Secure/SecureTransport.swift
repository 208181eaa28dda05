package import HTTPEngine

/// Talks to a target over TLS, through a proxy where the environment names one.
package final class SecureTransport: Transport {
    private let address: TargetAddress
    private let proxy: TargetAddress?
    private let timeouts: HTTPClientTimeouts
    private let limits: HTTPLimits
    private let library: OpenSSL
    private let context: UInt

    /// Aims at an address, trusting the system's authorities or those in a PEM file.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        authorities: String? = nil, proxy: TargetAddress? = nil, limits: HTTPLimits = .ofTarget
    ) throws(TransportFailure) {
        guard let library = OpenSSL.shared, let context = library.makeContext(library.method())
        else {
            throw TransportFailure(
                .unreachable, "https needs OpenSSL (libssl.so.3) on this machine")
        }
        let isTrusting =
            authorities.map { library.useAuthorities(context, $0, nil) }
            ?? library.useDefaultAuthorities(context)
        guard isTrusting == 1 else {
            throw TransportFailure(
                .unreachable, "no certificates can be read from \(authorities ?? "the system")")
        }
        library.setVerify(context, OpenSSL.verifyPeer, nil)
        _ = library.setOptions(context, OpenSSL.noRenegotiation)
        self.address = address
        self.proxy = proxy
        self.limits = limits
        self.library = library
        self.context = UInt(bitPattern: context)
        let wait = Duration.milliseconds(timeout.milliseconds)
        timeouts = HTTPClientTimeouts(connect: min(wait, .seconds(5)), send: wait, receive: wait)
    }

    deinit { library.freeContext(OpaquePointer(bitPattern: context)) }

    /// Connects, greets the proxy if there is one, and shakes hands.
    package func open() throws(TransportFailure) -> any TransportChannel {
        do throws(HTTPClientError) {
            return SocketChannel(try connect())
        } catch {
            throw TransportFailure(.unreachable, error.description)
        }
    }

    /// Does the same, and answers the connection itself; what this is done within may be interrupted.
    package func connect(
        within exchange: InterruptibleExchange? = nil
    ) throws(HTTPClientError) -> HTTPConnection {
        let (socket, received) = try connected(within: exchange)
        let stream = try SecureStream(
            library, context: OpaquePointer(bitPattern: context), over: socket, received: received,
            host: address.host, peer: address.authority, timeout: timeouts.connect)
        return HTTPConnection(
            stream: stream, authority: address.authority, timeouts: timeouts, limits: limits)
    }

    private func connected(
        within exchange: InterruptibleExchange?
    ) throws(HTTPClientError) -> (any ByteStream, [UInt8]) {
        let peer = proxy ?? address
        let connection = try HTTPConnection(
            host: peer.host, port: peer.port, timeouts: timeouts, within: exchange)
        if proxy != nil {
            let host = address.host.contains(":") ? "[\(address.host)]" : address.host
            let name = "\(host):\(address.port)"
            let greeting = "CONNECT \(name) HTTP/1.1\r\nHost: \(name)\r\n\r\n"
            try connection.send(bytes: Array(greeting.utf8), method: "CONNECT")
            let status = try connection.receiveHead().status
            guard (200..<300).contains(status) else {
                throw .unreachable(name, reason: "the proxy \(peer) answered \(status)")
            }
        }
        guard let taken = connection.takeStream() else {
            throw .closed(.connecting, peer: peer.authority)
        }
        return taken
    }
}
