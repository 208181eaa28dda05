import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// What every answer has in common (specs/v1/contract.md#serving, specs/v1/contract.md#limits).
extension RuleMutant {
    static let answers: [RuleMutant] = [
        RuleMutant(
            "errors/validation-issues", "A failed validation lists issues", "errors.validation",
            by: .refusal("Validation failed") { response, _ in
                var document = response.document
                document[editing: "issues"] = document["details"]
                document[editing: "details"] = nil
                response.document = document
            }),
        RuleMutant(
            "errors/validation-error-code", "A failed validation is a validation_error",
            "errors.validation",
            by: .refusal("Validation failed") { response, _ in
                var document = response.document
                document[editing: "error"] = "validation_error"
                response.document = document
            }),
        RuleMutant(
            "errors/validation-is-422", "A failed validation is answered with 422",
            "errors.validation",
            by: .refusal("Validation failed") { response, _ in response.status = 422 }),
        RuleMutant(
            "errors/validation-without-details", "A failed validation names no field",
            "errors.validation",
            by: .refusal("Validation failed") { response, _ in
                var document = response.document
                document[editing: "details"] = nil
                response.document = document
            }),
        RuleMutant(
            "errors/required-wording", "A missing field is answered otherwise than Required",
            "errors.validation.required",
            by: .refusal("Validation failed") { response, _ in
                var document = response.document
                document.change("details", "*", "message") {
                    if $0 == "Required" { $0 = "is required" }
                }
                response.document = document
            }),
        RuleMutant(
            "errors/in-an-object", "An error is an object with a code", "errors.shape",
            by: .answer { response, _ in
                guard let error = response.error else { return }
                response.document = ["error": ["code": JSONNode(error)]]
            }),
        RuleMutant(
            "errors/malformed-is-500", "A body that is not JSON is answered with 500",
            "errors.malformed",
            by: .answer { response, intercepted in
                guard response.status == 400, !intercepted.request.body.isEmpty,
                    (try? JSONNode(parsing: intercepted.request.body)) == nil
                else { return }
                response.status = 500
            }),
        RuleMutant(
            "errors/not-found-is-400", "Whatever does not exist is answered with 400",
            "queues.not-found", "draws.not-found", "auctions.not-found", "experiences.not-found",
            by: .answer { response, _ in if response.status == 404 { response.status = 400 } }),
        RuleMutant(
            "errors/unknown-route-is-fine", "An unknown route is answered with 200",
            "errors.unknown-route",
            by: .answer { response, _ in if response.error == "Not found" { response.status = 200 }
            }),
        RuleMutant(
            "errors/wrong-method-is-404", "A wrong method is answered with 404", "errors.method",
            by: .answer { response, intercepted in
                if response.status == 405 { response.status = 404 }
            }),
        RuleMutant(
            "errors/request-id-missing", "Answers carry no X-Request-Id", "errors.request-id",
            by: .answer { response, _ in response.headers.remove("X-Request-Id") }),
        RuleMutant(
            "errors/request-id-always-the-same", "Every answer carries the same X-Request-Id",
            "errors.request-id.distinct",
            by: .answer { response, _ in response.headers.set("X-Request-Id", "req_0") }),
        RuleMutant(
            "errors/request-id-on-success-only", "Errors carry no X-Request-Id",
            "errors.request-id",
            by: .answer { response, _ in
                if !response.isGood { response.headers.remove("X-Request-Id") }
            }),
        RuleMutant(
            "serving/plain-text", "Answers call themselves plain text", "serving.json",
            by: .answer { response, _ in
                if !response.body.isEmpty { response.headers.set("Content-Type", "text/plain") }
            }),
        RuleMutant(
            "serving/timestamps-with-offset", "Timestamps are written in another zone",
            "serving.timestamps",
            by: .timestamps { text in
                Instant(iso8601: text).map {
                    ($0 + .seconds(7200)).iso8601.dropLast() + "+02:00"
                } ?? text
            }),
        RuleMutant(
            "serving/timestamps-without-zone", "Timestamps are written without a zone",
            "serving.timestamps", by: .timestamps { String($0.dropLast()) }),
        RuleMutant(
            "serving/timestamps-in-seconds", "Timestamps are written with a blank",
            "serving.timestamps", by: .timestamps { $0.replacing("T", with: " ") }),
        RuleMutant(
            "serving/timestamps-an-hour-off", "Timestamps are local time that calls itself UTC",
            "external.authorize.expiry",
            by: .timestamps { text in
                Instant(iso8601: text).map { ($0 + .seconds(3600)).iso8601 } ?? text
            }),
        RuleMutant(
            "serving/prefix-not-served", "Calls below /api/v1 are unknown", "serving.base",
            by: .around { intercepted in
                guard
                    intercepted.edition.prefixes.contains(where: {
                        intercepted.request.path.hasPrefix($0 + "/")
                    })
                else {
                    return intercepted.proceed()
                }
                intercepted.request.target = "/nowhere"
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "serving/health-needs-a-key", "GET /health needs a key", "serving.health",
            by: .answer("GET /health") { $0 = $1.refusal(.authenticationRequired) }),
        RuleMutant(
            "serving/openapi-needs-a-key", "GET /openapi.json needs a key", "serving.openapi",
            by: .answer("GET /openapi.json") { $0 = $1.refusal(.authenticationRequired) }),
    ]

    static let limits: [RuleMutant] = [
        RuleMutant(
            "limits/headers-missing", "Answers carry no rate-limit headers", "limits.headers",
            by: .rateLimitHeaders { headers in
                for name in ["Limit", "Remaining", "Reset"] {
                    headers.remove("X-RateLimit-" + name)
                }
            }),
        RuleMutant(
            "limits/headers-missing-on-errors", "Errors carry no rate-limit headers",
            "limits.headers",
            by: .answer { response, _ in
                guard !response.isGood else { return }
                for name in ["Limit", "Remaining", "Reset"] {
                    response.headers.remove("X-RateLimit-" + name)
                }
            }),
        RuleMutant(
            "limits/reset-in-milliseconds", "X-RateLimit-Reset counts milliseconds",
            "limits.headers.reset",
            by: .rateLimitHeaders { headers in
                headers.set("X-RateLimit-Reset", (headers["X-RateLimit-Reset"] ?? "") + "000")
            }),
        RuleMutant(
            "limits/reset-in-seconds-to-go", "X-RateLimit-Reset counts down",
            "limits.headers.reset", by: .rateLimitHeaders { $0.set("X-RateLimit-Reset", "30") }),
        RuleMutant(
            "limits/remaining-stands-still", "X-RateLimit-Remaining does not count down",
            "limits.headers.remaining",
            by: .rateLimitHeaders { headers in
                headers.set("X-RateLimit-Remaining", headers["X-RateLimit-Limit"] ?? "")
            }),
        RuleMutant(
            "limits/never-refused", "Whoever exceeds a limit is served", "limits.exceeded",
            by: .setting("enforcesRateLimits", false)),
        RuleMutant(
            "limits/retry-after-missing", "An exceeded limit says no Retry-After",
            "limits.exceeded.status",
            by: .refusal("Rate limit exceeded") { response, _ in
                response.headers.remove("Retry-After")
            }),
        RuleMutant(
            "limits/retry-after-as-time", "An exceeded limit's Retry-After is a time",
            "limits.exceeded.status",
            by: .refusal("Rate limit exceeded") { response, intercepted in
                response.headers.set("Retry-After", (intercepted.now + .seconds(60)).iso8601)
            }),
        RuleMutant(
            "limits/retry-after-in-milliseconds",
            "An exceeded limit's retryAfter counts milliseconds",
            "limits.exceeded",
            by: .refusal("Rate limit exceeded") { response, _ in
                var document = response.document
                document.change("retryAfter") { $0 = JSONNode(($0.integer ?? 0) * 1000) }
                response.document = document
            }),
        RuleMutant(
            "limits/exceeded-is-503", "An exceeded limit is answered with 503",
            "limits.exceeded.status",
            by: .refusal("Rate limit exceeded") { response, _ in response.status = 503 }),
        RuleMutant(
            "limits/window-never-ends", "Whoever exceeded a limit once is refused for ever",
            "limits.window",
            by: .remembering([String: HTTPResponse](), []) { intercepted, refused in
                let key = intercepted.organization.id + intercepted.route
                if let refusal = refused[key] { return intercepted.wrong(refusal) }
                let response = intercepted.proceed()
                if response.error == "Rate limit exceeded" { refused[key] = response }
                return response
            }),
        RuleMutant(
            "limits/nine-codes", "Nine one-time codes a minute are too many", "limits.otp",
            by: .remembering([String: Int](), ["POST /auth/otp/request"]) { intercepted, counts in
                let response = intercepted.proceed()
                counts[intercepted.organization.id, default: 0] += 1
                guard counts[intercepted.organization.id] == 10, response.isGood else {
                    return response
                }
                return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 30)))
            }),
        RuleMutant(
            "limits/eleven-codes", "Eleven one-time codes a minute are not too many", "limits.otp",
            by: .remembering(Set<String>(), ["POST /auth/otp/request"]) { intercepted, granted in
                let response = intercepted.proceed()
                guard response.error == "Rate limit exceeded",
                    granted.insert(intercepted.organization.id).inserted
                else { return response }
                var wrong = intercepted.refusal(.otpInvalid)
                wrong.status = 200
                wrong.document = ["ok": true]
                return intercepted.wrong(wrong)
            }),
        RuleMutant(
            "limits/one-less-shown", "X-RateLimit-Limit of one-time codes is 9", "limits.otp",
            by: .answer("POST /auth/otp/request") { response, _ in
                response.headers.set("X-RateLimit-Limit", "9")
            }),
    ]
}

extension Mutation {
    /// Writes every timestamp of every answer differently.
    fileprivate static func timestamps(_ change: @escaping @Sendable (String) -> String) -> Mutation
    {
        document { document, _ in
            for name in [
                "expiresAt", "enteredAt", "admittedAt", "completedAt", "openAt", "closeAt",
                "drawAt",
                "settleAt", "wonAt", "createdAt", "updatedAt", "lastBidTime", "timestamp",
            ] {
                document.changeAll(name) { node in
                    if let text = node.string { node = JSONNode(change(text)) }
                }
            }
        }
    }

    fileprivate static func rateLimitHeaders(
        _ change: @escaping @Sendable (inout HTTPHeaders) -> Void
    ) -> Mutation {
        answer { response, _ in change(&response.headers) }
    }
}
