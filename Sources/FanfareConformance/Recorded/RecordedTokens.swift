import HTTPEngine
import JSONTree

/// When access tokens were good for a consumer, by the answers that name one.
struct RecordedTokens {
    /// A token beside a publishable key: with another it is no token.
    private struct Key: Hashable {
        let token: String
        let publishableKey: String?

        init?(_ call: RecordedCall) {
            // A short word is what somebody has put in the place of all tokens.
            guard let token = call.request.bearer,
                token.hasPrefix("token-") || token.utf8.count >= 16
            else { return nil }
            self.token = token
            publishableKey = call.request.headers["X-Publishable-Key"]
        }
    }

    /// The first answer and the last call.
    private var spans: [Key: (first: Timestamp, last: Timestamp)] = [:]

    init(_ traffic: RecordedTraffic) {
        for known in traffic.calls where known.call.response.status < 300 {
            guard known.isOwnAnswer, let key = Key(known.call),
                known.call.response.json.flatMap(RecordedPeople.consumer) != nil
            else { continue }
            let first = spans[key]?.first ?? known.call.endedAt
            spans[key] = (first, known.call.startedAt)
        }
    }

    /// A token that was refused between two calls in which it was good.
    func flaw(_ known: RecordedTraffic.Known, in suite: Suite) -> RecordedFlaw? {
        let call = known.call
        guard call.response.status == 401,
            call.response.json?["error"]?.string == DocumentedAnswers.unauthenticated,
            let span = Key(call).flatMap({ spans[$0] }),
            span.first < call.startedAt, call.endedAt < span.last
        else { return nil }
        return RecordedRule.goodAccessToken.refused(
            in: suite, call.response.status,
            "the same token was good at \(span.first) and at \(span.last)")
    }
}
