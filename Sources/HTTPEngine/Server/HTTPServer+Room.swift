/// Room for further connections.
///
/// As many as the configuration names are served. When all of them are taken, those that have been
/// idle longest are closed, which a client must expect at any time (RFC 9112 section 9.3.1). When none
/// is idle, the slowest of the requests that are not whole are refused. A few more are taken in: urgent
/// requests are served on them, which keeps a server within reach whose connections are all held, and
/// others too while room is being made; else they hear what is the matter.
extension HTTPServer {
    /// How many descriptors are left to the rest of the process: files, calls to other servers.
    private static let otherDescriptors = 128
    /// What has begun only now is left alone: a request may be underway, or its next bytes.
    private static let leastTime: UInt64 = 1_000_000_000
    private static let pauseBetweenSearches: UInt64 = 100_000_000

    /// How many connections there may be, with no more descriptors than there are.
    static func maximumConnections(_ configuration: HTTPServerConfiguration) -> Int {
        let limit = DescriptorLimit.current
        let room = limit - min(otherDescriptors, limit / 2) - configuration.reservedConnections
        return min(configuration.maximumConnections, max(8, room))
    }

    /// Whether another connection can be taken in.
    var hasRoom: Bool {
        if connectionCount >= maximumConnections { makeRoom() }
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

    /// Closes the eighth of the idle connections that has been idle longest, else refuses the slowest
    /// eighth of the unfinished requests.
    private func makeRoom() {
        guard loop.now >= nextSearchForRoom else { return }
        nextSearchForRoom = loop.now + Self.pauseBetweenSearches
        let connections = loop.liveSources.compactMap { $0 as? ServerConnection }
        let idle = Self.lowestEighth(of: connections) { connection -> UInt64? in
            connection.quietSince.flatMap { $0 + Self.leastTime <= loop.now ? $0 : nil }
        }
        for connection in idle { connection.giveWay() }
        isMakingRoom = !idle.isEmpty
        guard idle.isEmpty else { return }
        let slow = Self.lowestEighth(of: connections) {
            $0.unfinishedRate(after: Self.leastTime)
        }
        for connection in slow { connection.deadlinePassed() }
        isMakingRoom = !slow.isEmpty
    }

    /// The eighth, rounded up, of those that have a number, with the lowest numbers.
    private static func lowestEighth<Number: Comparable>(
        of connections: [ServerConnection], by number: (ServerConnection) -> Number?
    ) -> [ServerConnection] {
        let found = connections.compactMap { connection in
            number(connection).map { (connection, number: $0) }
        }
        let lowest = found.sorted { $0.number < $1.number }.prefix((found.count + 7) / 8)
        return lowest.map(\.0)
    }
}
