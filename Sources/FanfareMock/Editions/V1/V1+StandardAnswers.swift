import FanfareModel
import JSONTree

/// What every operation of a kind answers, so that no entry has to say it.
extension V1 {
    static let standardAnswers = StandardAnswers(
        payloads: { standardPayloads($0, $1) }, headers: { standardHeaders($0, $1) })

    /// The payloads that who may call and what is sent bring with them, by status.
    private static func standardPayloads(_ route: Route, _ entry: OperationEntry) -> [(
        Int, JSONNode
    )] {
        var answers: [(Int, JSONNode)] = []
        switch route.access {
        case .anyone, .control: return []
        case .publishable, .publishableOrConsumer, .tokenAlone:
            answers.append((401, "error/authentication-required"))
        case .secret: answers.append((401, "error/secret-key-required"))
        case .consumer(let error):
            answers.append((401, "error/authentication-required"))
            if error == .consumerIDRequired { answers.append((400, "error/consumer-id-required")) }
        }
        if entry.body != nil { answers.append((413, ["error": "The body is too large."])) }
        if entry.body != nil || !entry.query.isEmpty {
            answers.append((400, "error/validation"))
        }
        return answers + [(429, "error/rate-limited")]
    }

    /// The headers of every answer, and those that a status or a payload brings with it.
    private static func standardHeaders(
        _ status: Int, _ payloads: [String]
    ) -> [(name: String, component: String)] {
        var headers = [
            ("X-RateLimit-Limit", "RateLimitLimit"),
            ("X-RateLimit-Remaining", "RateLimitRemaining"),
            ("X-RateLimit-Reset", "RateLimitReset"), ("X-Request-Id", "RequestId"),
        ]
        if status == 423 { headers.append(("Retry-After", "RetryAfterInstant")) }
        if status == 429 { headers.append(("Retry-After", "RetryAfterSeconds")) }
        for payload in payloads {
            if payload == "error/fingerprint-required" {
                headers.append(("X-Fingerprint-Error", "FingerprintError"))
            } else if payload.hasSuffix("device-mismatch") {
                headers.append(("X-Fingerprint-Mismatch", "FingerprintMismatch"))
            }
        }
        return headers
    }
}
