import FanfareMock
import HTTPEngine
import JSONTree

/// specs/v1/contract.md#tenants: nothing of another organization is reachable.
extension RuleMutant {
    static let tenants: [RuleMutant] = [
        RuleMutant(
            "tenants/foreign-resource-readable",
            "Whoever knows an id reads what another organization made",
            "credentials.tenant",
            by: .around { intercepted in
                let response = intercepted.proceed()
                guard response.status == 404, intercepted.request.method == "GET" else {
                    return response
                }
                return intercepted.elsewhere(response) { request, other in
                    request.headers.set("X-Publishable-Key", other.publishableKey)
                }
            }),
        RuleMutant(
            "tenants/foreign-consumer-readable", "A backend reads the consumers of others",
            "credentials.tenant",
            by: .around("GET /consumers/{id}") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 404 else { return response }
                return intercepted.elsewhere(response) { request, other in
                    request.headers.set("Authorization", "Bearer \(other.secretKey)")
                }
            }),
        RuleMutant(
            "tenants/foreign-token-accepted", "A token counts beside any publishable key",
            "credentials.tenant", "credentials.tenant.token",
            by: .around { intercepted in
                let response = intercepted.proceed()
                guard response.status == 401, intercepted.claim("sessionId") != nil else {
                    return response
                }
                return intercepted.elsewhere(response) { request, other in
                    request.headers.set("X-Publishable-Key", other.publishableKey)
                }
            }),
        RuleMutant(
            "tenants/foreign-code-accepted", "A code sent by one organization signs in to another",
            "credentials.tenant",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "otp_invalid" else { return response }
                return intercepted.elsewhere(response) { request, other in
                    request.headers.set("X-Publishable-Key", other.publishableKey)
                }
            }),
        RuleMutant(
            "tenants/foreign-exchange-accepted",
            "A code of one organization's backend signs in to another",
            "external.code.invalid", "credentials.tenant",
            by: .around("POST /auth/external/exchange") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "invalid_exchange_code" else { return response }
                return intercepted.elsewhere(response) { request, other in
                    request.headers.set("X-Publishable-Key", other.publishableKey)
                }
            }),
        RuleMutant(
            "tenants/shared-consumers",
            "The same person is the same consumer in every organization",
            "credentials.tenant",
            by: .remembering(
                [String: String](),
                ["POST /auth/external/authorize", "POST /auth/external/exchange"]
            ) { intercepted, known in
                let response = intercepted.proceed()
                if let code = response.document["exchangeCode"]?.string {
                    known[code] = intercepted.body["subject"]?.string
                }
                guard response.isGood, let code = intercepted.body["exchangeCode"]?.string,
                    let subject = known[code]
                else { return response }
                let own = response.document["session"]?["consumerId"]?.string
                let shared = known["of " + subject] ?? own
                known["of " + subject] = shared
                return intercepted.changing(response) { document in
                    document.change("session", "consumerId") { $0 = JSONNode(shared) }
                }
            }),
    ]
}

extension InterceptedCall {
    /// The first good answer that another organization gives to the same request.
    fileprivate func elsewhere(
        _ response: HTTPResponse, _ rewrite: (inout HTTPRequest, Organization) -> Void
    ) -> HTTPResponse {
        let own = organization.id
        for other in mock.everyOrganization where other.id != own {
            var request = request
            rewrite(&request, other)
            let answer = attempt(request)
            if answer.isGood { return wrong(self.answer(to: request)) }
        }
        return response
    }
}
