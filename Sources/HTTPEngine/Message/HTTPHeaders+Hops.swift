extension HTTPHeaders {
    /// Removes what was meant for this connection only.
    ///
    /// RFC 9110 section 7.6.1: "Intermediaries MUST parse a received Connection header field before a
    /// message is forwarded and, for each connection-option in this field, remove any header or trailer
    /// field(s) from the message with the same name".
    package mutating func removeHopByHop() {
        let named = values(for: "Connection")
            .flatMap { $0.split(separator: ",") }
            .map { String($0.filter { !$0.isWhitespace }) }
        for name in named + Self.hopByHopNames { remove(name) }
    }

    /// The same section: "fields that are known to require removal before forwarding".
    private static let hopByHopNames = [
        "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade",
    ]
}
