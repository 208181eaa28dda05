#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One TLS session over a connected socket that does not block.
///
/// Made on one thread and then used by another, never by two at once.
final class SecureSession: @unchecked Sendable {
    let descriptor: Int32
    private let library: OpenSSL
    private let session: OpaquePointer

    /// What came of trying to read or write.
    enum Progress {
        /// So many bytes.
        case bytes(Int)
        /// The socket is not ready; wait for these events.
        case wait(Int16)
        /// The session is over.
        case ended
    }

    /// Shakes hands and checks the certificate and the host in it.
    init(
        _ library: OpenSSL, context: OpaquePointer?, descriptor: Int32, host: String,
        timeout: Duration
    ) throws(TransportFailure) {
        self.library = library
        self.descriptor = descriptor
        guard let session = library.makeSession(context) else {
            close(descriptor)
            throw TransportFailure(.broken, "OpenSSL made no session")
        }
        self.session = session
        _ = library.setDescriptor(session, descriptor)
        _ = host.withCString { name in
            library.control(
                session, OpenSSL.setServerName, 0, UnsafeMutableRawPointer(mutating: name))
        }
        _ = library.setHost(session, host)
        _ = library.control(session, OpenSSL.setMode, OpenSSL.partialAndMovingWrites, nil)
        try shakeHands(host, timeout)
    }

    deinit {
        library.freeSession(session)
        close(descriptor)
    }

    private func shakeHands(_ host: String, _ timeout: Duration) throws(TransportFailure) {
        let deadline = Surroundings.monotonicMilliseconds() + Int(timeout / .milliseconds(1))
        while true {
            let result = library.connect(session)
            if result == 1 { return }
            guard case .wait(let events) = progress(Int(result)) else { throw refusal(host) }
            let left = deadline - Surroundings.monotonicMilliseconds()
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            guard left > 0, poll(&entry, 1, Int32(left)) > 0 else {
                throw TransportFailure(.unreachable, "\(host) took too long over the TLS handshake")
            }
        }
    }

    private func refusal(_ host: String) -> TransportFailure {
        let code = library.verifyResult(session)
        guard code != 0, let text = library.verifyText(code) else {
            return TransportFailure(.unreachable, "\(host) does not speak TLS, or refused us")
        }
        return TransportFailure(
            .unreachable, "the certificate of \(host) is not trusted: \(String(cString: text))")
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        progress(Int(library.read(session, buffer.baseAddress, Int32(buffer.count))))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Progress {
        progress(Int(library.write(session, bytes.baseAddress, Int32(bytes.count))))
    }

    /// Says goodbye.
    func end() { _ = library.shutdown(session) }

    private func progress(_ result: Int) -> Progress {
        guard result <= 0 else { return .bytes(result) }
        switch library.error(session, Int32(result)) {
        case OpenSSL.wantsRead: return .wait(Int16(POLLIN))
        case OpenSSL.wantsWrite: return .wait(Int16(POLLOUT))
        default: return .ended
        }
    }
}
