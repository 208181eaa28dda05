import Foundations
import HTTPEngine

/// The way of the bytes to a target: straight, or to the proxy before it.
struct TargetRoute: Sendable {
    let address: TargetAddress
    let proxy: Proxy?
    let timeouts: HTTPClientTimeouts
    let limits: HTTPLimits

    init(_ address: TargetAddress, proxy: Proxy?, timeout: TimeSpan, limits: HTTPLimits) {
        self.address = address
        self.proxy = proxy
        self.limits = limits
        let wait = Duration.milliseconds(timeout.milliseconds)
        timeouts = HTTPClientTimeouts(connect: min(wait, .seconds(5)), send: wait, receive: wait)
    }

    /// Connects to whoever is next, the target or the proxy.
    func open(within exchange: InterruptibleExchange?) throws(HTTPClientError) -> HTTPConnection {
        do throws(HTTPClientError) {
            return try HTTPConnection(
                host: proxy?.host ?? address.host, port: proxy?.port ?? address.port,
                timeouts: timeouts, limits: limits, within: exchange)
        } catch {
            guard let proxy, error != .abandoned else { throw error }
            throw .noWay(reason: "The proxy \(proxy) leads nowhere: \(error)")
        }
    }

    /// A stream to the target itself, by a tunnel through the proxy if there is one; with what came over
    /// it already.
    func tunnel(
        within exchange: InterruptibleExchange?
    ) throws(HTTPClientError) -> (any ByteStream, [UInt8]) {
        let connection = try open(within: exchange)
        if let proxy { try connect(connection, by: proxy) }
        guard let taken = connection.takeStream() else {
            throw .closed(.connecting, peer: address.authority)
        }
        return taken
    }

    private func connect(
        _ connection: HTTPConnection, by proxy: Proxy
    ) throws(HTTPClientError) {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        let name = "\(host):\(address.port)"
        var request = HTTPRequest(method: "CONNECT", target: name, headers: ["Host": name])
        request.headers["User-Agent"] = Product.userAgent
        request.headers["Proxy-Authorization"] = proxy.authorization
        let status: Int
        do throws(HTTPClientError) {
            try connection.send(request)
            status = try connection.receiveHead().status
        } catch {
            throw .noWay(reason: "The proxy \(proxy) does not lead to \(name): \(error)")
        }
        guard !(200..<300).contains(status) else { return }
        throw proxy.refusal(status, of: name)
    }
}

extension Proxy {
    /// What it means that a proxy answers itself, instead of passing a request on.
    func refusal(_ status: Int, of name: String) -> HTTPClientError {
        guard status == 407 else {
            return .noWay(
                reason: "The proxy \(self) does not lead to \(name): it answered \(status).")
        }
        return .noWay(
            reason: authorization == nil
                ? "The proxy \(self) wants to know who comes (407): write user:password@ before its host."
                : "The proxy \(self) does not take this user and password (407).")
    }
}
