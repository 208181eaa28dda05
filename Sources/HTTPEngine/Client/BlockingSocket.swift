#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A socket whose calls wait, but never past a deadline.
struct BlockingSocket {
    private let socket: Socket

    enum Failure: Error {
        case timedOut, closed, reset
        case refused
        case other(reason: String)
    }

    /// Takes over a connected socket.
    init(descriptor: Int32) {
        socket = Socket(descriptor: descriptor)
        socket.prepare()
    }

    var descriptor: Int32 { socket.descriptor }

    /// Connects to an address.
    init(to address: SocketAddress, deadline: UInt64) throws(Failure) {
        socket = Socket.streamSocket(family: address.family)
        guard socket.descriptor >= 0 else { throw Failure(errno) }
        socket.prepare()
        do throws(Failure) {
            let code = address.withPointer { connect(socket.descriptor, $0, $1) }
            if code != 0 { try finishConnecting(errno, deadline: deadline) }
        } catch {
            socket.close()
            throw error
        }
    }

    private func finishConnecting(_ code: Int32, deadline: UInt64) throws(Failure) {
        guard code == EINPROGRESS || code == EINTR else { throw Failure(code) }
        _ = try wait(for: POLLOUT, deadline: deadline)
        let code = socket.pendingError
        guard code == 0 else { throw Failure(code) }
    }

    /// Receives what is there, or waits for the first byte; 0 at the end.
    func receive(
        into buffer: UnsafeMutableBufferPointer<UInt8>, deadline: UInt64
    ) throws(Failure) -> Int {
        while true {
            _ = try wait(for: POLLIN, deadline: deadline)
            switch socket.receive(into: buffer) {
            case .bytes(let count): return count
            case .ended: return 0
            case .wouldBlock: continue
            case .failed(let code): throw Failure(code)
            }
        }
    }

    enum Sent {
        /// So many bytes have been taken.
        case bytes(Int)
        /// None were, and the peer has said something meanwhile.
        case peerSpoke
    }

    /// Sends some bytes, or finds that the peer speaks instead of listening.
    func send(_ bytes: UnsafeRawBufferPointer, deadline: UInt64) throws(Failure) -> Sent {
        while true {
            switch socket.send(bytes) {
            case .bytes(let count): return .bytes(count)
            case .failed(let code): throw Failure(code)
            case .ended: throw Failure.closed
            case .wouldBlock:
                let ready = try wait(for: POLLOUT | POLLIN, deadline: deadline)
                if ready & Int16(POLLIN) != 0 { return .peerSpoke }
            }
        }
    }

    /// Whether the peer has neither spoken nor gone since.
    var isQuiet: Bool {
        var entry = pollfd(descriptor: socket.descriptor, events: POLLIN)
        return poll(&entry, 1, 0) == 0
    }

    func shutDownSending() { socket.shutDownSending() }

    func close(byReset: Bool = false) {
        if byReset { socket.reset() } else { socket.close() }
    }

    private func wait(for events: Int32, deadline: UInt64) throws(Failure) -> Int16 {
        var entry = pollfd(descriptor: socket.descriptor, events: events)
        while true {
            let now = SystemClock.ticks
            let left = deadline > now ? (deadline - now + 999_999) / 1_000_000 : 0
            let count = poll(&entry, 1, Int32(min(left, 1 << 30)))
            if count > 0 { return entry.revents }
            if count == 0, left <= 1 << 30 { throw Failure.timedOut }
            if count < 0, errno != EINTR { throw Failure(errno) }
        }
    }
}

extension BlockingSocket.Failure {
    fileprivate init(_ code: Int32) {
        switch code {
        case ECONNREFUSED: self = .refused
        case ECONNRESET, EPIPE, ECONNABORTED: self = .reset
        case ETIMEDOUT: self = .timedOut
        default: self = .other(reason: String(cString: strerror(code)))
        }
    }
}

extension pollfd {
    fileprivate init(descriptor: Int32, events: Int32) {
        self.init(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
    }
}
