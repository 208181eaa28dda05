package import HTTPEngine
package import TLS

/// Talks to a target over TLS, by a tunnel through a proxy if there is one.
package final class SecureTransport: Transport {
    private let route: TargetRoute
    private let context: TLSContext

    /// Aims at an address, trusting the system's authorities or those in a PEM file.
    package init(
        _ address: TargetAddress, timeout: TimeSpan = TimeSpan(milliseconds: 10_000),
        authorities: String? = nil, clientCertificate: ClientCertificate? = nil,
        proxy: Proxy? = nil, limits: HTTPLimits = .ofTarget
    ) throws(TransportFailure) {
        do throws(TLSContext.Refusal) {
            context = try TLSContext(
                trusting: authorities.map { .file($0) } ?? .system, showing: clientCertificate,
                remedy:
                    "name the PEM file of its authority as \"certificateAuthorities\" in a target file"
            )
        } catch {
            throw TransportFailure(.unreachable, error.description)
        }
        route = TargetRoute(address, proxy: proxy, timeout: timeout, limits: limits)
    }

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
        let stream = try context.secure(
            socket, received: received, host: address.host, peer: address.authority,
            timeout: route.timeouts.connect)
        return HTTPConnection(
            stream: stream, authority: address.authority, timeouts: route.timeouts,
            limits: route.limits)
    }
}
