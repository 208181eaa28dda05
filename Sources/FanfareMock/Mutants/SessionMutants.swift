import FanfareModel
import HTTPEngine
import JSONTree

/// Guests, refreshing and logging out (specs/v1/contract.md#guest).
extension RuleMutant {
    static let sessions: [RuleMutant] = [
        RuleMutant(
            "guest/same-consumer", "Every guest is the same consumer", "guest.fresh",
            by: .remembering([String: HTTPResponse](), ["POST /auth/guest"]) { passage, first in
                let response = passage.proceed()
                guard response.isGood else { return response }
                if let earlier = first[passage.organization.id] { return passage.wrong(earlier) }
                first[passage.organization.id] = response
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
            by: .around("POST /queues/{id}/enter") { passage in
                guard passage.claim("isGuest")?.bool == true else { return passage.proceed() }
                return passage.wrong(passage.refusal(.authenticationRequired))
            }),
        RuleMutant(
            "refresh/same-refresh-token", "A refresh answers the refresh token that was sent",
            "refresh.pair",
            by: .withTokens { passage, chains in
                guard passage.route == "POST /auth/refresh" else { return passage.proceed() }
                let sent = passage.body["refreshToken"] ?? .null
                if let newest = chains.newest(after: sent.string ?? "") {
                    passage.say("refreshToken", JSONNode(newest.refresh))
                }
                let response = passage.proceed()
                chains.learn(from: response)
                return passage.changing(response) { $0[editing: "refreshToken"] = sent }
            }),
        RuleMutant(
            "refresh/same-access-token", "A refresh answers the access token that there was",
            "refresh.pair", "refresh.works",
            by: .withTokens { passage, chains in
                guard passage.route == "POST /auth/refresh" else { return passage.proceed() }
                let former = chains.newest(after: passage.body["refreshToken"]?.string ?? "")
                let response = passage.proceed()
                chains.learn(from: response)
                guard let former else { return response }
                return passage.changing(response) {
                    $0[editing: "accessToken"] = JSONNode(former.access)
                }
            }),
        RuleMutant(
            "refresh/does-not-rotate", "A refresh token works again and again", "refresh.rotates",
            by: .withTokens { passage, chains in
                let response = passage.proceed()
                let sent = passage.body["refreshToken"]?.string ?? ""
                guard passage.route == "POST /auth/refresh", response.status == 401,
                    let newest = chains.newest(after: sent), newest.access != sent
                else { return response }
                passage.say("refreshToken", JSONNode(newest.refresh))
                return passage.wrong(passage.proceed())
            }),
        RuleMutant(
            "refresh/access-token-accepted", "An access token refreshes its session",
            "refresh.invalid",
            by: .withTokens { passage, chains in
                let response = passage.proceed()
                let sent = passage.body["refreshToken"]?.string ?? ""
                guard passage.route == "POST /auth/refresh", response.status == 401,
                    let newest = chains.newest(after: sent), newest.access == sent
                else { return response }
                passage.say("refreshToken", JSONNode(newest.refresh))
                return passage.wrong(passage.proceed())
            }),
        RuleMutant(
            "refresh/otp-wording", "A bad refresh token is answered as a missing credential",
            "refresh.invalid",
            by: .refusal("invalid refresh token") { response, passage in
                response = passage.refusal(.authenticationRequired)
            }),
        RuleMutant(
            "logout/does-nothing", "Logging out answers 204 and ends nothing",
            "logout.access", "logout.refresh",
            by: .around("POST /auth/logout") { passage in
                passage.wrong(passage.attempt(passage.request))
            }),
        RuleMutant(
            "logout/refresh-token-survives", "A session that was logged out can be refreshed",
            "logout.refresh",
            by: .remembering(Set<String>(), []) { passage, ended in
                if passage.route == "POST /auth/logout" {
                    let response = passage.attempt(passage.request)
                    if response.isGood { ended.insert(passage.token ?? "") }
                    return passage.wrong(response)
                }
                guard ended.contains(passage.token ?? "") else { return passage.proceed() }
                return passage.refusal(.authenticationRequired)
            }),
        RuleMutant(
            "logout/access-token-survives", "An access token outlives its session's logout",
            "logout.access",
            by: .remembering(Set<String>(), []) { passage, ended in
                if passage.route == "POST /auth/logout" {
                    let response = passage.attempt(passage.request)
                    if response.isGood { ended.insert(passage.claim("sessionId")?.string ?? "") }
                    return passage.wrong(response)
                }
                let claims = Passage.claims(passage.body["refreshToken"]?.string ?? "")
                guard passage.route == "POST /auth/refresh",
                    ended.contains(claims?["sessionId"]?.string ?? "")
                else { return passage.proceed() }
                return passage.refusal(.invalidRefreshToken)
            }),
        RuleMutant(
            "logout/everywhere", "Logging out ends every session of the consumer",
            "logout.current-only",
            by: .withTokens { passage, chains in
                let response = passage.proceed()
                guard passage.route == "POST /auth/logout", response.isGood else { return response }
                for token in chains.accessTokens(of: passage.consumerID) {
                    passage.call("POST", "/auth/logout", token: token)
                }
                return passage.wrong(response)
            }),
        RuleMutant(
            "logout/needs-the-key", "Logging out with the token alone is refused",
            "logout.token-alone",
            by: .around("POST /auth/logout") { passage in
                guard passage.request.headers["X-Publishable-Key"] == nil else {
                    return passage.proceed()
                }
                return passage.wrong(passage.refusal(.authenticationRequired))
            }),
        RuleMutant(
            "logout/token-not-needed", "Logging out without a session is answered with 204",
            "logout.token-needed",
            by: .answer("POST /auth/logout") { response, _ in
                if response.status == 401 { response = HTTPResponse(status: 204) }
            }),
    ]
}
