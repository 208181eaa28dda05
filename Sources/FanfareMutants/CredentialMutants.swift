import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// specs/v1/contract.md#credentials: who is let in.
extension RuleMutant {
    static let credentials: [RuleMutant] =
        [
            RuleMutant(
                "credentials/secret-key-not-required",
                "Secret-only calls are answered without any key",
                "credentials.secret-required",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    guard response.error == "Secret key required" else { return response }
                    return intercepted.wrong(intercepted.asBackend())
                }),
            RuleMutant(
                "credentials/publishable-key-as-secret",
                "A publishable key opens secret-only calls",
                "credentials.secret-required", "credentials.publishable.limited",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    let key = intercepted.organization.publishableKey
                    guard response.error == "Secret key required",
                        intercepted.request.headers["X-Publishable-Key"] == key
                            || intercepted.request.headers["Authorization"]?.hasSuffix(key) == true
                    else { return response }
                    return intercepted.wrong(intercepted.asBackend())
                }),
            RuleMutant(
                "credentials/token-as-secret", "A consumer's token opens secret-only calls",
                "credentials.secret-required",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    guard response.error == "Secret key required",
                        intercepted.claim("sessionId") != nil
                    else { return response }
                    return intercepted.wrong(intercepted.asBackend())
                }),
            RuleMutant(
                "credentials/publishable-key-not-checked", "Any publishable key will do",
                "credentials.required",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    guard response.error == "Authentication required",
                        intercepted.request.headers["X-Publishable-Key"] != nil,
                        intercepted.token == nil
                    else { return response }
                    return intercepted.wrong(intercepted.withPublishableKey())
                }),
            RuleMutant(
                "credentials/publishable-key-not-needed", "Calls without any key are answered",
                "credentials.required",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    guard response.error == "Authentication required",
                        intercepted.request.headers["X-Publishable-Key"] == nil,
                        intercepted.token == nil
                    else { return response }
                    return intercepted.wrong(intercepted.withPublishableKey())
                }),
            RuleMutant(
                "credentials/secret-headers-unknown",
                "The secret key is not read from its own header",
                "credentials.secret.headers",
                by: .around { intercepted in
                    guard intercepted.request.headers["X-Secret-Key"] != nil else {
                        return intercepted.proceed()
                    }
                    intercepted.request.headers.remove("X-Secret-Key")
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "credentials/secret-bearer-unknown", "The secret key is not read as a bearer token",
                "credentials.secret",
                by: .around { intercepted in
                    let value = intercepted.request.headers["Authorization"] ?? ""
                    guard value.hasPrefix("Bearer sk_") else { return intercepted.proceed() }
                    intercepted.request.headers.remove("Authorization")
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "credentials/secret-header-organization-ignored",
                "The secret key counts whatever organization stands beside it",
                "credentials.secret.headers.match",
                by: .around { intercepted in
                    let response = intercepted.proceed()
                    guard response.error == "Secret key required",
                        let key = intercepted.request.headers.bytes(for: "X-Secret-Key"),
                        let organization = intercepted.mock.organization(secretKey: key)
                    else { return response }
                    intercepted.request.headers.set("X-Organization-Id", organization.id)
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "credentials/signature-ignored", "Whoever names a session in a token is let in",
                "credentials.required",
                by: .withTokens { intercepted, chains in
                    let response = intercepted.proceed()
                    guard response.status == 401, let token = intercepted.token,
                        let newest = chains.newest(in: token), newest.access != token,
                        chains.newest(after: token) == nil
                    else { return response }
                    intercepted.token = newest.access
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "credentials/refresh-token-as-access-token",
                "A refresh token opens calls of consumers",
                "credentials.required",
                by: .withTokens { intercepted, chains in
                    let response = intercepted.proceed()
                    guard response.status == 401, let token = intercepted.token,
                        let newest = chains.newest(after: token), newest.refresh == token
                    else { return response }
                    intercepted.token = newest.access
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "credentials/forbidden-for-unauthorized",
                "Refused credentials are answered with 403",
                "credentials.required.status",
                by: .refusal("Authentication required") { response, _ in response.status = 403 }),
            RuleMutant(
                "credentials/secret-forbidden", "A missing secret key is answered with 403",
                "credentials.secret-required.status",
                by: .refusal("Secret key required") { response, _ in response.status = 403 }),
        ] + order

    /// In which order a call is judged.
    private static let order: [RuleMutant] = [
        RuleMutant(
            "credentials/body-before-key", "The body is judged before the key",
            "credentials.order.key-first",
            by: .beforeKeys { $0.error == "Validation failed" }),
        RuleMutant(
            "credentials/resource-before-key", "The resource is looked up before the key",
            "credentials.order.key-first",
            by: .beforeKeys { $0.status == 404 }),
        RuleMutant(
            "credentials/resource-before-token", "The resource is looked up before the token",
            "credentials.order.token-second",
            by: .around { intercepted in
                let response = intercepted.proceed()
                guard response.status == 401 || response.error == "Consumer ID is required" else {
                    return response
                }
                return intercepted.lookedUp(response)
            }),
        RuleMutant(
            "credentials/resource-before-body", "The resource is looked up before the body",
            "credentials.order.body-third",
            by: .around { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Validation failed" else { return response }
                return intercepted.lookedUp(response)
            }),
        RuleMutant(
            "credentials/state-before-resource", "An unknown queue is not open rather than unknown",
            "credentials.order.state-last",
            by: .answer("POST /queues/{id}/enter") { response, intercepted in
                guard response.status == 404 else { return }
                response = intercepted.refusal(.closed(.queue))
            }),
        RuleMutant(
            "credentials/state-before-consumer",
            "Whether a queue is open is judged before who enters",
            "credentials.order.token-second",
            by: .around("POST /queues/{id}/enter") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Consumer ID is required" else { return response }
                let guest = intercepted.call("POST", "/auth/guest").document["accessToken"]?.string
                var request = intercepted.request
                request.headers.set("Authorization", "Bearer \(guest ?? "")")
                let other = intercepted.attempt(request)
                return other.isGood ? response : intercepted.wrong(other)
            }),
    ]
}

extension Mutation {
    /// What is refused for want of a key is answered as with all keys, where that is a certain answer.
    fileprivate static func beforeKeys(
        _ isMeant: @escaping @Sendable (HTTPResponse) -> Bool
    ) -> Mutation {
        around { intercepted in
            let response = intercepted.proceed()
            guard response.status == 401 else { return response }
            let other = intercepted.attempt(
                intercepted.request.withKeys(of: intercepted.organization))
            return isMeant(other) ? intercepted.wrong(other) : response
        }
    }
}

extension InterceptedCall {
    /// The answer that the organization's backend would get.
    fileprivate func asBackend() -> HTTPResponse {
        request.headers.set("Authorization", "Bearer \(organization.secretKey)")
        return proceed()
    }

    /// The answer with a good publishable key.
    fileprivate func withPublishableKey() -> HTTPResponse {
        request.headers.set("X-Publishable-Key", organization.publishableKey)
        return proceed()
    }

    /// 404 where the resource in the path does not exist, else the answer as it is.
    fileprivate func lookedUp(_ response: HTTPResponse) -> HTTPResponse {
        let path = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard let place = path.firstIndex(of: Substring(id)), !id.isEmpty else { return response }
        let found = call("GET", path[...place].joined(separator: "/"))
        return found.status == 404 ? wrong(found) : response
    }
}

extension HTTPRequest {
    /// The request with every key of an organization.
    fileprivate func withKeys(of organization: Organization) -> HTTPRequest {
        var request = self
        request.headers.set("X-Publishable-Key", organization.publishableKey)
        request.headers.set("X-Organization-Id", organization.id)
        request.headers.set("X-Secret-Key", organization.secretKey)
        return request
    }
}
