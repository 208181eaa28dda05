import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

extension Mutation {
    /// Refuses what was granted once before to the same, whatever counts as the same.
    static func refusingSecond(
        _ route: String, with error: FanfareError,
        _ key: @escaping @Sendable (InterceptedCall) -> String?
    ) -> Mutation {
        remembering(Set<String>(), [route]) { intercepted, granted in
            guard let same = key(intercepted) else { return intercepted.proceed() }
            let known = "\(intercepted.organization.id) \(intercepted.id) \(same)"
            if granted.contains(known), intercepted.attempt(intercepted.request).isGood {
                return intercepted.wrong(intercepted.refusal(error))
            }
            let response = intercepted.proceed()
            if response.isGood { granted.insert(known) }
            return response
        }
    }

    /// Counts how often the same was granted, and refuses what would be granted by the count.
    static func counting(
        _ route: String, _ key: @escaping @Sendable (InterceptedCall) -> String,
        refusing: @escaping @Sendable (InterceptedCall, Int) -> FanfareError?
    ) -> Mutation {
        remembering([String: Int](), []) { intercepted, counts in
            let same = "\(intercepted.organization.id) \(key(intercepted))"
            if let error = refusing(intercepted, counts[same] ?? 0),
                intercepted.attempt(intercepted.request).isGood
            {
                return intercepted.wrong(intercepted.refusal(error))
            }
            let response = intercepted.proceed()
            if intercepted.route == route, response.isGood { counts[same, default: 0] += 1 }
            return response
        }
    }

    /// Ends a guest's session after so many failures.
    static func endingGuest(
        on route: String, after limit: Int,
        when hasFailed: @escaping @Sendable (HTTPResponse) -> Bool
    ) -> Mutation {
        remembering([String: Int](), [route]) { intercepted, failures in
            let response = intercepted.proceed()
            guard hasFailed(response), let token = intercepted.token,
                intercepted.claim("isGuest")?.bool == true
            else { return response }
            let key = intercepted.organization.id + intercepted.consumerID
            failures[key, default: 0] += 1
            guard failures[key] == limit else { return response }
            intercepted.call("POST", "/auth/logout", token: token)
            return intercepted.wrong(response)
        }
    }

    /// Lets a logout end only the newest access token of its session.
    static var olderTokensSurvive: Mutation {
        logoutEnding { token, newest in token == newest }
    }

    /// Lets a logout end only the access token that it came with, where that is not the newest.
    static var newerTokensSurvive: Mutation {
        logoutEnding { token, newest in token != newest }
    }

    /// Lets a logout end some tokens of its session and no other.
    private static func logoutEnding(
        _ isEnded: @escaping @Sendable (_ token: String, _ newest: String?) -> Bool
    ) -> Mutation {
        remembering((ended: Set<String>(), chains: TokenChains()), []) { intercepted, memory in
            let session = intercepted.claim("sessionId")?.string ?? ""
            if intercepted.route == "POST /auth/logout" {
                let response = intercepted.attempt(intercepted.request)
                if response.isGood { memory.ended.insert(session) }
                return response
            }
            let refresh = InterceptedCall.claims(intercepted.body["refreshToken"]?.string ?? "")
            if memory.ended.contains(refresh?["sessionId"]?.string ?? "") {
                return intercepted.refusal(.invalidRefreshToken)
            }
            if let token = intercepted.token, memory.ended.contains(session) {
                let newest = memory.chains.newest(in: token)?.access
                return isEnded(token, newest)
                    ? intercepted.refusal(.authenticationRequired)
                    : intercepted.wrong(intercepted.proceed())
            }
            let response = intercepted.proceed()
            memory.chains.learn(from: response)
            return response
        }
    }
}
