import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Admitting, completing, denying and validating in queues (specs/v1/contract.md#queues.admission).
extension RuleMutant {
    static let admissions: [RuleMutant] = [
        RuleMutant(
            "admissions/twice-the-rate", "A queue admits twice as many as its rate says",
            "queues.admit.rate",
            by: .made(.rate) { if let rate = $0.integer { $0 = JSONNode(rate * 2) } }),
        RuleMutant(
            "admissions/no-rate", "A queue admits nobody by itself", "queues.admit.rate",
            by: .made(.rate) { $0 = .null }),
        RuleMutant(
            "admissions/position-kept", "Whoever is admitted is still at position 1",
            "queues.status.admitted",
            by: .document("GET /queues/{id}/status") { document, _ in
                guard document["status"] == "ADMITTED" else { return }
                document[editing: "position"] = 1
            }),
        RuleMutant(
            "admissions/line-does-not-move", "Admitting somebody lets nobody move up",
            "queues.position",
            by: .remembering(
                [String: Int](), ["POST /queues/{id}/admit", "GET /queues/{id}/status"]
            ) { intercepted, admitted in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id
                if intercepted.route.hasPrefix("POST"), response.isGood {
                    admitted[key, default: 0] += 1
                }
                let gap = admitted[key] ?? 0
                return intercepted.changing(response) { document in
                    guard document["status"] == "QUEUED" else { return }
                    document.change("position") { $0.add(gap) }
                }
            }),
        RuleMutant(
            "admissions/another-token", "The status shows another token than admitting answered",
            "queues.status.admitted", "queues.validate",
            by: .document("POST /queues/{id}/admit") { document, _ in
                document.change("admissionToken") { node in
                    let parts = (node.string ?? "").split(separator: ".")
                    guard parts.count == 3 else { return }
                    let signature = String(parts[2].reversed())
                    node = JSONNode("\(parts[0]).\(parts[1]).\(signature)")
                }
            }),
        RuleMutant(
            "admissions/anybody-admitted", "Somebody who is not in the queue is admitted",
            "queues.admit.not-in-queue",
            by: .answer("POST /queues/{id}/admit") { response, _ in
                if response.error == "Consumer not in queue" { response.status = 409 }
            }),
        RuleMutant(
            "admissions/token-never-used-up", "A token validates after its order is complete",
            "queues.validate.used",
            by: .validating { _, intercepted in
                intercepted.state(of: intercepted.body["consumerId"]?.string) == "COMPLETED"
            }),
        RuleMutant(
            "admissions/yes-to-anything", "Validating says yes whatever is shown",
            "queues.validate.refused", by: .validating { _, _ in true }),
        RuleMutant(
            "admissions/yes-to-any-consumer", "A token validates for whoever shows it",
            "queues.validate.refused",
            by: .validating { _, intercepted in
                let claims = InterceptedCall.claims(intercepted.body["token"]?.string ?? "")
                return claims?["consumerId"] != nil
                    && claims?["consumerId"] != intercepted.body["consumerId"]
            }),
        RuleMutant(
            "admissions/yes-to-any-device", "A token validates on every device",
            "queues.validate.mismatch",
            by: .validating { response, _ in response.error == "DEVICE_MISMATCH" }),
        RuleMutant(
            "admissions/yes-to-expired", "A token validates after its window",
            "queues.validate.expired", "queues.validate.refused",
            by: .validating { response, _ in response.error == "ADMISSION_EXPIRED" }),
        RuleMutant(
            "admissions/yes-to-forged", "A token validates with another signature",
            "queues.validate.refused",
            by: .validating { response, intercepted in
                let token = intercepted.body["token"]?.string ?? ""
                return response.error == "ADMISSION_INVALID" && InterceptedCall.claims(token) != nil
                    && InterceptedCall.claims(token)?["consumerId"]
                        == intercepted.body["consumerId"]
                    && intercepted.state(of: intercepted.body["consumerId"]?.string) == "ADMITTED"
            }),
        RuleMutant(
            "admissions/mismatch-unsaid", "Another device is answered as a bad token",
            "queues.validate.mismatch",
            by: .answer("POST /queues/{id}/validate") { response, intercepted in
                guard response.error == "DEVICE_MISMATCH" else { return }
                response = intercepted.refusal(.admissionInvalid(.queue))
            }),
        RuleMutant(
            "admissions/expired-unsaid", "An expired token is answered as a bad one",
            "queues.validate.expired",
            by: .answer("POST /queues/{id}/validate") { response, intercepted in
                guard response.error == "ADMISSION_EXPIRED" else { return }
                response = intercepted.refusal(.admissionInvalid(.queue))
            }),
        RuleMutant(
            "admissions/validation-in-an-object", "A good token is answered with an object",
            "queues.validate",
            by: .answer("POST /queues/{id}/validate") { response, _ in
                if response.isGood { response.document = ["valid": true] }
            }),
        RuleMutant(
            "admissions/completing-again-works", "Completing twice is completing once",
            "queues.complete.twice",
            by: .remembering([String: HTTPResponse](), ["POST /queues/{id}/complete"]) {
                intercepted, first in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let response = intercepted.proceed()
                if response.isGood { first[key] = response }
                guard response.status == 409, let earlier = first[key] else { return response }
                return intercepted.wrong(earlier)
            }),
        RuleMutant(
            "admissions/completed-without-admission", "Somebody who waits can complete",
            "queues.complete.not-admitted",
            by: .around("POST /queues/{id}/complete") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Consumer is not admitted" else { return response }
                intercepted.backend(
                    "POST", "/queues/\(intercepted.id)/admit",
                    ["consumerId": intercepted.body["consumerId"] ?? .null])
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "admissions/completion-unseen", "After completing the status is still ADMITTED",
            "queues.complete.status",
            by: .document("GET /queues/{id}/status") { document, _ in
                document.change("status") { if $0 == "COMPLETED" { $0 = "ADMITTED" } }
            }),
        RuleMutant(
            "admissions/deny-reason-lost", "A denied consumer is not told why", "queues.deny",
            by: .document("GET /queues/{id}/status", "POST /queues/{id}/deny") { document, _ in
                document.change("denyReason") { $0 = .null }
            }),
        RuleMutant(
            "admissions/deny-reason-always-admin", "Every denial is an ADMIN_ACTION",
            "queues.deny", "queues.deny.reasons",
            by: .around("POST /queues/{id}/deny") { intercepted in
                guard
                    intercepted.body["reason"] == "FRAUD_DETECTED"
                        || intercepted.body["reason"] == "ORDER_LIMIT_EXCEEDED"
                else { return intercepted.proceed() }
                intercepted.say("reason", "ADMIN_ACTION")
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "admissions/any-deny-reason", "Any word is a reason to deny",
            "queues.deny.unknown-reason",
            by: .around("POST /queues/{id}/deny") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Validation failed",
                    intercepted.body["reason"]?.string != nil
                else { return response }
                intercepted.say("reason", "ADMIN_ACTION")
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "admissions/denied-still-waits", "Denying answers DENIED and changes nothing",
            "queues.deny",
            by: .around("POST /queues/{id}/deny") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
        RuleMutant(
            "admissions/lapsed-waits-again", "A lapsed admission puts the consumer back in line",
            "queues.window.denied",
            by: .document("GET /queues/{id}/status") { document, _ in
                guard document["denyReason"] == "ADMISSION_EXPIRED" else { return }
                document[editing: "status"] = "QUEUED"
                document[editing: "position"] = 1
                document[editing: "denyReason"] = .null
            }),
        RuleMutant(
            "fingerprints/not-required", "A world that requires fingerprints does without",
            "fingerprints.required", by: .setting("requiresFingerprint", false)),
        RuleMutant(
            "fingerprints/required-for-bids-not", "Bids need no fingerprint where it is required",
            "fingerprints.enforced",
            by: .around("POST /auctions/{id}/bid") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "FINGERPRINT_REQUIRED" else { return response }
                intercepted.request.headers.set("X-Fingerprint", "any")
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "fingerprints/required-for-draws-not", "Draws need no fingerprint where it is required",
            "fingerprints.enforced",
            by: .around("POST /draws/{id}/enter") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "FINGERPRINT_REQUIRED" else { return response }
                intercepted.request.headers.set("X-Fingerprint", "any")
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "fingerprints/validation-needs-none",
            "Validating needs no fingerprint where it is required",
            "fingerprints.enforced",
            by: .validating { response, _ in response.error == "FINGERPRINT_REQUIRED" }),
    ]
}

extension Mutation {
    /// Says yes to some of the tokens that are refused.
    fileprivate static func validating(
        _ isWrong: @escaping @Sendable (HTTPResponse, InterceptedCall) -> Bool
    ) -> Mutation {
        answer("POST /queues/{id}/validate") { response, intercepted in
            let isRefusal = response.document["valid"] == false
            guard isRefusal || response.error == "FINGERPRINT_REQUIRED",
                isWrong(response, intercepted)
            else { return }
            response.status = 200
            response.document = true
        }
    }
}

extension InterceptedCall {
    /// How a consumer stands in the queue that a backend asks about.
    fileprivate func state(of consumer: String?) -> String? {
        let world = organization.world
        guard let consumer, let key = world.consumer(consumer),
            let index = try? world.catalogue.queue(id),
            let place = try? world.queueStatus(index, of: key)
        else { return nil }
        return switch place.state {
        case .completed: "COMPLETED"
        case .admitted: "ADMITTED"
        case .queued, .denied, .left: "OTHER"
        }
    }
}
