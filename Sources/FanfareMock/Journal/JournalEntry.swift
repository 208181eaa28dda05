import FanfareModel
import HTTPEngine
import JSONTree

/// One request and its answer as they were, with what could not be found out later.
struct JournalEntry: Sendable {
    /// How much of a body is kept.
    static let bodyLimit = 16 << 10

    /// Its place among all requests that were recorded, from 1.
    let number: Int
    let request: HTTPRequest
    let requestBytes: Int
    let response: HTTPResponse
    let responseBytes: Int
    /// The organization's time.
    let at: Instant
    /// The machine's time.
    let real: Instant
    /// How long the answer took to make, 0 when nobody measured it.
    let nanoseconds: UInt64
    /// How long it was then held back.
    let delay: Duration?
    /// The faults that it met.
    let faults: [String]
    /// What was the matter with its token, as far as that cost nothing to find out.
    let finding: TokenFinding?
    /// When the newest tokens of its session were issued.
    let newestTokensAt: Instant?
    /// Where the call was passed on to, since the mock did not know it.
    var forwardedTo: String?

    init(
        _ number: Int, _ visit: Visit, _ outcome: Mock.Outcome, _ answer: Answer,
        faults: [String], nanoseconds: UInt64
    ) {
        self.number = number
        let organization = visit.organization
        request = visit.request.keeping(bodyBytes: Self.bodyLimit)
        requestBytes = visit.request.body.count
        response = answer.response.keeping(bodyBytes: Self.bodyLimit)
        responseBytes = answer.response.body.count
        at = organization.world.now
        real = visit.real
        self.nanoseconds = nanoseconds
        delay = answer.delay
        self.faults = faults
        finding = outcome.error.flatMap { organization.world.finding(behind: $0, visit) }
        newestTokensAt = outcome.session.map { organization.world.issuedTokensAt($0) }
    }
}

extension World {
    /// What was the matter with the token that an error is about.
    fileprivate func finding(behind error: FanfareError, _ visit: Visit) -> TokenFinding? {
        switch error {
        case .authenticationRequired:
            guard let token = visit.credentials.token, !token.isEmpty else { return nil }
            return finding(of: token, asRefresh: false)
        case .invalidRefreshToken:
            return visit.request.refreshToken.map { finding(of: $0, asRefresh: true) }
        default: return nil
        }
    }
}

extension HTTPRequest {
    /// The refresh token in the body.
    var refreshToken: String? {
        (try? JSONNode(parsing: body))?["refreshToken"]?.string
    }

    fileprivate func keeping(bodyBytes limit: Int) -> HTTPRequest {
        guard body.count > limit else { return self }
        var short = self
        short.body = Array(body.prefix(limit))
        return short
    }
}

extension HTTPResponse {
    fileprivate func keeping(bodyBytes limit: Int) -> HTTPResponse {
        guard body.count > limit else { return self }
        var short = self
        short.body = Array(body.prefix(limit))
        return short
    }
}
