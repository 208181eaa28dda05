#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where other machines find this one.
package enum NetworkAddresses {
    /// The IPv4 addresses of the interfaces that are up, those of this machine alone left out.
    package static var ofThisMachine: [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        return sequence(first: first) { $0?.pointee.ifa_next }.compactMap { $0?.pointee }
            .compactMap(text)
    }

    private static func text(_ interface: ifaddrs) -> String? {
        guard interface.ifa_flags & UInt32(IFF_UP) != 0,
            interface.ifa_flags & UInt32(IFF_LOOPBACK) == 0,
            let address = interface.ifa_addr, Int32(address.pointee.sa_family) == AF_INET
        else { return nil }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = socklen_t(host.count)
        guard getnameinfo(address, length, &host, count, nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        return String(
            decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
