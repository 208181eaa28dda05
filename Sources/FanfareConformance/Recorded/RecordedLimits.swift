import HTTPEngine

/// Notices an answer without the headers of a limit that those before it had.
struct RecordedLimits {
    private static let names = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]

    private var seen: Set<String> = []
    /// The headers that were missed: what leaves one out for some calls is one cause.
    private var missed: Set<String> = []

    mutating func flaw(_ known: RecordedTraffic.Known, in suite: Suite) -> RecordedFlaw? {
        let answer = known.call.response
        // Whatever stands before the API answers without them.
        guard answer.status < 500, answer.body.isEmpty || answer.json != nil else { return nil }
        let missing = Self.names.filter { !answer.headers.contains($0) }
        seen.formUnion(Self.names.filter { answer.headers.contains($0) })
        guard let name = missing.first(where: { seen.contains($0) && !missed.contains($0) }) else {
            return nil
        }
        missed.formUnion(missing)
        return RecordedRule.limitHeaders.header(
            in: suite, name, expected: "a header, as in the answers before", nil)
    }
}
