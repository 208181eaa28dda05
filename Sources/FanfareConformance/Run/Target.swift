/// What is examined, and what it can do.
package struct Target: Sendable {
    /// What reports call it.
    package var name: String
    /// Where requests go.
    package var address: TargetAddress
    /// The keys to use where no organization can be made.
    package var keys: TargetKeys?
    /// Whether it speaks the control protocol under `/__admin`.
    package var hasControl: Bool
    /// The resources it has, id by role.
    package var resources: [String: String]
    /// How long the runner may really wait, all in all, in one scenario.
    package var patience: TimeSpan

    /// Describes a target; without anything else it can do nothing and has nothing.
    package init(name: String, address: TargetAddress) {
        self.name = name
        self.address = address
        keys = nil
        hasControl = false
        resources = Self.defaultWorld
        patience = TimeSpan(milliseconds: 0)
    }

    /// The roles that scenarios speak of, with the ids of the mock's default world.
    package static let defaultWorld = [
        "experience.main": "exp_holiday_sale", "sequence.main": "seq_main",
        "queue.open": "queue_open", "queue.notYetOpen": "queue_soon",
        "queue.closed": "queue_closed", "queue.onePlace": "queue_tiny",
        "draw.open": "draw_open", "draw.notYetOpen": "draw_soon", "draw.closed": "draw_closed",
        "auction.open": "auction_open", "auction.notYetOpen": "auction_soon",
        "auction.closed": "auction_closed", "release.open": "release_open",
        "release.notYetOpen": "release_soon", "appointment.main": "appointment_main",
        "waitlist.main": "waitlist_main",
    ]
}

/// The keys of an organization.
package struct TargetKeys: Sendable {
    /// The key a browser may know.
    package let publishableKey: String
    /// The key only a server may know.
    package let secretKey: String?
    /// The organization's id.
    package let organizationId: String?

    /// Collects keys.
    package init(publishableKey: String, secretKey: String? = nil, organizationId: String? = nil) {
        self.publishableKey = publishableKey
        self.secretKey = secretKey
        self.organizationId = organizationId
    }
}

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
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }

    /// Host and port as the `Host` header says them.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The address without its path.
    package var origin: String { (isSecure ? "https://" : "http://") + authority }
    /// The whole address.
    package var description: String { origin + basePath }
}
