/// Where webhooks go: a receiver that speaks plain HTTP.
struct WebhookTarget: Hashable, Sendable {
    let url: String
    let host: String
    let port: Int
    /// The path with its query, as it is asked for.
    let path: String

    /// Why a text is no target.
    enum Refusal: Error, Hashable {
        case encrypted
        case fragment
        case malformed

        var message: String {
            switch self {
            case .encrypted:
                "Webhooks are delivered over plain http only: name an http:// receiver, or a proxy"
                    + " that passes them on to https"
            case .fragment: "A fragment (#…) is never sent to a receiver: leave it out"
            case .malformed: "Expected a URL such as http://localhost:3000/webhooks"
            }
        }
    }

    /// Reads `http://host[:port][/path][?query]` (RFC 9110 section 4.2.1); nobody is logged in.
    init(_ url: String) throws(Refusal) {
        let lowercased = url.lowercased()
        guard !lowercased.hasPrefix("https://") else { throw .encrypted }
        guard lowercased.hasPrefix("http://"), url.utf8.count <= 2048,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformed }
        guard !url.utf8.contains(UInt8(ascii: "#")) else { throw .fragment }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        guard let (host, port) = Self.hostAndPort(authority) else { throw .malformed }
        self.url = url
        self.host = host
        self.port = port
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int)? {
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[end...].lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        let digits = colon.map { authority[authority.index(after: $0)...] } ?? "80"
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
