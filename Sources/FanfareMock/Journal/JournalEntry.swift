import FanfareModel
import HTTPEngine
import JSONTree

/// One request and its answer as they were, with what could not be found out later.
struct JournalEntry: Sendable {
    /// How much of a body is kept.
    static let bodyLimit = 16 << 10

    let facts: Facts
    let request: HTTPRequest
    let response: HTTPResponse

    /// What the two messages do not say themselves.
    struct Facts: Sendable {
        /// Its place among all requests that were recorded, from 1.
        let number: Int
        let requestBytes: Int
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
        /// The faults that it met and that found nothing to break, with the reason.
        let idleFaults: [String]
        /// Set for a call that its sender's HTTP library may have sent again: so long after it broke.
        let resentAfter: Duration?
        /// What was the matter with its token, as far as that cost nothing to find out.
        let finding: TokenStatus?
        /// Why a key, a missing token or a code was refused, in a sentence.
        let reason: String?
        /// When the newest tokens of its session were issued.
        let newestTokensAt: Instant?
        /// Where the call was passed on to, since the mock did not know it.
        let forwardedTo: String?
        /// Why it was refused before any route was looked for; then the request is there as far as it
        /// could be read.
        var refusal: String? = nil
        /// How the client gave up on the answer.
        var loss: AnswerLoss? = nil
    }
}

extension World {
    /// What was the matter with the token that an error is about.
    func finding(behind error: FanfareError, _ context: RequestContext) -> TokenStatus? {
        switch error {
        case .authenticationRequired:
            guard let token = context.routed.credentials.token, !token.isEmpty else { return nil }
            return finding(of: token, asRefresh: false)
        case .invalidRefreshToken:
            return context.request.refreshToken.map { finding(of: $0, asRefresh: true) }
        default: return nil
        }
    }
}

extension HTTPRequest {
    /// The refresh token in the body.
    var refreshToken: String? {
        (try? JSONNode(parsing: body))?["refreshToken"]?.string
    }
}
