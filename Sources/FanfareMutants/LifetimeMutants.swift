import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Everything that lives a little too long or not quite long enough.
extension RuleMutant {
    static let lifetimes: [RuleMutant] = [
        RuleMutant(
            "lifetimes/access-token-59m", "An access token lives 59 minutes",
            "tokens.access.lifetime", by: .setting("accessTokenLifetime", "59m")),
        RuleMutant(
            "lifetimes/access-token-61m", "An access token lives 61 minutes",
            "tokens.access.lifetime", by: .setting("accessTokenLifetime", "61m")),
        RuleMutant(
            "lifetimes/access-token-expiry-ignored", "An access token works after its expiry",
            "tokens.access.expired",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                guard response.status == 401, let token = intercepted.token,
                    let expiry = intercepted.claim("exp")?.integer,
                    intercepted.now.seconds >= expiry,
                    let newest = chains.newest(after: token)
                else { return response }
                let fresh = intercepted.call(
                    "POST", "/auth/refresh", ["refreshToken": JSONNode(newest.refresh)])
                guard fresh.isGood else { return response }
                chains.learn(from: fresh)
                intercepted.token = fresh.document["accessToken"]?.string
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "lifetimes/access-token-ends-early",
            "An access token is refused a minute before its expiry",
            "tokens.access.lifetime",
            by: .around { intercepted in
                guard let expiry = intercepted.claim("exp")?.integer,
                    intercepted.now.seconds >= expiry - 60, intercepted.now.seconds < expiry
                else { return intercepted.proceed() }
                return intercepted.wrong(intercepted.refusal(.authenticationRequired))
            }),
        RuleMutant(
            "lifetimes/refresh-token-29d", "A refresh token lives 29 days",
            "tokens.refresh.lifetime", by: .setting("refreshTokenLifetime", "29d")),
        RuleMutant(
            "lifetimes/refresh-token-31d", "A refresh token lives 31 days",
            "tokens.refresh.lifetime", by: .setting("refreshTokenLifetime", "31d")),
        RuleMutant(
            "lifetimes/session-59m", "A session's expiresAt lies 59 minutes ahead",
            "guest.expiry", by: .setting("sessionDuration", "59m")),
        RuleMutant(
            "lifetimes/exchange-code-45s", "An exchange code lives 45 seconds",
            "external.code.lifetime",
            by: .exchangeCodes { intercepted, age, _ in
                guard age >= .seconds(45), age < .seconds(60) else { return nil }
                return intercepted.refusal(.exchangeCodeExpired)
            }),
        RuleMutant(
            "lifetimes/exchange-code-59s", "An exchange code does not live to its last second",
            "external.code.lifetime",
            by: .exchangeCodes { intercepted, age, _ in
                guard age >= .seconds(58), age < .seconds(60) else { return nil }
                return intercepted.refusal(.exchangeCodeExpired)
            }),
        RuleMutant(
            "lifetimes/exchange-code-90s", "An exchange code lives 90 seconds",
            "external.code.lifetime", "external.code.expired",
            by: .exchangeCodes { intercepted, age, authorization in
                guard age >= .seconds(60), age < .seconds(90) else { return nil }
                return intercepted.exchangeAgain(authorization)
            }),
        RuleMutant(
            "lifetimes/exchange-code-forever", "An exchange code never expires",
            "external.code.lifetime", "external.code.expired",
            by: .exchangeCodes { intercepted, age, authorization in
                guard age >= .seconds(60) else { return nil }
                return intercepted.exchangeAgain(authorization)
            }),
        RuleMutant(
            "lifetimes/exchange-code-says-90s",
            "An exchange code's expiresAt lies 90 seconds ahead",
            "external.authorize.expiry",
            by: .document("POST /auth/external/authorize") { document, intercepted in
                document[editing: "expiresAt"] = (intercepted.now + .seconds(90)).json
            }),
        RuleMutant(
            "lifetimes/code-9m", "A one-time code lives nine minutes", "otp.code.lifetime",
            by: .setting(\.oneTimePasswordLifetime, to: .seconds(540))),
        RuleMutant(
            "lifetimes/code-15m", "A one-time code lives a quarter of an hour",
            "otp.verify.expired", by: .setting(\.oneTimePasswordLifetime, to: .seconds(900))),
        RuleMutant(
            "lifetimes/admission-9m", "An admission lasts nine minutes", "queues.window",
            by: .distributions("queues") { $0[editing: "admissionWindow"] = "9m" }),
        RuleMutant(
            "lifetimes/admission-11m", "An admission lasts eleven minutes", "queues.window",
            by: .distributions("queues") { $0[editing: "admissionWindow"] = "11m" }),
        RuleMutant(
            "lifetimes/admission-forever", "An admission never lapses",
            "queues.window", "queues.window.denied",
            by: .distributions("queues") { $0[editing: "admissionWindow"] = "30d" }),
    ]
}

extension Mutation {
    /// Takes exchanges over, knowing the age of each code and what it was authorized by.
    static func exchangeCodes(
        _ body: @escaping @Sendable (InterceptedCall, Duration, JSONNode) -> HTTPResponse?
    ) -> Mutation {
        let routes = ["POST /auth/external/authorize", "POST /auth/external/exchange"]
        return remembering([String: (Instant, JSONNode)](), routes) { intercepted, codes in
            if let code = intercepted.body["exchangeCode"]?.string {
                guard let (issuedAt, authorization) = codes[code],
                    let wrong = body(intercepted, intercepted.now - issuedAt, authorization)
                else { return intercepted.proceed() }
                return intercepted.wrong(wrong)
            }
            let response = intercepted.proceed()
            if let code = response.document["exchangeCode"]?.string {
                codes[code] = (intercepted.now, intercepted.body)
            }
            return response
        }
    }
}

extension InterceptedCall {
    /// Exchanges a code that the backend asks for once more.
    func exchangeAgain(_ authorization: JSONNode) -> HTTPResponse {
        let fresh = backend("POST", "/auth/external/authorize", authorization)
        say("exchangeCode", fresh.document["exchangeCode"])
        return proceed()
    }

    /// Verifies with a code that is asked for anew.
    func verifyWithFreshCode() -> HTTPResponse {
        var wanted = body
        wanted[editing: "code"] = nil
        call("POST", "/auth/otp/request", wanted)
        return verifyWithNewestCode()
    }

    /// Verifies with the newest code, whatever was typed.
    func verifyWithNewestCode() -> HTTPResponse {
        say("code", JSONNode(newestCode(to: body)))
        return proceed()
    }
}
