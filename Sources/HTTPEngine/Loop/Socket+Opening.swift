import CEpoll

#if canImport(Glibc)
    import Glibc
    private let streamType = Int32(SOCK_STREAM.rawValue)
    private let tcp = Int32(IPPROTO_TCP)
#elseif canImport(Musl)
    import Musl
    private let streamType = SOCK_STREAM
    private let tcp = IPPROTO_TCP
#endif

extension Socket {
    enum Accepted {
        case connection(Socket, PeerAddress)
        /// No one waits any more.
        case nobody
        /// This one has gone already; there may be others.
        case gone
        /// Too many descriptors are open; whoever waits goes on waiting.
        case exhausted
    }

    func accept() -> Accepted {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let accepted = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                return accept_nonblocking(descriptor, pointer, &length)
            }
        }
        guard accepted >= 0 else { return Self.acceptFailure(errno) }
        let socket = Socket(descriptor: accepted)
        return .connection(socket, PeerAddress(address))
    }

    private static func acceptFailure(_ code: Int32) -> Accepted {
        switch code {
        case EAGAIN, EWOULDBLOCK: .nobody
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .exhausted
        default: .gone
        }
    }

    /// Small answers go out at once, and a broken pipe is an error.
    func prepare() {
        setNonBlocking()
        setOption(tcp, TCP_NODELAY, 1)
    }

    /// Listens at every address of a host, so that `localhost` is reached by IPv4 and IPv6 alike, and
    /// whoever listens at `::` by every address of the machine.
    static func listen(
        host: String, port: Int, backlog: Int32 = 4096
    ) throws(HTTPServerError) -> (sockets: [Socket], port: Int) {
        let addresses = try resolve(host: host, port: port)
        let first = try addresses[0].open(backlog: backlog, takesIPv4: addresses.count == 1)
        let chosen = first.localPort
        var sockets = [first]
        for var address in addresses.dropFirst() {
            address.port = chosen
            // The first one decides: the machine may not have the other family at all.
            if let socket = try? address.open(backlog: backlog) { sockets.append(socket) }
        }
        return (sockets, chosen)
    }

    private static func resolve(
        host: String, port: Int
    ) throws(HTTPServerError) -> [ListenAddress] {
        switch SocketAddress.resolve(host: host, port: port, passive: true) {
        case .failure(let failure):
            throw HTTPServerError.unknownHost(host, reason: failure.reason)
        case .success(let addresses):
            // IPv4 first: it is what most clients try, and where port 0 is chosen.
            return addresses.sorted { $0.isIPv4 && !$1.isIPv4 }
                .map { ListenAddress(host: host, port: port, address: $0) }
        }
    }

    private var localPort: Int {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return PeerAddress(address).port
    }
}

private struct ListenAddress {
    let host: String
    var port: Int { didSet { address.setPort(port) } }
    var address: SocketAddress

    init(host: String, port: Int, address: SocketAddress) {
        self.host = host
        self.port = port
        self.address = address
    }

    /// By IPv6, `takesIPv4` says whether those come here too who call by IPv4.
    func open(backlog: Int32, takesIPv4: Bool = false) throws(HTTPServerError) -> Socket {
        let socket = Socket.streamSocket(family: address.family)
        guard socket.descriptor >= 0 else { throw HTTPServerError.lastError("socket") }
        socket.setNonBlocking()
        socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        // Accepted sockets inherit it.
        socket.setOption(tcp, TCP_NODELAY, 1)
        if !address.isIPv4 {
            socket.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, takesIPv4 ? 0 : 1)
        }
        guard address.withPointer({ bind(socket.descriptor, $0, $1) }) == 0 else {
            throw closing(socket, bindError())
        }
        guard socket.beginListening(backlog: backlog) == 0 else {
            throw closing(socket, bindError())
        }
        return socket
    }

    private func closing(_ socket: Socket, _ error: HTTPServerError) -> HTTPServerError {
        socket.close()
        return error
    }

    private func bindError() -> HTTPServerError {
        switch errno {
        case EADDRINUSE: .addressInUse(host: host, port: port)
        case EADDRNOTAVAIL: .unknownHost(host, reason: "this machine does not have that address")
        default: .lastError("bind")
        }
    }
}

extension Socket {
    static func streamSocket(family: Int32) -> Socket {
        Socket(descriptor: systemSocket(family, streamType, 0))
    }

    fileprivate func beginListening(backlog: Int32) -> Int32 { systemListen(descriptor, backlog) }

    /// The error of a connection that was being opened.
    var pendingError: Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code
    }
}

private let systemSocket: @Sendable (Int32, Int32, Int32) -> Int32 = socket
private let systemListen: @Sendable (Int32, Int32) -> Int32 = listen

extension HTTPServerError {
    static func lastError(_ operation: String) -> HTTPServerError {
        .system(operation: operation, reason: String(cString: strerror(errno)))
    }
}
