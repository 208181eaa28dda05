import JSONTree

/// The statements that a recorded story can contradict although each of its answers is documented.
enum RecordedRule: String, CaseIterable {
    case endedAccessToken = "logout.access"
    case endedRefreshToken = "logout.refresh"
    case expiredAccessToken = "tokens.access.expired"
    case sameConsumerAfterRefresh = "refresh.same-consumer"
    case refreshTokenOnce = "refresh.rotates"
    case freshGuest = "guest.fresh"
    case codeLifetime = "otp.verify.expired"
    case codeOnce = "otp.code.single-use"
    case sameConsumerAgain = "otp.verify.same-consumer"
    case exchangeCodeOnce = "external.code.invalid"
    case exchangeCodeLifetime = "external.code.lifetime"
    case order = "queues.order"
    case bidAboveOthers = "auctions.bid.low"
    case originOfErrors = "serving.cors.errors"
    case permittedHeaders = "serving.cors.preflight"
    case permittedFingerprint = "serving.cors.fingerprint"
    case permittedDelete = "serving.cors.delete"

    /// What a flaw of it looks like: a value that is another, told with the reason.
    func flaw(
        in suite: Suite, at path: [String], expected: String, actual: JSONNode?, _ reason: String
    ) -> RecordedFlaw? {
        guard let clause = suite.clauses[rawValue] else { return nil }
        let leaf = Difference.Leaf(
            kind: actual == nil ? .missing : .value, expected: expected, actual: actual,
            remark: nil, place: clause.place)
        return RecordedFlaw(
            clause: clause, mismatches: [.body(Difference(leaf, at: JSONPointer(tokens: path)))],
            part: JSONPointer(tokens: path).description, reason: reason)
    }

    /// A call that was granted and should not have been.
    func granted(in suite: Suite, _ status: Int, _ reason: String) -> RecordedFlaw? {
        guard let clause = suite.clauses[rawValue] else { return nil }
        return RecordedFlaw(
            clause: clause,
            mismatches: [
                .status(
                    StatusPattern(alternatives: [.hundred(4)], place: clause.place), actual: status)
            ], part: "status", reason: reason)
    }

    /// A header that is not there.
    func header(in suite: Suite, _ name: String, expected: String, _ actual: String?)
        -> RecordedFlaw?
    {
        guard let clause = suite.clauses[rawValue] else { return nil }
        let leaf = Difference.Leaf(
            kind: actual == nil ? .missing : .value, expected: expected,
            actual: actual.map { JSONNode($0) }, remark: nil, place: clause.place)
        return RecordedFlaw(
            clause: clause, mismatches: [.header(name, leaf)], part: name.lowercased())
    }
}
