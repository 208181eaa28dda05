import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Whoever leaves and comes back, or links with a code: what is left over from before.
extension RuleMutant {
    static let returning: [RuleMutant] = [
        RuleMutant(
            "again/earlier-admission-comes-back",
            "The token of an admission that was left is good again after the next admission",
            "queues.validate.left",
            by: .remembering(
                [String: [String]](), ["POST /queues/{id}/admit", "POST /queues/{id}/validate"]
            ) { intercepted, admissions in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                if intercepted.route.hasSuffix("/admit") {
                    let response = intercepted.proceed()
                    if let token = response.document["admissionToken"]?.string {
                        admissions[key, default: []].append(token)
                    }
                    return response
                }
                let known = admissions[key] ?? []
                if let token = intercepted.body["token"]?.string, let newest = known.last,
                    token != newest, known.contains(token),
                    !intercepted.attempt(intercepted.request).isGood
                {
                    intercepted.say("token", JSONNode(newest))
                    intercepted.wasTouched = true
                }
                return intercepted.proceed()
            }),
        RuleMutant(
            "others/admitted-leaver-sends-the-next-back",
            "When somebody who was admitted leaves, the first who waits stands behind all others",
            "queues.position",
            by: .remembering((admitted: Set<String>(), sent: [String: String]()), []) {
                intercepted, memory in
                let place = intercepted.organization.id + intercepted.place
                let response = intercepted.proceed()
                guard intercepted.place.hasPrefix("/queues/"), response.isGood else {
                    return response
                }
                let consumer = intercepted.consumerID
                switch intercepted.action {
                case "admit": memory.admitted.insert(place + consumer)
                case "leave" where memory.admitted.contains(place + consumer):
                    memory.sent[place] = ""
                case "status" where response.document["status"] == "QUEUED":
                    if memory.sent[place] == "", response.document["position"] == 1 {
                        memory.sent[place] = consumer
                    }
                    guard let sent = memory.sent[place], !sent.isEmpty else { return response }
                    return intercepted.changing(response) { document in
                        document.change("position") { position in
                            position =
                                consumer == sent ? 9 : JSONNode(max(1, (position.integer ?? 2) - 1))
                        }
                    }
                default: break
                }
                return response
            }),
        RuleMutant(
            "again/re-entry-keeps-the-first-time",
            "Entering a queue again after leaving shows when it was first entered",
            "queues.reentry",
            by: .keepingFirstEntry("POST /queues/{id}/enter", "GET /queues/{id}/status")),
        RuleMutant(
            "again/code-outlives-linking", "A code that linked an identity signs in once more",
            "otp.code.single-use",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify"]) { intercepted, used in
                let code = intercepted.body["code"]?.string ?? ""
                let key = intercepted.organization.id + intercepted.recipient + code
                if used.contains(key),
                    intercepted.attempt(intercepted.request).error == "otp_invalid"
                {
                    used.remove(key)
                    return intercepted.wrong(intercepted.verifyWithFreshCode())
                }
                let response = intercepted.proceed()
                if intercepted.linking(response) != nil { used.insert(key) }
                return response
            }),
    ]
}

extension Mutation {
    /// Shows for ever when somebody first came into a place.
    static func keepingFirstEntry(_ routes: String...) -> Mutation {
        remembering([String: JSONNode](), routes) { intercepted, first in
            let response = intercepted.proceed()
            guard let time = response.document["enteredAt"], !time.isNull else { return response }
            let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
            let known = first[key] ?? time
            first[key] = known
            return intercepted.changing(response) { $0[editing: "enteredAt"] = known }
        }
    }
}
