import HTTPEngine
import JSONTree

/// Bids in an auction that others bid in too.
extension ScenarioRun {
    /// How a variable begins that is an amount; `{bid.150}` is 150 where nobody has bid before.
    static let bidPrefix = "bid."

    /// Finds out how much higher than it says a scenario must bid, where others may have bid already.
    func lookAtBids() throws(Halt) {
        guard !context.target.hasControl,
            let lowest = scenario.used.compactMap(Self.amount).min(),
            let id = context.target.resource("auction.open"), let key = organization?.publishableKey
        else { return }
        var request = HTTPRequest(
            method: "GET", target: context.target.address.basePath + "/auctions/\(id)")
        request.headers.append("Host", context.target.address.authority)
        request.headers.append("X-Publishable-Key", key)
        context.pacer?.wait(for: request.path)
        guard let details = (try? caller.call(request))?.json,
            let high = details["currentHighBid"]?.number?.double
        else { return }
        let increment = details["minimumBidIncrement"]?.number?.double ?? 1
        let least = (high + increment).rounded(.up)
        guard least > Double(lowest), least < 1e12 else { return }
        bidsMore = Int(least) - lowest
    }

    /// The amount that a variable stands for, nil for any other variable.
    func bid(_ name: String) -> JSONNode? {
        Self.amount(name).map { JSONNode($0 + bidsMore) }
    }

    private static func amount(_ name: String) -> Int? {
        name.hasPrefix(bidPrefix) ? Int(name.dropFirst(bidPrefix.count)) : nil
    }

    /// Ends a scenario whose bid somebody else's has overtaken since it looked.
    func requireHighestBid(_ pattern: RequestPattern, _ response: HTTPResponse) throws(Halt) {
        guard !context.target.hasControl, response.status == 400,
            pattern.path.source.hasSuffix("/bid"),
            let error = response.json?["error"]?.string, error.lowercased().contains("higher")
        else { return }
        throw .inconclusive("somebody else has bid more meanwhile: \(error)")
    }
}
