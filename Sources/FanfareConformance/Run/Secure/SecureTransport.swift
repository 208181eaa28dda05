package import HTTPEngine

/// Talks to a target over TLS, by a tunnel through a proxy if there is one.
package final class SecureTransport: Transport {
    private let route: TargetRoute
    private let library: OpenSSL
    private let context: UInt

    /// Aims at an address, trusting the system's authorities or those in a PEM file.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        authorities: String? = nil, clientCertificate: ClientCertificate? = nil,
        proxy: Proxy? = nil, limits: HTTPLimits = .ofTarget
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
        if let clientCertificate { try Self.show(clientCertificate, library, context) }
        library.setVerify(context, OpenSSL.verifyPeer, nil)
        _ = library.setOptions(context, OpenSSL.noRenegotiation)
        route = TargetRoute(address, proxy: proxy, timeout: timeout, limits: limits)
        self.library = library
        self.context = UInt(bitPattern: context)
    }

    private static func show(
        _ shown: ClientCertificate, _ library: OpenSSL, _ context: OpaquePointer
    ) throws(TransportFailure) {
        // Nobody is asked for a passphrase at the terminal.
        library.setPassphrase(context) { _, _, _, _ in 0 }
        library.clearErrors()
        guard library.useCertificate(context, shown.certificate) == 1 else {
            throw TransportFailure(
                .unreachable,
                "no client certificate can be read from \(shown.certificate): \(library.complaint)")
        }
        guard library.useKey(context, shown.key, OpenSSL.pem) == 1 else {
            throw TransportFailure(
                .unreachable,
                "no key of the client certificate, without a passphrase, can be read from \(shown.key): \(library.complaint)"
            )
        }
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
        let (socket, received) = try route.tunnel(within: exchange)
        let address = route.address
        let stream = try SecureStream(
            library, context: OpaquePointer(bitPattern: context), over: socket, received: received,
            host: address.host, peer: address.authority, timeout: route.timeouts.connect)
        return HTTPConnection(
            stream: stream, authority: address.authority, timeouts: route.timeouts,
            limits: route.limits)
    }
}
