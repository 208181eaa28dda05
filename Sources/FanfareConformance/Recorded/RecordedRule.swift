import HTTPEngine
import JSONTree

/// The statements that a recorded story can contradict although each of its answers is documented.
enum RecordedRule: String, CaseIterable {
    case endedAccessToken = "logout.access"
    case endedRefreshToken = "logout.refresh"
    case expiredAccessToken = "tokens.access.expired"
    case goodAccessToken = "tokens.access.lifetime"
    case sameConsumerAfterRefresh = "refresh.same-consumer"
    case refreshTokenOnce = "refresh.rotates"
    case freshGuest = "guest.fresh"
    case codeLifetime = "otp.verify.expired"
    case codeOnce = "otp.code.single-use"
    case addressOfSession = "otp.verify.session"
    case sameConsumerAgain = "otp.verify.same-consumer"
    case exchangeCodeOnce = "external.code.invalid"
    case exchangeCodeLifetime = "external.code.lifetime"
    case order = "queues.order"
    case fullQueue = "queues.enter.full"
    case bidAboveOthers = "auctions.bid.low"
    case bidByIncrement = "auctions.bid.increment"
    case placedBid = "auctions.bid"
    case bidStatus = "auctions.status"
    case outbid = "auctions.bid.outbid"
    case bidCount = "auctions.bid.count"
    case currentHighBid = "auctions.details.high-bid"
    case highestBid = "auctions.highest-bid"
    case ownBids = "auctions.history"
    case allBids = "auctions.bids"
    case admissionToken = "consumers.me.token"
    case claimsOfAdmission = "queues.token.claims"
    case claimsOfWinner = "draws.token.claims"
    case errorWord = "errors.shape"
    case claimsOfAccess = "tokens.claims"
    case claimedEmail = "tokens.claims.email"
    case claimedPhone = "tokens.claims.phone"
    case claimedGuest = "tokens.claims.guest"
    case listedQueues = "consumers.me.queues"
    case listedExperiences = "consumers.me.experiences"
    case wonAuction = "auctions.status.won"
    case lostAuction = "auctions.status.lost"
    case originOfErrors = "serving.cors.errors"
    case originOfAnswers = "serving.cors.grant"
    case limitHeaders = "limits.headers"
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
        flaw(in: suite, status, expected: .hundred(4), reason)
    }

    /// A call that was refused and should not have been.
    func refused(in suite: Suite, _ status: Int, _ reason: String) -> RecordedFlaw? {
        flaw(in: suite, status, expected: .hundred(2), reason)
    }

    private func flaw(
        in suite: Suite, _ status: Int, expected: StatusPattern.Alternative, _ reason: String
    ) -> RecordedFlaw? {
        guard let clause = suite.clauses[rawValue] else { return nil }
        return RecordedFlaw(
            clause: clause,
            mismatches: [
                .status(
                    StatusPattern(alternatives: [expected], place: clause.place), actual: status)
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

extension DocumentedAnswers {
    /// A member of a good answer that is not as follows from what was answered before; nil where no clause
    /// speaks of it.
    ///
    /// `told` stands for an expected value that nobody is to read, `place` for a path with names in it;
    /// `isKept` says that it is to be what it was.
    func flaw(
        _ known: RecordedTraffic.Known, _ path: [String], place: [String]? = nil,
        kind: Correspondence.Flaw.Kind = .value, expected: JSONNode, told: String? = nil,
        actual: JSONNode?, isKept: Bool = false, _ reason: String?
    ) -> RecordedFlaw? {
        let flaw = Correspondence.Flaw(
            path: path, place: place ?? path, kind: kind, expected: expected, actual: actual)
        let response = known.call.response
        let member = self[known.operation.name].members[place ?? path]
        let ofWhich = (actual?.isNull ?? true) && !isKept ? [:] : member?.ofWhich ?? [:]
        // What stays as it was is said by whoever says that it is there, or which it is.
        let counts = isKept ? (member?.clauses ?? [:]).merging(ofWhich, uniquingKeysWith: +) : [:]
        let said =
            counts.isEmpty
            ? ranked(known.operation.name, .member(flaw), expected: response, actual: response)
            : ranked(counts, of: known.operation.name)
        guard let clause = said.first ?? ranked(ofWhich, of: known.operation.name).first else {
            return nil
        }
        let leaf = Difference.Leaf(
            kind: .value, expected: told ?? expected.text(), actual: actual, remark: nil,
            place: clause.place)
        return RecordedFlaw(
            clause: clause, mismatches: [.body(Difference(leaf, at: JSONPointer(tokens: path)))],
            part: JSONPointer(tokens: path).description, reason: reason)
    }
}
