import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// specs/v1/contract.md#linking: whom a verified identity leads to.
extension RuleMutant {
    static let linking: [RuleMutant] = [
        RuleMutant(
            "linking/already-linked-swallowed", "A conflict signs in to the existing account",
            "linking.conflict",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "already_linked" else { return response }
                intercepted.token = nil
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "linking/conflict-merges",
            "A conflict moves the guest's things to the existing account",
            "linking.conflict", by: .setting("linking", ["onConflict": "merge"])),
        RuleMutant(
            "linking/conflict-is-400", "A conflict is answered with 400", "linking.conflict.status",
            by: .refusal("already_linked") { response, _ in response.status = 400 }),
        RuleMutant(
            "linking/conflict-voids-code", "A conflict uses the code up",
            "linking.conflict.code-kept",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "already_linked" else { return response }
                intercepted.token = nil
                _ = intercepted.proceed()
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "linking/conflict-ends-guest", "A conflict ends the guest's session",
            "linking.conflict.other-identifier", "linking.failure-harmless",
            by: .around("POST /auth/otp/verify", "POST /auth/external/exchange") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 409, let token = intercepted.token else { return response }
                intercepted.call("POST", "/auth/logout", token: token)
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "linking/conflict-locks-account", "A conflict keeps the owner from signing in",
            "linking.conflict.sign-in",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify"]) { intercepted, locked in
                let key = intercepted.organization.id + (intercepted.body["email"]?.string ?? "")
                let response = intercepted.attempt(intercepted.request)
                if response.error == "already_linked" { locked.insert(key) }
                guard locked.contains(key), intercepted.token == nil else {
                    return intercepted.proceed()
                }
                return intercepted.wrong(intercepted.refusal(.alreadyLinked))
            }),
        RuleMutant(
            "linking/wrong-code-ends-guest", "A wrong code ends the guest's session",
            "linking.failure-harmless",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 401, let token = intercepted.token else { return response }
                intercepted.call("POST", "/auth/logout", token: token)
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "linking/bad-exchange-ends-guest", "An expired exchange code ends the guest's session",
            "linking.failure-harmless",
            by: .around("POST /auth/external/exchange") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 401, let token = intercepted.token else { return response }
                intercepted.call("POST", "/auth/logout", token: token)
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "linking/guest-survives", "The guest's token works after the linking",
            "linking.guest-ends",
            by: .remembering([String: String](), []) { intercepted, successors in
                if let token = intercepted.token, let successor = successors[token] {
                    intercepted.token = successor
                    return intercepted.wrong(intercepted.proceed())
                }
                let response = intercepted.proceed()
                if let linking = intercepted.linking(response) {
                    successors[linking.guestToken] = linking.token
                }
                return response
            }),
        RuleMutant(
            "linking/still-a-guest", "A linked consumer's session is still of type guest",
            "otp.verify.session", "external.exchange.session",
            by: .document("POST /auth/otp/verify", "POST /auth/external/exchange") {
                document, intercepted in
                guard intercepted.isLinking else { return }
                document.change("session", "type") { $0 = "guest" }
            }),
        RuleMutant(
            "linking/identifier-not-shown", "A linked consumer's profile names no identifier",
            "linking.email", "linking.phone",
            by: .forLinked("GET /consumers/me", "POST /auth/otp/verify") { document, _ in
                for name in ["email", "phone"] {
                    document.change(name) { $0 = .null }
                    document.change("session", name) { $0 = .null }
                }
            }),
        RuleMutant(
            "linking/same-id", "A linked consumer keeps the guest's id", "linking.new-id",
            by: .document("POST /auth/otp/verify", "POST /auth/external/exchange") {
                document, intercepted in
                guard intercepted.isLinking else { return }
                document.change("session", "consumerId") { $0 = JSONNode(intercepted.consumerID) }
            }),
        RuleMutant(
            "linking/guest-id-forgotten", "The guest's id leads nowhere after the linking",
            "linking.old-id",
            by: .remembering(Set<String>(), []) { intercepted, linked in
                let response = intercepted.proceed()
                if let linking = intercepted.linking(response) { linked.insert(linking.guest) }
                guard intercepted.route == "GET /consumers/{id}", linked.contains(intercepted.id)
                else {
                    return response
                }
                return intercepted.wrong(intercepted.refusal(.notFound(.consumer)))
            }),
        RuleMutant(
            "linking/bad-token-ignored", "A bad token beside a code is taken for none",
            "linking.bad-token",
            by: .around("POST /auth/otp/verify", "POST /auth/external/exchange") { intercepted in
                let response = intercepted.attempt(intercepted.request)
                guard response.error == "Authentication required", intercepted.token != nil else {
                    return intercepted.proceed()
                }
                intercepted.token = nil
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "linking/second-identifier-replaces", "A second identifier makes another consumer",
            "linking.second-identifier",
            by: .around("POST /auth/otp/verify") { intercepted in
                guard intercepted.claim("isGuest")?.bool == false else {
                    return intercepted.proceed()
                }
                intercepted.token = nil
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "linking/own-stays-not", "Where both stand in a queue, the guest's place wins",
            "linking.merge.own-stays",
            by: .document("POST /auth/otp/verify") { document, intercepted in
                guard intercepted.isLinking, let token = document["accessToken"]?.string else {
                    return
                }
                for queue in intercepted.waiting(token) {
                    intercepted.call("POST", "/queues/\(queue)/leave", token: token)
                    intercepted.call("POST", "/queues/\(queue)/enter", token: token)
                    intercepted.wasTouched = true
                }
            }),
    ]
}

extension InterceptedCall {
    /// The queues in which a consumer waits.
    func waiting(_ token: String) -> [String] {
        let active = call("GET", "/consumers/me", token: token).document["active"]
        return active?["queues"]?.members?.filter { $0.node["status"] == "QUEUED" }.map(\.key) ?? []
    }

    /// The distributions of a kind that a consumer takes part in.
    func participations(_ kind: String, _ token: String) -> [String] {
        let active = call("GET", "/consumers/me", token: token).document["active"]
        return active?[kind]?.members?.map(\.key) ?? []
    }
}
