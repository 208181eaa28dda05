#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What `NO_PROXY` lists: hosts that are reached directly.
///
/// `*`; a domain with all below it, with or without a dot before it; an address; a network such as
/// `10.0.0.0/8`; each but the last with a port, or for every port.
struct ProxyExceptions {
    private let entries: [Substring]

    init(_ list: String) { entries = list.split { ", \t".contains($0) } }

    /// Whether an address is one of them.
    func cover(_ address: TargetAddress) -> Bool {
        let host = Self.plain(address.host[...])
        let bytes = IPAddress(host)
        return entries.contains { entry in
            if entry == "*" { return true }
            if let slash = entry.firstIndex(of: "/") {
                let bits = Int(entry[entry.index(after: slash)...])
                guard let bytes, let bits, let network = IPAddress(Self.bare(entry[..<slash]))
                else { return false }
                return network.covers(bytes, bits: bits)
            }
            let (name, port) = Self.split(entry)
            guard port == nil || port == address.port else { return false }
            if let listed = IPAddress(name) { return listed == bytes }
            guard bytes == nil else { return false }
            let domain = Self.plain(name.drop { "*.".contains($0) })
            return !domain.isEmpty && (host == domain || host.hasSuffix("." + domain))
        }
    }

    private static func split(_ entry: Substring) -> (Substring, Int?) {
        // A bare IPv6 address has colons of its own.
        guard IPAddress(entry[...]) == nil, let colon = entry.lastIndex(of: ":"),
            let port = Int(entry[entry.index(after: colon)...])
        else { return (bare(entry), nil) }
        return (bare(entry[..<colon]), port)
    }

    private static func bare(_ text: Substring) -> Substring {
        text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text
    }

    /// A name without the dot that stands for the root, in small letters.
    private static func plain(_ name: Substring) -> String {
        (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
    }
}

/// The bytes of an IP address, in the form of IPv6.
private struct IPAddress: Equatable {
    private let bytes: [UInt8]
    private let isIPv4: Bool

    init?(_ text: some StringProtocol) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let text = String(text)
        if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.bytes = bytes
            isIPv4 = bytes.starts(with: Self.mapped)
            return
        }
        guard inet_pton(AF_INET, text, &bytes) == 1 else { return nil }
        self.bytes = Self.mapped + bytes.prefix(4)
        isIPv4 = true
    }

    /// `::ffff:0:0/96`, where IPv6 keeps the addresses of IPv4 (RFC 4291 section 2.5.5.2).
    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Whether an address begins with so many bits of this one.
    func covers(_ other: IPAddress, bits: Int) -> Bool {
        let count = isIPv4 ? bits + 96 : bits
        guard isIPv4 == other.isIPv4, bits >= 0, count <= 128 else { return false }
        return (0..<count).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
        }
    }
}
