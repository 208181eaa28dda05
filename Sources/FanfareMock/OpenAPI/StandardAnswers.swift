import FanfareModel
import HTTPEngine
import JSONTree

/// What every operation of a kind answers, so that no entry has to say it.
enum StandardAnswers {
    /// The payloads that who may call and what is sent bring with them, by status.
    static func of(_ route: Route, _ entry: OperationEntry) -> [(Int, String)] {
        var answers: [(Int, String)] = []
        switch route.access {
        case .anyone, .control: return []
        case .publishable, .publishableOrConsumer, .tokenAlone:
            answers.append((401, "error/authentication-required"))
        case .secret: answers.append((401, "error/secret-key-required"))
        case .consumer(let error):
            answers.append((401, "error/authentication-required"))
            if error == .consumerIDRequired { answers.append((400, "error/consumer-id-required")) }
        }
        if entry.body != nil { answers.append((413, "error/any")) }
        if entry.body != nil || !entry.query.isEmpty {
            answers.append((400, "error/validation"))
        }
        return answers + [(429, "error/rate-limited")]
    }

    /// A status in words.
    static func description(_ status: Int) -> String {
        let reason = HTTPStatus.reason(status)
        return reason.isEmpty ? "Answer \(status)" : reason
    }

    /// The headers of every answer, and those that a status or a payload brings with it.
    static func headers(_ status: Int, _ patterns: [JSONNode]) -> [JSONMember] {
        var headers = [
            ("X-RateLimit-Limit", "RateLimitLimit"),
            ("X-RateLimit-Remaining", "RateLimitRemaining"),
            ("X-RateLimit-Reset", "RateLimitReset"), ("X-Request-Id", "RequestId"),
        ]
        if status == 423 { headers.append(("Retry-After", "RetryAfterInstant")) }
        if status == 429 { headers.append(("Retry-After", "RetryAfterSeconds")) }
        for pattern in patterns.compactMap(\.string) {
            if pattern == "error/fingerprint-required" {
                headers.append(("X-Fingerprint-Error", "FingerprintError"))
            } else if pattern.hasSuffix("device-mismatch") {
                headers.append(("X-Fingerprint-Mismatch", "FingerprintMismatch"))
            }
        }
        return headers.map { name, component in
            JSONMember(name, ["$ref": JSONNode("#/components/headers/\(component)")])
        }
    }
}

extension Access {
    /// The combinations of credentials that let a call through (specs/v1/contract.md#credentials).
    var security: [JSONNode] {
        let secret: [JSONNode] = [
            ["secretKey": []], ["organizationId": [], "secretKeyHeader": []],
        ]
        let consumer: JSONNode = ["publishableKey": [], "consumerToken": []]
        return switch self {
        case .anyone, .control: []
        case .publishable: [["publishableKey": []]] + secret
        case .publishableOrConsumer: [["publishableKey": []], consumer] + secret
        case .consumer: [consumer]
        case .tokenAlone: [["consumerToken": []], consumer]
        case .secret: secret
        }
    }
}
