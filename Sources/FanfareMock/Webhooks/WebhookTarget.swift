/// Where webhooks go.
struct WebhookTarget: Hashable, Sendable {
    let url: String
    /// Whether it is spoken to over TLS.
    let isSecure: Bool
    let host: String
    let port: Int
    /// The path with its query, as it is asked for.
    let path: String

    /// Host and port as `Host` names them, without the usual port.
    var authority: String {
        let bracketed = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? bracketed : "\(bracketed):\(port)"
    }

    /// Why a text is no target.
    enum Refusal: Error, Hashable {
        case fragment
        case malformed

        var message: String {
            switch self {
            case .fragment: "A fragment (#…) is never sent to a receiver: leave it out"
            case .malformed: "Expected a URL such as http://localhost:3000/webhooks"
            }
        }
    }

    /// Reads `http://host[:port][/path][?query]`, or the same with `https` (RFC 9110 section 4.2);
    /// nobody is logged in.
    init(_ url: String) throws(Refusal) {
        let lowercased = url.lowercased()
        let isSecure = lowercased.hasPrefix("https://")
        guard isSecure || lowercased.hasPrefix("http://"), url.utf8.count <= 2048,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformed }
        guard !url.utf8.contains(UInt8(ascii: "#")) else { throw .fragment }
        let rest = url.dropFirst((isSecure ? "https://" : "http://").count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        guard let (host, port) = Self.hostAndPort(authority, isSecure ? "443" : "80")
        else { throw .malformed }
        self.url = url
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static func hostAndPort(_ authority: Substring, _ usual: Substring) -> (String, Int)? {
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[end...].lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        let digits = colon.map { authority[authority.index(after: $0)...] } ?? usual
        guard !host.isEmpty, !authority.contains("@"), let port = Int(digits),
            (1...65535).contains(port), digits.allSatisfy(\.isNumber)
        else { return nil }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? host.dropFirst().dropLast() : host
        guard !name.isEmpty, isBracketed || !name.contains(":"),
            !name.contains(where: { "[]".contains($0) })
        else { return nil }
        return (String(name), port)
    }
}
