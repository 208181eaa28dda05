import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// What one consumer's call does to others, or lets them do.
extension RuleMutant {
    static let neighbours: [RuleMutant] = [
        RuleMutant(
            "logout/everybody-goes", "Logging out ends all sessions of the organization",
            "logout.current-only",
            by: .remembering([String](), []) { intercepted, tokens in
                let response = intercepted.proceed()
                if response.isGood, let token = response.document["accessToken"]?.string {
                    tokens.append(token)
                }
                guard intercepted.route == "POST /auth/logout", response.isGood else {
                    return response
                }
                for token in tokens { intercepted.call("POST", "/auth/logout", token: token) }
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "consumers/token-reads-its-own-record", "A consumer's token reads its own record by id",
            "consumers.get.secret",
            by: .around("GET /consumers/{id}") { intercepted in
                guard let own = intercepted.claim("consumerId")?.string, own == intercepted.id
                else { return intercepted.proceed() }
                return intercepted.wrong(
                    intercepted.backend("GET", "/consumers/\(intercepted.id)"))
            }),
        RuleMutant(
            "queues/consumers-admit-themselves", "A consumer's token admits its own consumer",
            "queues.secret",
            by: .around("POST /queues/{id}/admit") { intercepted in
                guard intercepted.claim("consumerId") != nil else { return intercepted.proceed() }
                return intercepted.wrong(
                    intercepted.backend(
                        "POST", "/queues/\(intercepted.id)/admit", intercepted.body))
            }),
        RuleMutant(
            "queues/validates-for-anybody", "Validating looks at the token, not at the consumer",
            "queues.validate.refused",
            by: .around("POST /queues/{id}/validate") { intercepted in
                guard let token = intercepted.body["token"]?.string,
                    let owner = InterceptedCall.claims(token)?["consumerId"]?.string
                else { return intercepted.proceed() }
                let named = intercepted.body["consumerId"]?.string
                intercepted.say("consumerId", JSONNode(owner))
                let response = intercepted.proceed()
                return named == owner ? response : intercepted.wrong(response)
            }),
        RuleMutant(
            "otp/code-without-its-owner", "A code is good for whoever it is entered for",
            "otp.code.owner",
            by: .remembering([JSONNode](), []) { intercepted, asked in
                if intercepted.route == "POST /auth/otp/request" { asked.append(intercepted.body) }
                let response = intercepted.proceed()
                guard intercepted.route == "POST /auth/otp/verify",
                    response.error == "otp_invalid",
                    let code = intercepted.body["code"]?.string,
                    let owner = asked.last(where: { intercepted.newestCode(to: $0) == code })
                else { return response }
                for name in ["email", "phone", "defaultCountry"] {
                    intercepted.say(name, owner[name])
                }
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "waitlists/one-for-all", "Once somebody has signed up everybody has",
            "waitlists.status.fields",
            by: .remembering(false, []) { intercepted, hasAny in
                let response = intercepted.proceed()
                if intercepted.route == "POST /waitlists/{id}/enter", response.isGood {
                    hasAny = true
                }
                guard hasAny, intercepted.route == "GET /waitlists/{id}/status",
                    response.document["isEntered"] == false
                else { return response }
                var wrong = response
                var document = response.document
                document[editing: "isEntered"] = true
                document[editing: "enteredAt"] = JSONNode(intercepted.now.iso8601)
                wrong.document = document
                return intercepted.wrong(wrong)
            }),
        RuleMutant(
            "auctions/bids-share-an-id", "All bids of a consumer have one bidId",
            "serving.ids.unique",
            by: .document(
                "GET /auctions/{id}/bids/history", "GET /auctions/{id}/bids"
            ) { document, _ in
                document.change("*", "bidId") { $0 = "bid_1" }
            }),
        RuleMutant(
            "limits/remaining-below-zero", "What remains of a limit goes on below zero",
            "limits.headers.counts",
            by: .answer { response, _ in
                if response.headers["X-RateLimit-Remaining"] == "0" {
                    response.headers.set("X-RateLimit-Remaining", "-1")
                }
            }),
    ]
}
