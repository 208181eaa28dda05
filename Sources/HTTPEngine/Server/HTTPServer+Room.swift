/// Room for further connections.
///
/// As many as the configuration names are served. When all of them are taken, those that have been
/// idle longest are closed, which a client must expect at any time (RFC 9112 section 9.3.1). When none
/// is idle, a few more are taken in: urgent requests are served on them, which keeps a server within
/// reach whose connections are all held, and others hear what is the matter.
extension HTTPServer {
    /// How many descriptors are left to the rest of the process: files, calls to other servers.
    private static let otherDescriptors = 128
    /// An idle connection on which a request may be underway is left alone.
    private static let leastIdleTime: UInt64 = 1_000_000_000
    private static let pauseBetweenSearches: UInt64 = 100_000_000

    /// How many connections there may be, with no more descriptors than there are.
    static func maximumConnections(_ configuration: HTTPServerConfiguration) -> Int {
        let limit = DescriptorLimit.current
        let room = limit - min(otherDescriptors, limit / 2) - configuration.reservedConnections
        return min(configuration.maximumConnections, max(8, room))
    }

    /// Whether another connection can be taken in.
    var hasRoom: Bool {
        if connectionCount >= maximumConnections { closeIdleConnections() }
        return connectionCount < maximumConnections + configuration.reservedConnections
    }

    /// Whether more connections are open than are served.
    var isCrowded: Bool { connectionCount > maximumConnections }

    /// Why a request is refused that came when all connections were taken.
    var crowdedRefusal: HTTPRefusal {
        HTTPRefusal(
            status: 503,
            message: "All \(maximumConnections) connections of this server are in use.")
    }

    /// Closes the eighth of the idle connections that has been idle longest.
    private func closeIdleConnections() {
        guard loop.now >= nextSearchForIdle else { return }
        nextSearchForIdle = loop.now + Self.pauseBetweenSearches
        let quiet = loop.liveSources.compactMap { source -> (ServerConnection, since: UInt64)? in
            guard let connection = source as? ServerConnection, let since = connection.quietSince,
                since + Self.leastIdleTime <= loop.now
            else { return nil }
            return (connection, since)
        }
        let longest = quiet.sorted { $0.since < $1.since }.prefix((quiet.count + 7) / 8)
        for (connection, _) in longest { connection.giveWay() }
    }
}
