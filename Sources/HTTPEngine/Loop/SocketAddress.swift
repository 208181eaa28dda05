#if canImport(Glibc)
    import Glibc
    private let streamType = Int32(SOCK_STREAM.rawValue)
#elseif canImport(Musl)
    import Musl
    private let streamType = SOCK_STREAM
#endif

/// An address to listen at or to connect to.
package struct SocketAddress {
    private var storage: sockaddr_storage
    private let length: socklen_t

    struct Failure: Error { let reason: String }

    /// Looks a name or a numeric address up.
    static func resolve(
        host: String, port: Int, passive: Bool
    ) -> Result<[SocketAddress], Failure> {
        var hints = addrinfo()
        hints.ai_socktype = streamType
        hints.ai_flags = passive ? AI_PASSIVE : 0
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host.isEmpty ? nil : host, String(port), &hints, &found)
        guard code == 0, let found else {
            return .failure(Failure(reason: String(cString: gai_strerror(code))))
        }
        defer { freeaddrinfo(found) }
        let list = sequence(first: found) { $0.pointee.ai_next }.compactMap {
            SocketAddress($0.pointee)
        }
        return list.isEmpty ? .failure(Failure(reason: "it has no address")) : .success(list)
    }

    /// Whether a host is a numeric address, which no name server is asked for.
    package static func isLiteral(_ host: String) -> Bool {
        var bytes: (UInt64, UInt64) = (0, 0)
        return [AF_INET, AF_INET6].contains { inet_pton($0, host, &bytes) == 1 }
    }

    private init?(_ info: addrinfo) {
        guard let address = info.ai_addr else { return nil }
        storage = sockaddr_storage()
        length = info.ai_addrlen
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
        }
    }

    var family: Int32 { Int32(storage.ss_family) }
    var isIPv4: Bool { family == AF_INET }

    /// The port lies at the same place in the addresses of both families.
    mutating func setPort(_ port: Int) {
        withUnsafeMutableBytes(of: &storage) {
            $0.storeBytes(
                of: UInt16(truncatingIfNeeded: port).bigEndian, toByteOffset: 2, as: UInt16.self)
        }
    }

    func withPointer<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

/// Where a connection comes from, in few bytes.
struct PeerAddress {
    private enum Host {
        case v4(UInt32)
        case v6(UInt64, UInt64)
        case unknown
    }

    private let host: Host
    private let portNumber: UInt16

    var port: Int { Int(portNumber) }

    /// Whether it is on this machine: 127.0.0.0/8, also as IPv6 writes it, or ::1.
    var isLoopback: Bool {
        switch host {
        case .v4(let address): UInt32(bigEndian: address) >> 24 == 127
        case .v6(let high, let low):
            high == 0
                && (low.bigEndian == 1 || low.bigEndian >> 24 == 0xFFFF_7F)
        case .unknown: false
        }
    }

    init(_ storage: sockaddr_storage) {
        (host, portNumber) = withUnsafeBytes(of: storage) { bytes in
            let port = UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
            switch Int32(storage.ss_family) {
            case AF_INET: return (.v4(bytes.load(fromByteOffset: 4, as: UInt32.self)), port)
            case AF_INET6:
                let high = bytes.load(fromByteOffset: 8, as: UInt64.self)
                return (.v6(high, bytes.load(fromByteOffset: 16, as: UInt64.self)), port)
            default: return (.unknown, 0)
            }
        }
    }
}

extension PeerAddress: CustomStringConvertible {
    /// `127.0.0.1:50312`, or `[::1]:50312` by IPv6.
    var description: String {
        switch host {
        case .v4(let address): "\(Self.text(AF_INET, address)):\(portNumber)"
        case .v6(let high, let low): "[\(Self.text(AF_INET6, (high, low)))]:\(portNumber)"
        case .unknown: "unknown"
        }
    }

    private static func text<Address>(_ family: Int32, _ address: Address) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = withUnsafePointer(to: address) {
            inet_ntop(family, $0, &buffer, socklen_t(buffer.count))
        }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
