#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Carries bytes between a plain socket pair and a TLS session, on a thread of its own.
struct SecurePump {
    private let session: SecureSession
    private let plain: Int32
    private var outgoing: ArraySlice<UInt8> = []
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)

    /// Starts to carry; it ends by itself when either side closes.
    static func start(_ session: SecureSession, plain: Int32) -> Bool {
        Workers.detach {
            var pump = SecurePump(session: session, plain: plain)
            pump.run()
        }
    }

    private init(session: SecureSession, plain: Int32) {
        self.session = session
        self.plain = plain
    }

    private mutating func run() {
        var events = Int16(POLLIN)
        while carryIn(), carryOut(&events) {
            var entries = [
                pollfd(fd: session.descriptor, events: events, revents: 0),
                pollfd(fd: plain, events: outgoing.isEmpty ? Int16(POLLIN) : 0, revents: 0),
            ]
            guard poll(&entries, 2, -1) > 0 || errno == EINTR else { break }
            if entries[1].revents != 0, outgoing.isEmpty, !takeOutgoing() { break }
        }
        session.end()
        close(plain)
        buffer.deallocate()
    }

    /// From the network to the runner, as much as there is.
    private func carryIn() -> Bool {
        while true {
            switch session.read(into: buffer) {
            case .wait: return true
            case .ended: return false
            case .bytes(let count):
                guard deliver(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else {
                    return false
                }
            }
        }
    }

    /// From the runner to the network, until it takes no more.
    private mutating func carryOut(_ events: inout Int16) -> Bool {
        events = Int16(POLLIN)
        while !outgoing.isEmpty {
            switch outgoing.withUnsafeBytes({ session.write($0) }) {
            case .bytes(let count): outgoing = outgoing.dropFirst(count)
            case .ended: return false
            case .wait(let wanted):
                events |= wanted
                return true
            }
        }
        return true
    }

    private mutating func takeOutgoing() -> Bool {
        let count = recv(plain, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return false }
        outgoing = Array(buffer[..<count])[...]
        return true
    }

    private func deliver(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = send(plain, rest.baseAddress, rest.count, noSignal)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }
}

#if canImport(Darwin)
    private let noSignal: Int32 = 0
#else
    private let noSignal = Int32(MSG_NOSIGNAL)
#endif
