#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP socket: the only file, with `Socket+Opening`, that calls the system about one.
struct Socket {
    let descriptor: Int32

    enum Transfer {
        case bytes(Int)
        case wouldBlock
        /// The peer has finished sending; reads only.
        case ended
        /// The connection is broken.
        case failed(errno: Int32)
    }

    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Transfer {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno != EINTR { return Self.failure(errno) }
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = Self.sendWithoutSignal(descriptor, bytes)
            if count >= 0 { return .bytes(count) }
            if errno != EINTR { return Self.failure(errno) }
        }
    }

    private static func failure(_ code: Int32) -> Transfer {
        code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(errno: code)
    }

    /// A peer that has gone is an error to be returned, not a signal that ends the process.
    private static func sendWithoutSignal(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer)
        -> Int
    {
        #if canImport(Musl)
            Musl.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #else
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
    }

    /// Tells the peer that nothing more will be sent.
    func shutDownSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends both directions, and wakes whoever waits at the socket.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    func close() { _ = systemClose(descriptor) }

    /// The same socket by another descriptor, nil where there may be no more.
    func duplicate() -> Socket? {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : Socket(descriptor: copy)
    }

    /// Closes so that the peer sees a reset instead of an orderly end.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    func setOption(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    func setNonBlocking() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
