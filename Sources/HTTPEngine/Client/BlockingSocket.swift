#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A connected socket as a stream of bytes.
package struct BlockingSocket: ByteStream {
    private let socket: Socket

    /// Connects to an address; what this is done within may be interrupted meanwhile.
    init(
        to address: SocketAddress, deadline: UInt64, within exchange: InterruptibleExchange? = nil
    ) throws(ByteStreamFailure) {
        socket = Socket.streamSocket(family: address.family)
        guard socket.descriptor >= 0 else { throw ByteStreamFailure(errno) }
        socket.prepare()
        exchange?.waits(at: socket)
        do throws(ByteStreamFailure) {
            let code = address.withPointer { connect(socket.descriptor, $0, $1) }
            if code != 0 { try finishConnecting(errno, deadline: deadline) }
        } catch {
            socket.close()
            throw error
        }
    }

    private func finishConnecting(_ code: Int32, deadline: UInt64) throws(ByteStreamFailure) {
        guard code == EINPROGRESS || code == EINTR else { throw ByteStreamFailure(code) }
        _ = try wait(for: POLLOUT, deadline: deadline)
        let code = socket.pendingError
        guard code == 0 else { throw ByteStreamFailure(code) }
    }

    package func receive(
        into buffer: UnsafeMutableBufferPointer<UInt8>, deadline: UInt64
    ) throws(ByteStreamFailure) -> Int {
        while true {
            _ = try wait(for: POLLIN, deadline: deadline)
            switch socket.receive(into: buffer) {
            case .bytes(let count): return count
            case .ended: return 0
            case .wouldBlock: continue
            case .failed(let code): throw ByteStreamFailure(code)
            }
        }
    }

    package func send(
        _ bytes: UnsafeRawBufferPointer, deadline: UInt64
    ) throws(ByteStreamFailure) -> ByteStreamSent {
        while true {
            switch socket.send(bytes) {
            case .bytes(let count): return .bytes(count)
            case .failed(let code): throw ByteStreamFailure(code)
            case .ended: throw .closed
            case .wouldBlock:
                let ready = try wait(for: POLLOUT | POLLIN, deadline: deadline)
                if ready & Int16(POLLIN) != 0 { return .peerSpoke }
            }
        }
    }

    package var isQuiet: Bool {
        var entry = pollfd(descriptor: socket.descriptor, events: POLLIN)
        return poll(&entry, 1, 0) == 0
    }

    package var descriptor: Int32 { socket.descriptor }

    package func shutDownSending() { socket.shutDownSending() }

    package func close(byReset: Bool = false) {
        if byReset { socket.reset() } else { socket.close() }
    }

    /// Looks at the clock before each wait: a peer that always has another byte gets no more time.
    private func wait(for events: Int32, deadline: UInt64) throws(ByteStreamFailure) -> Int16 {
        var deadline = deadline
        var entries = (
            socket: pollfd(descriptor: socket.descriptor, events: events),
            alarm: pollfd(descriptor: ClientAlarm.descriptor, events: POLLIN)
        )
        while true {
            let now = SystemClock.ticks
            guard now < deadline else { throw .timedOut }
            let milliseconds = (deadline - now + 999_999) / 1_000_000
            let count = withUnsafeMutablePointer(to: &entries) { entries in
                entries.withMemoryRebound(to: pollfd.self, capacity: 2) {
                    poll($0, 2, Int32(min(milliseconds, 1 << 30)))
                }
            }
            if entries.socket.revents != 0 { return entries.socket.revents }
            if count < 0, errno != EINTR { throw ByteStreamFailure(errno) }
            if count > 0 {
                deadline = min(deadline, SystemClock.ticks + ClientAlarm.grace)
                entries.alarm.fd = -1
            }
        }
    }
}

extension ByteStreamFailure {
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
