import JSONTree

/// Values that the pages leave to the target.
extension Silences {
    /// Whether it is the target's to say: what a bidder is called, whose bids are counted of one who made none,
    /// how a release writes its state, what is told of an admission that has lapsed.
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
        case "status":
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
}
