import JSONTree

/// Values that the pages leave to the target.
extension Silences {
    /// Whether it is the target's to say: what a bidder is called, whose bids are counted of one who made none,
    /// how a release writes its state, what is told of an admission that has lapsed, whether a refresh token is
    /// a new one.
    func isOfTarget(_ doubt: Doubt) -> Bool {
        let flaw = doubt.flaw
        let parent = doubt.expected[JSONPointer(tokens: Array(flaw.path.dropLast()))]
        switch flaw.place.last {
        case "bidderId":
            // Another's id is no pseudonym.
            guard case .notTheSame(let known) = flaw.kind else { return true }
            return flaw.actual?.string?.utf8.count != known.utf8.count
        case "bidCount":
            return readings["bids.count"] == "all" && parent?["lastBidAmount"]?.isNull ?? false
        // A token that is given again.
        case "refreshToken":
            return doubt.call.operation == "POST /auth/refresh" && flaw.kind == .notNew
        // The place of whoever waits no more is a number or null.
        case "position": return parent?["status"] == "ADMITTED" && flaw.actual?.isNull ?? true
        case "status":
            if isOfFreeState(doubt, parent) { return true }
            return doubt.call.operation.contains("/timed-releases/")
                && [flaw.expected, flaw.actual] == ["ADMITTED", "admitted"]
        default:
            // Its concept page shows no more of one who is admitted than the state, a token and its end.
            if doubt.call.operation.contains("/timed-releases/"), parent?["status"] == "ADMITTED" {
                return flaw.actual == nil
            }
            guard doubt.call.operation == "GET /queues/*/status", parent?["status"] == "EXPIRED"
            else { return false }
            return flaw.actual == nil || flaw.place.last == "expiredAt"
        }
    }

    /// The kinds of what one takes part in whose states no page lists.
    private static let freeKinds: Set<JSONNode?> = ["waitlist", "timed_release"]

    /// Whether a state is one that no page lists: that of a waitlist or a release in a journey, and that of a
    /// bidder who has paid.
    private func isOfFreeState(_ doubt: Doubt, _ parent: JSONNode?) -> Bool {
        if doubt.flaw.place.contains("participation") {
            if Self.freeKinds.contains(parent?["type"]) { return true }
        }
        let isOfBidder =
            doubt.call.operation.contains("/auctions/") || doubt.flaw.place.contains("auctions")
            || parent?["type"] == "auction"
        return isOfBidder && doubt.values == ["COMPLETED", "WON"]
    }
}
