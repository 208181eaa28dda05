/// Where a target is found: `http://127.0.0.1:4802/api/v1`.
package struct TargetAddress: Sendable, Hashable, CustomStringConvertible {
    /// Whether the connection is encrypted.
    package let isSecure: Bool
    /// The host, an IPv6 address without its brackets.
    package let host: String
    /// The port.
    package let port: Int
    /// The path before every request's own, without a slash at its end.
    package let basePath: String

    /// Reads an address; nil for anything but `http` and `https`, a host, a port and a path.
    package init?(_ text: String) {
        let schemes = [("https://", true, 443), ("http://", false, 80)]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0.0) }) else {
            return nil
        }
        let rest = text.dropFirst(scheme.0.count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard !rest.contains(where: { "?# @".contains($0) }),
            let (host, port) = Self.split(authority, defaultPort: scheme.2)
        else { return nil }
        isSecure = scheme.1
        self.host = host
        self.port = port
        basePath = String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    private static func split(_ authority: Substring, defaultPort: Int) -> (String, Int)? {
        var host = authority
        var port = defaultPort
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = Int(authority[authority.index(after: colon)...]),
                (1...65535).contains(number)
            else { return nil }
            host = authority[..<colon]
            port = number
        }
        // Colons belong into brackets, and brackets around the whole (RFC 3986 section 3.2.2).
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, isBracketed || !host.contains(":"),
            !host.contains(where: { "[]".contains($0) })
        else { return nil }
        return (String(host), port)
    }

    /// Host and port as the `Host` header says them.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether it is this machine.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
            || host.hasSuffix(".localhost")
    }

    /// The address without its path.
    package var origin: String { (isSecure ? "https://" : "http://") + authority }
    /// Whether what lies beside the base URL may be asked for: it has no path, or the documented one.
    package var isWholeServer: Bool { basePath.isEmpty || basePath == Self.documentedPath }

    /// Where a gateway has put the server: the path without the documented one at its end.
    var mount: String {
        basePath.hasSuffix(Self.documentedPath)
            ? String(basePath.dropLast(Self.documentedPath.count)) : basePath
    }

    /// The documentation's servers: `https://consumer.fanfare.io/api/v1`.
    private static let documentedPath = SuiteEdition.standard.documentedPath

    /// The address that `/__admin` is appended to, which may stand there already.
    var withoutControlPath: TargetAddress {
        guard basePath.hasSuffix("/__admin") else { return self }
        return TargetAddress(origin + basePath.dropLast("/__admin".count)) ?? self
    }

    /// The whole address.
    package var description: String { origin + basePath }
}
