package import HTTPEngine

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Talks to a target over TLS, through a proxy where the environment names one.
package final class SecureTransport: Transport {
    private let address: TargetAddress
    private let proxy: TargetAddress?
    private let timeouts: HTTPClientTimeouts
    private let library: OpenSSL
    private let context: UInt

    /// Aims at an address, trusting the system's authorities or those in a PEM file.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        authorities: String? = nil, proxy: TargetAddress? = nil
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
        self.address = address
        self.proxy = proxy
        self.library = library
        self.context = UInt(bitPattern: context)
        let wait = Duration.milliseconds(timeout.milliseconds)
        timeouts = HTTPClientTimeouts(connect: min(wait, .seconds(5)), send: wait, receive: wait)
    }

    /// Connects, greets the proxy if there is one, and shakes hands.
    package func open() throws(TransportFailure) -> any TransportChannel {
        SocketChannel(try connect())
    }

    /// Does the same, and answers the near end of the channel.
    package func connect() throws(TransportFailure) -> HTTPConnection {
        let descriptor: Int32
        do throws(HTTPClientError) {
            descriptor = try connected()
        } catch {
            throw TransportFailure(.unreachable, error.description)
        }
        let session = try SecureSession(
            library, context: OpaquePointer(bitPattern: context), descriptor: descriptor,
            host: address.host, timeout: timeouts.connect)
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, streamSocket, 0, &ends) == 0,
            SecurePump.start(session, plain: ends[1])
        else {
            throw TransportFailure(
                .broken, "no channel can be made: \(String(cString: strerror(errno)))")
        }
        return HTTPConnection(
            descriptor: ends[0], authority: address.authority, timeouts: timeouts)
    }

    private func connected() throws(HTTPClientError) -> Int32 {
        let peer = proxy ?? address
        let connection = try HTTPConnection(host: peer.host, port: peer.port, timeouts: timeouts)
        if proxy != nil {
            let host = address.host.contains(":") ? "[\(address.host)]" : address.host
            let name = "\(host):\(address.port)"
            let greeting = "CONNECT \(name) HTTP/1.1\r\nHost: \(name)\r\n\r\n"
            try connection.send(bytes: Array(greeting.utf8), method: "CONNECT")
            let status = try connection.receive().status
            guard (200..<300).contains(status) else {
                throw .unreachable(name, reason: "the proxy \(peer) answered \(status)")
            }
        }
        guard let descriptor = connection.takeDescriptor() else {
            throw .closed(.connecting, peer: peer.authority)
        }
        return descriptor
    }
}

#if canImport(Glibc)
    private let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    private let streamSocket = SOCK_STREAM
#endif
