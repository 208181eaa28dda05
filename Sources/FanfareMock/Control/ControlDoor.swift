import HTTPEngine

/// Keeps strangers and foreign web pages away from the control protocol.
///
/// Without a token it answers this machine alone: the peer, the name it is called by and the traces
/// of proxies must say so. With one, whoever shows it may come from anywhere.
///
/// A page of another site can make a browser send requests here: it cannot forge `Host` beyond a
/// name it owns (DNS rebinding) nor leave out `Origin` on a request that changes something.
struct ControlDoor: Sendable {
    let isOpen: Bool
    /// What opens the door when it is locked.
    var key: ControlKey?
    /// The origins whose pages may come in as programs do: with the token where there is one.
    private(set) var origins: Set<String> = []
    /// The origins whose pages ask to come in, the newest last.
    private(set) var asking: [String] = []
    /// How many are asked about at a time.
    private static let askingLimit = 8

    init(isOpen: Bool, key: ControlKey? = nil, origins: Set<String> = []) {
        self.isOpen = isOpen
        self.key = key
        self.origins = origins
    }

    /// Lets pages of an origin come in.
    mutating func allow(_ origin: String) {
        origins.insert(origin)
        asking.removeAll { $0 == origin }
    }

    /// Lets nobody in but these, and forgets who asks.
    mutating func forget(allBut named: Set<String>) {
        origins = named
        asking = []
    }

    /// Remembers that pages of an origin ask; false where that is known.
    mutating func ask(_ origin: String) -> Bool {
        guard !asking.contains(origin) else { return false }
        // Whoever asked first stays, so that nobody pushes others off by asking often.
        asking = asking.prefix(Self.askingLimit - 1) + [origin]
        return true
    }

    /// What anybody's page may ask for: the door is open, and the peer may come to it.
    func checkForPages(_ request: HTTPRequest, by approach: Approach) throws(ControlError) {
        guard isOpen else { throw .closed }
        if approach.entrance == .api { throw .browserOnAPIPort }
        if key == nil { try checkIsLocal(request, approach) }
    }

    /// What a request may do; nil for a stranger, whom a locked door lets see what needs no token.
    func check(
        _ request: HTTPRequest, isPage: Bool, needsToken: Bool, by approach: Approach
    ) throws(ControlError) -> ControlAccess? {
        guard isOpen else { throw .closed }
        if approach.entrance == .api, Self.isOfBrowser(request) { throw .browserOnAPIPort }
        guard let key else {
            try checkIsLocal(request, approach)
            try checkOrigin(request, isPage: isPage)
            return .everything
        }
        if let access = key.access(byBearerOf: request) {
            try checkOrigin(request, isPage: isPage)
            return access
        }
        // What a page of this very origin could send in the name of whoever has opened the door.
        if approach.entrance != .api, let access = key.access(byCookieOf: request) {
            try checkOrigin(request, isPage: isPage, byCookie: true)
            try checkIsNamed(request)
            return access
        }
        guard !needsToken else {
            throw request.headers.contains("Authorization") ? .wrongToken : .tokenRequired
        }
        try checkOrigin(request, isPage: isPage)
        return nil
    }

    /// The origin of the page that sends a request, if it may come in.
    func namedOrigin(of request: HTTPRequest) -> String? {
        request.headers["Origin"].flatMap { origins.contains($0) ? $0 : nil }
    }

    private func checkIsLocal(
        _ request: HTTPRequest, _ approach: Approach
    ) throws(ControlError) {
        guard approach.peerIsLocal else { throw .notLocal }
        if let field = ProxyTrace.field(in: request.headers) { throw .throughProxy(field) }
        let host = request.headers["Host"] ?? ""
        guard Self.isLocal(host) else { throw .foreignHost(host) }
    }

    /// Refuses pages of other origins; a cookie is for the mock's own alone.
    private func checkOrigin(
        _ request: HTTPRequest, isPage: Bool, byCookie: Bool = false
    ) throws(ControlError) {
        if !byCookie, namedOrigin(of: request) != nil { return }
        let site = request.headers["Sec-Fetch-Site"]
        if let site, site != "same-origin", site != "none" {
            guard isPage, Self.isLinkFollowed(request) else { throw .foreignOrigin(site) }
        }
        guard let origin = request.headers["Origin"] else { return }
        // Behind a proxy `Host` may be another; what the browser itself says of the site suffices,
        // for a page that a name was bound anew for has no token.
        if key != nil, site == "same-origin" { return }
        guard isOwn(origin, request) else { throw .foreignOrigin(origin) }
    }

    private func isOwn(_ origin: String, _ request: HTTPRequest) -> Bool {
        let host = request.headers["Host"] ?? ""
        return origin == "http://\(host)" || key != nil && origin == "https://\(host)"
    }

    /// A change in the name of a cookie must come from a page that says which it is.
    private func checkIsNamed(_ request: HTTPRequest) throws(ControlError) {
        guard !["GET", "HEAD"].contains(request.method),
            !request.headers.contains("Origin"),
            request.headers["Sec-Fetch-Site"] != "same-origin"
        else { return }
        throw .foreignOrigin("unknown origin")
    }

    /// Whether a person goes to a page by a link: nothing of it is shown to the site that links.
    private static func isLinkFollowed(_ request: HTTPRequest) -> Bool {
        request.headers["Sec-Fetch-Mode"] == "navigate"
            && request.headers["Sec-Fetch-Dest"] == "document"
    }

    /// Whether a browser sends a request, as far as it says so.
    private static func isOfBrowser(_ request: HTTPRequest) -> Bool {
        request.headers.contains {
            let name = $0.name.lowercased()
            return name == "origin" || name.hasPrefix("sec-fetch-")
        }
    }

    /// Whether a text is an origin as a browser writes it (RFC 6454, section 6.2).
    static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
            return false
        }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && text == text.lowercased()
            && host.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"/?#@*\\\"<>".utf8.contains(byte)
            }
    }

    /// Whether an origin is one of this machine.
    static func isOfThisMachine(_ origin: String) -> Bool {
        guard isOrigin(origin), let colon = origin.firstIndex(of: ":") else { return false }
        return isLocal(String(origin[colon...].dropFirst(3)))
    }

    /// Whether a `Host` names this machine, and nothing but a port beside it.
    private static func isLocal(_ host: String) -> Bool {
        let host = host.lowercased()
        let end = host.hasPrefix("[") ? host.firstIndex(of: "]") : nil
        let name = end.map { host[...$0] } ?? host.prefix { $0 != ":" }
        let port = host[name.endIndex...]
        guard port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy(\.isASCIIDigit)
        else { return false }
        return ["localhost", "127.0.0.1", "[::1]"].contains(String(name))
            || name.hasSuffix(".localhost")
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
