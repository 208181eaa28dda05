import Foundation

/// A server that answers with bytes as they are, right or wrong; every connection has a thread.
public final class RawServer: Sendable {
    /// Where it listens, on 127.0.0.1.
    public let port: Int
    private let listener: Int32

    /// Begins to serve; what is done with a connection closes it in the end.
    public init(_ serve: @escaping @Sendable (RawConnection) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listener = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) + listen(descriptor, 1024)
                    + getsockname(descriptor, pointer, &length)
            }
        }
        guard status == 0 else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while case let accepted = accept(descriptor, nil, nil), accepted >= 0 {
                Thread.detachNewThread { serve(RawConnection(descriptor: accepted)) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}

/// A connection that a `RawServer` has accepted.
public struct RawConnection: Sendable {
    let descriptor: Int32

    /// Connects to a port of 127.0.0.1; nil when nobody is there.
    public init?(to port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            end()
            return nil
        }
    }

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Takes what comes next; empty at the end.
    public func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }

    /// Takes bytes up to the end of a head, and what came with it.
    public func readHead() {
        var head = ""
        while !head.contains("\r\n\r\n"), case let more = read(), !more.isEmpty {
            head += String(decoding: more, as: UTF8.self)
        }
    }

    /// Sends bytes; false when the peer has gone.
    @discardableResult public func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends text; false when the peer has gone.
    @discardableResult public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Sends a text again and again until the peer goes, but no more than so many bytes.
    public func flood(_ text: String, atMost limit: Int = 256 << 20) {
        let many = Array(String(repeating: text, count: max(1, (64 << 10) / text.utf8.count)).utf8)
        var sent = 0
        while sent < limit, write(many) { sent += many.count }
    }

    /// Passes bytes both ways between this peer and a server, until either ends or so many bytes of
    /// the server have passed; their number.
    public func relay(to server: RawConnection, atMost limit: Int) -> Int {
        var passed = 0
        while passed < limit {
            var entries = [descriptor, server.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&entries, 2, 10_000) > 0 else { break }
            if entries[0].revents != 0 {
                let bytes = read()
                guard !bytes.isEmpty, server.write(bytes) else { break }
            }
            if entries[1].revents != 0 {
                let bytes = server.read().prefix(limit - passed)
                guard !bytes.isEmpty, write(Array(bytes)) else { break }
                passed += bytes.count
            }
        }
        return passed
    }

    /// Waits until the peer has gone.
    public func waitForEnd() { while !read().isEmpty {} }

    /// Ends the connection in an orderly way.
    public func end() { close(descriptor) }

    /// Ends it as a crashed program would.
    public func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout.size(ofValue: linger)))
        close(descriptor)
    }
}
