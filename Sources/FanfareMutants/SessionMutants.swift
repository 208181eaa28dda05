import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Guests, refreshing and logging out (specs/v1/contract.md#guest).
extension RuleMutant {
    static let sessions: [RuleMutant] = [
        RuleMutant(
            "guest/same-consumer", "Every guest is the same consumer", "guest.fresh",
            by: .remembering([String: HTTPResponse](), ["POST /auth/guest"]) { intercepted, first in
                let response = intercepted.proceed()
                guard response.isGood else { return response }
                if let earlier = first[intercepted.organization.id] {
                    return intercepted.wrong(earlier)
                }
                first[intercepted.organization.id] = response
                return response
            }),
        RuleMutant(
            "guest/id-differs", "A guest's guestId is another than its consumerId", "guest.id",
            by: .document("POST /auth/guest") { document, _ in
                document.change("session", "guestId") { $0 = JSONNode(($0.string ?? "") + "0") }
            }),
        RuleMutant(
            "guest/created", "A guest session is answered with 201", "guest.status",
            by: .answer("POST /auth/guest") { response, _ in
                if response.isGood { response.status = 201 }
            }),
        RuleMutant(
            "guest/takes-no-part", "A guest may not enter a queue", "guest.participates",
            by: .around("POST /queues/{id}/enter") { intercepted in
                guard intercepted.claim("isGuest")?.bool == true else {
                    return intercepted.proceed()
                }
                return intercepted.wrong(intercepted.refusal(.authenticationRequired))
            }),
        RuleMutant(
            "refresh/same-refresh-token", "A refresh answers the refresh token that was sent",
            "refresh.pair",
            by: .withTokens { intercepted, chains in
                guard intercepted.route == "POST /auth/refresh" else {
                    return intercepted.proceed()
                }
                let sent = intercepted.body["refreshToken"] ?? .null
                if let newest = chains.newest(after: sent.string ?? "") {
                    intercepted.say("refreshToken", JSONNode(newest.refresh))
                }
                let response = intercepted.proceed()
                chains.learn(from: response)
                return intercepted.changing(response) { $0[editing: "refreshToken"] = sent }
            }),
        RuleMutant(
            "refresh/same-access-token", "A refresh answers the access token that there was",
            "refresh.pair", "refresh.works",
            by: .withTokens { intercepted, chains in
                guard intercepted.route == "POST /auth/refresh" else {
                    return intercepted.proceed()
                }
                let former = chains.newest(after: intercepted.body["refreshToken"]?.string ?? "")
                let response = intercepted.proceed()
                chains.learn(from: response)
                guard let former else { return response }
                return intercepted.changing(response) {
                    $0[editing: "accessToken"] = JSONNode(former.access)
                }
            }),
        RuleMutant(
            "refresh/does-not-rotate", "A refresh token works again and again", "refresh.rotates",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                let sent = intercepted.body["refreshToken"]?.string ?? ""
                guard intercepted.route == "POST /auth/refresh", response.status == 401,
                    let newest = chains.newest(after: sent), newest.access != sent
                else { return response }
                intercepted.say("refreshToken", JSONNode(newest.refresh))
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "refresh/access-token-accepted", "An access token refreshes its session",
            "refresh.invalid",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                let sent = intercepted.body["refreshToken"]?.string ?? ""
                guard intercepted.route == "POST /auth/refresh", response.status == 401,
                    let newest = chains.newest(after: sent), newest.access == sent
                else { return response }
                intercepted.say("refreshToken", JSONNode(newest.refresh))
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "refresh/otp-wording", "A bad refresh token is answered as a missing credential",
            "refresh.invalid",
            by: .refusal("invalid refresh token") { response, intercepted in
                response = intercepted.refusal(.authenticationRequired)
            }),
        RuleMutant(
            "logout/does-nothing", "Logging out answers 204 and ends nothing",
            "logout.access", "logout.refresh",
            by: .around("POST /auth/logout") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
        RuleMutant(
            "logout/refresh-token-survives", "A session that was logged out can be refreshed",
            "logout.refresh",
            by: .remembering(Set<String>(), []) { intercepted, ended in
                if intercepted.route == "POST /auth/logout" {
                    let response = intercepted.attempt(intercepted.request)
                    if response.isGood { ended.insert(intercepted.token ?? "") }
                    return intercepted.wrong(response)
                }
                guard ended.contains(intercepted.token ?? "") else { return intercepted.proceed() }
                return intercepted.refusal(.authenticationRequired)
            }),
        RuleMutant(
            "logout/access-token-survives", "An access token outlives its session's logout",
            "logout.access",
            by: .remembering(Set<String>(), []) { intercepted, ended in
                if intercepted.route == "POST /auth/logout" {
                    let response = intercepted.attempt(intercepted.request)
                    if response.isGood {
                        ended.insert(intercepted.claim("sessionId")?.string ?? "")
                    }
                    return intercepted.wrong(response)
                }
                let claims = InterceptedCall.claims(intercepted.body["refreshToken"]?.string ?? "")
                guard intercepted.route == "POST /auth/refresh",
                    ended.contains(claims?["sessionId"]?.string ?? "")
                else { return intercepted.proceed() }
                return intercepted.refusal(.invalidRefreshToken)
            }),
        RuleMutant(
            "logout/everywhere", "Logging out ends every session of the consumer",
            "logout.current-only",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                guard intercepted.route == "POST /auth/logout", response.isGood else {
                    return response
                }
                for token in chains.accessTokens(of: intercepted.consumerID) {
                    intercepted.call("POST", "/auth/logout", token: token)
                }
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "logout/needs-the-key", "Logging out with the token alone is refused",
            "logout.token-alone",
            by: .around("POST /auth/logout") { intercepted in
                guard intercepted.request.headers["X-Publishable-Key"] == nil else {
                    return intercepted.proceed()
                }
                return intercepted.wrong(intercepted.refusal(.authenticationRequired))
            }),
        RuleMutant(
            "logout/token-not-needed", "Logging out without a session is answered with 204",
            "logout.token-needed",
            by: .answer("POST /auth/logout") { response, _ in
                if response.status == 401 { response = HTTPResponse(status: 204) }
            }),
    ]
}
