import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Edges: the lifetimes of each kind of token and code, and the limits.
extension RuleMutant {
    static let lifetimeEdges: [RuleMutant] =
        [
            RuleMutant(
                "edges/guest-token-lives-two-hours", "A guest's access token lives two hours",
                "tokens.access.lifetime",
                by: .during("POST /auth/guest", \.accessTokenLifetime, is: .seconds(7200))),
            RuleMutant(
                "edges/signed-in-token-lives-59m", "An access token after a code lives 59 minutes",
                "tokens.access.lifetime",
                by: .during("POST /auth/otp/verify", \.accessTokenLifetime, is: .seconds(3540))),
            RuleMutant(
                "edges/exchanged-token-lives-a-day",
                "An access token after an exchange lives a day",
                "tokens.access.lifetime",
                by: .during(
                    "POST /auth/external/exchange", \.accessTokenLifetime, is: .seconds(86_400))),
            RuleMutant(
                "edges/refreshed-token-lives-five-minutes",
                "A refreshed access token lives five minutes", "tokens.access.lifetime",
                by: .during("POST /auth/refresh", \.accessTokenLifetime, is: .seconds(300))),
            RuleMutant(
                "edges/refreshed-token-lives-a-second-more",
                "A refreshed access token lives a second more than an hour",
                "tokens.access.lifetime",
                by: .during("POST /auth/refresh", \.accessTokenLifetime, is: .seconds(3601))),
            RuleMutant(
                "edges/guest-refresh-token-lives-a-day", "A guest's refresh token lives a day",
                "tokens.refresh.lifetime",
                by: .during("POST /auth/guest", \.refreshTokenLifetime, is: .seconds(86_400))),
            RuleMutant(
                "edges/signed-in-refresh-token-lives-a-week",
                "A refresh token after a code lives a week", "tokens.refresh.lifetime",
                by: .during("POST /auth/otp/verify", \.refreshTokenLifetime, is: .seconds(604_800))),
            RuleMutant(
                "edges/exchanged-refresh-token-lives-a-day",
                "A refresh token after an exchange lives a day", "tokens.refresh.lifetime",
                by: .during(
                    "POST /auth/external/exchange", \.refreshTokenLifetime, is: .seconds(86_400))),
            RuleMutant(
                "edges/refreshed-refresh-token-lives-an-hour",
                "A refreshed refresh token lives an hour", "tokens.refresh.lifetime",
                by: .during("POST /auth/refresh", \.refreshTokenLifetime, is: .seconds(3600))),
            RuleMutant(
                "edges/refreshed-refresh-token-lives-60-days",
                "A refreshed refresh token lives 60 days", "tokens.refresh.lifetime",
                by: .during("POST /auth/refresh", \.refreshTokenLifetime, is: .seconds(5_184_000))),
            RuleMutant(
                "edges/guest-session-two-hours", "A guest's session says two hours", "guest.expiry",
                by: .during("POST /auth/guest", \.sessionDuration, is: .seconds(7200))),
            RuleMutant(
                "edges/exchange-code-half-a-second-short",
                "An exchange code is refused in its last half second", "external.code.lifetime",
                by: .exchangeCodes { intercepted, age, _ in
                    guard age >= .milliseconds(59_500), age < .seconds(60) else { return nil }
                    return intercepted.refusal(.exchangeCodeExpired)
                }),
            RuleMutant(
                "edges/exchange-code-a-second-long", "An exchange code lives 61 seconds",
                "external.code.expired",
                by: .exchangeCodes { intercepted, age, authorization in
                    guard age >= .seconds(60), age < .seconds(61) else { return nil }
                    return intercepted.exchangeAgain(authorization)
                }),
            RuleMutant(
                "edges/code-two-seconds-short",
                "A one-time code is refused in its last two seconds",
                "otp.code.lifetime", by: .setting(\.oneTimePasswordLifetime, to: .seconds(598))),
            RuleMutant(
                "edges/code-half-a-minute-long", "A one-time code lives half a minute longer",
                "otp.verify.expired",
                by: .setting(\.oneTimePasswordLifetime, to: .seconds(630))),
            RuleMutant(
                "edges/phone-code-five-minutes", "A code sent by text message lives five minutes",
                "otp.code.lifetime", by: .phoneCodes(living: .seconds(300))),
            RuleMutant(
                "edges/phone-code-an-hour", "A code sent by text message lives an hour",
                "otp.verify.expired", by: .phoneCodes(living: .seconds(3600))),
            RuleMutant(
                "edges/admission-an-hour", "An admission lasts an hour", "queues.window.span",
                by: .distributions("queues") { $0[editing: "admissionWindow"] = "60m" }),
            RuleMutant(
                "edges/admission-five-minutes", "An admission lasts five minutes",
                "queues.window.span",
                by: .distributions("queues") { $0[editing: "admissionWindow"] = "5m" }),
            RuleMutant(
                "edges/99-authorizations", "99 authorizations a minute are too many",
                "limits.external",
                by: .remembering([String: Int](), ["POST /auth/external/authorize"]) {
                    intercepted, counts in
                    let response = intercepted.proceed()
                    counts[intercepted.organization.id, default: 0] += 1
                    guard counts[intercepted.organization.id] == 100, response.isGood else {
                        return response
                    }
                    return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 30)))
                }),
            RuleMutant(
                "edges/101-authorizations", "101 authorizations a minute are not too many",
                "limits.external",
                by: .remembering([String: HTTPResponse](), ["POST /auth/external/authorize"]) {
                    intercepted, last in
                    let response = intercepted.proceed()
                    let key = intercepted.organization.id
                    if response.isGood { last[key] = response }
                    guard response.status == 429, let earlier = last.removeValue(forKey: key) else {
                        return response
                    }
                    return intercepted.wrong(earlier)
                }),
            RuleMutant(
                "edges/window-of-fifty-seconds", "A limit is over after fifty seconds",
                "limits.otp", by: .otherWindow(ends: 50)),
            RuleMutant(
                "edges/limit-of-all-organizations", "Organizations share the limit of codes",
                "limits.otp",
                by: .remembering([Int64: Int](), ["POST /auth/otp/request"]) {
                    intercepted, counts in
                    let minute = intercepted.now.seconds / 60
                    let response = intercepted.proceed()
                    guard response.isGood, intercepted.organization.settings.enforcesRateLimits
                    else { return response }
                    counts[minute, default: 0] += 1
                    guard counts[minute] ?? 0 > 10 else { return response }
                    return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 30)))
                }),
            RuleMutant(
                "edges/codes-and-authorizations-share-a-limit",
                "Authorizations count as requests for codes", "limits.otp", "limits.external",
                by: .remembering(
                    [String: Int](), ["POST /auth/otp/request", "POST /auth/external/authorize"]
                ) { intercepted, counts in
                    let response = intercepted.proceed()
                    guard response.isGood, intercepted.organization.settings.enforcesRateLimits
                    else { return response }
                    let key = "\(intercepted.organization.id) \(intercepted.now.seconds / 60)"
                    counts[key, default: 0] += 1
                    guard counts[key] ?? 0 > 10 else { return response }
                    return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 30)))
                }),
        ]
        + [
            ("POST /auth/external/authorize", "authorizations", 101, "limits.external"),
            ("POST /queues/{id}/enter", "queue-entries", 100, "limits.queue-entry"),
            ("POST /auctions/{id}/bid", "bids", 50, "limits.bids"),
            ("POST /draws/{id}/enter", "draw-entries", 999, "limits.draw-entry"),
            ("GET /queues/{id}/status", "status-checks", 500, "limits.status-checks"),
        ].map { route, what, limit, clause in
            RuleMutant(
                "edges/\(limit)-\(what)-shown", "X-RateLimit-Limit of \(route) is \(limit)", clause,
                by: .answer(route) { response, _ in
                    response.headers.set("X-RateLimit-Limit", String(limit))
                })
        }
}

extension Mutation {
    /// Lets codes that are sent to phones live otherwise.
    fileprivate static func phoneCodes(living lifetime: Duration) -> Mutation {
        around("POST /auth/otp/request") { intercepted in
            guard intercepted.body["phone"] != nil else { return intercepted.proceed() }
            let organization = intercepted.organization
            let usual = organization.settings.oneTimePasswordLifetime
            organization.settings.oneTimePasswordLifetime = lifetime
            defer { organization.settings.oneTimePasswordLifetime = usual }
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Lets whoever exceeded a limit go on before the minute is over.
    fileprivate static func otherWindow(ends seconds: Int64) -> Mutation {
        remembering([String: Int64](), ["POST /auth/otp/request"]) { intercepted, granted in
            let response = intercepted.proceed()
            let now = intercepted.now.seconds
            guard response.status == 429, now % 60 >= seconds else { return response }
            let key = "\(intercepted.organization.id) \(now / 60)"
            granted[key, default: 0] += 1
            guard granted[key] ?? 0 <= 10 else { return response }
            var wrong = response
            wrong.status = 200
            wrong.document = ["ok": true]
            return intercepted.wrong(wrong)
        }
    }
}
