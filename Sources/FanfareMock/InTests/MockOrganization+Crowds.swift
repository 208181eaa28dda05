import JSONTree

/// Strangers in a queue or a draw, or bots in an auction, and what came of them.
public struct MockCrowd: Sendable, Hashable, Identifiable {
    /// The identifier of the queue, the draw or the auction.
    public let id: String
    /// How many strangers wait or take part, or how many bots bid.
    public let size: Int
    /// How many strangers have come.
    public let came: Int
    /// How many strangers have given up.
    public let left: Int
    /// How many strangers were admitted, or have won.
    public let admitted: Int
    /// How many strangers found no room.
    public let turnedAway: Int
    /// Where in line whoever enters the queue now comes to stand, nil outside of queues.
    public let nextPosition: Int?

    init?(_ node: JSONNode) {
        let place = ["queue", "draw", "auction"].compactMap { node[$0]?.string }
        guard let id = place.first else { return nil }
        func number(_ names: String...) -> Int {
            names.lazy.compactMap { node[$0]?.integer }.first ?? 0
        }
        self.id = id
        size = number("waiting", "entrants", "bots")
        came = number("came")
        left = number("left")
        admitted = number("admitted", "won")
        turnedAway = number("turnedAway")
        nextPosition = node["nextPosition"]?.integer
    }
}

extension MockOrganization {
    /// Lets strangers stand in a queue, come to it and give up; of a crowd that is there it changes what is named.
    ///
    /// `leave` is the share that gives up in a minute, such as `"3%"`.
    @discardableResult
    public func setCrowd(
        inQueue queue: String, waiting: Int? = nil, leave: String? = nil,
        arrivalsPerMinute: Int? = nil
    ) async throws(MockControlError) -> MockCrowd {
        try await setCrowd([
            "queue": JSONNode(queue), "waiting": JSONNode(waiting), "leave": JSONNode(leave),
            "arrivalsPerMinute": JSONNode(arrivalsPerMinute),
        ])
    }

    /// Lets strangers take part in a draw; of a crowd that is there it changes what is named.
    @discardableResult
    public func setCrowd(
        inDraw draw: String, entrants: Int? = nil, leave: String? = nil,
        arrivalsPerMinute: Int? = nil
    ) async throws(MockControlError) -> MockCrowd {
        try await setCrowd([
            "draw": JSONNode(draw), "entrants": JSONNode(entrants), "leave": JSONNode(leave),
            "arrivalsPerMinute": JSONNode(arrivalsPerMinute),
        ])
    }

    /// Lets bots bid in an auction up to a limit, an amount as JSON writes it.
    ///
    /// They exceed the best bid by a step, the auction's own unless one is named, at most one of them in so
    /// long a time.
    @discardableResult
    public func setBots(
        _ count: Int, inAuction auction: String, limit: String, step: String? = nil,
        every: Duration = .seconds(10)
    ) async throws(MockControlError) -> MockCrowd {
        func amount(_ text: String) -> JSONNode { (try? JSONNode(parsing: text)) ?? JSONNode(text) }
        return try await setCrowd([
            "auction": JSONNode(auction), "bots": JSONNode(count), "limit": amount(limit),
            "step": step.map(amount) ?? .null, "every": JSONNode(every.words),
        ])
    }

    /// The crowds, in the order in which they came.
    public func crowds() async throws(MockControlError) -> [MockCrowd] {
        (try await control("GET", "/crowds")["crowds"]?.elements ?? []).compactMap(MockCrowd.init)
    }

    /// Sends the crowd of a queue, a draw or an auction away; bids that bots have placed stand.
    public func removeCrowd(from distribution: String) async throws(MockControlError) {
        _ = try await control("DELETE", "/crowds/\(Query.encode(distribution))")
    }

    private func setCrowd(_ order: JSONNode) async throws(MockControlError) -> MockCrowd {
        guard let crowd = MockCrowd(try await control("POST", "/crowds", order)) else {
            throw MockControlError("the crowd did not say where it is")
        }
        return crowd
    }
}
