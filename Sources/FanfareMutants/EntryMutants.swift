import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Experiences, consumers, waitlists, releases, appointments and what backends create.
extension RuleMutant {
    static let entries: [RuleMutant] = [
        RuleMutant(
            "experiences/re-entry-anew", "Entering an experience again is entering anew",
            "experiences.enter.again",
            by: .document("POST /experiences/{id}/enter") { document, intercepted in
                document[editing: "enteredAt"] = intercepted.now.json
            }),
        RuleMutant(
            "experiences/leaving-does-nothing", "Leaving an experience changes nothing",
            "experiences.leave.absent",
            by: .around("DELETE /experiences/{id}/leave") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
        RuleMutant(
            "experiences/left-without-being-in", "Leaving what one is not in is leaving",
            "experiences.leave.absent",
            by: .document("DELETE /experiences/{id}/leave") { document, _ in
                document[editing: "left"] = true
            }),
        RuleMutant(
            "experiences/queues-not-listed", "An experience lists no queues",
            "experiences.sequence",
            by: .document("GET /experiences/{id}") { document, _ in
                document.change("sequences", "*", "queues") { $0 = [] }
            }),
        RuleMutant(
            "experiences/entry-shows-no-experience", "Entering does not answer the experience",
            "experiences.enter",
            by: .document("POST /experiences/{id}/enter") { document, _ in
                document[editing: "experience"] = nil
            }),
        RuleMutant(
            "consumers/left-queues-listed", "/consumers/me lists queues that were left",
            "consumers.me",
            by: .remembering(
                [String: JSONNode](), ["POST /queues/{id}/enter", "GET /consumers/me"]
            ) { intercepted, entered in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.consumerID
                if intercepted.route.hasPrefix("POST") {
                    if response.isGood { entered[key] = response.document }
                    return response
                }
                guard let place = entered[key], let queue = place["queueId"]?.string else {
                    return response
                }
                return intercepted.changing(response) { document in
                    document.change("active", "queues") { queues in
                        if queues[queue] == nil { queues[editing: queue] = place }
                    }
                }
            }),
        RuleMutant(
            "consumers/position-off-in-me", "/consumers/me is one place behind",
            "consumers.me.queues",
            by: .document("GET /consumers/me") { document, _ in
                document.change("active", "queues", "*", "position") {
                    if $0.integer ?? 0 > 0 { $0.add(1) }
                }
            }),
        RuleMutant(
            "consumers/admission-token-not-in-me", "/consumers/me hides the admission token",
            "consumers.me.queues", "consumers.me.journeys.admitted",
            by: .document("GET /consumers/me") { document, _ in
                document.changeAll("admissionToken") { $0 = .null }
            }),
        RuleMutant(
            "consumers/somebody-elses-profile", "/consumers/me shows another id",
            "consumers.me.identity",
            by: .document("GET /consumers/me") { document, _ in
                document.change("id") { $0 = JSONNode(($0.string ?? "") + "0") }
            }),
        RuleMutant(
            "consumers/unknown-is-empty", "An unknown consumer is answered as an empty one",
            "consumers.get.not-found",
            by: .answer("GET /consumers/{id}") { response, intercepted in
                guard response.status == 404 else { return }
                response.status = 200
                response.document = ["id": JSONNode(intercepted.id)]
            }),
        RuleMutant(
            "waitlists/sign-up-forgotten", "Signing up for a waitlist is forgotten",
            "waitlists.status",
            by: .document("GET /waitlists/{id}/status") { document, _ in
                document[editing: "isEntered"] = false
                document[editing: "enteredAt"] = nil
            }),
        RuleMutant(
            "releases/entry-forgotten", "Entering a timed release is forgotten", "releases.status",
            by: .answer("GET /timed-releases/{id}/status") { response, intercepted in
                if response.isGood {
                    response = intercepted.refusal(.notParticipating(.timedRelease))
                }
            }),
        RuleMutant(
            "releases/opens-early", "A timed release that is not open takes entries",
            "releases.enter.not-open",
            by: .refusal("Timed release is not open yet") { response, _ in response.status = 200 }),
        RuleMutant(
            "releases/variant-lost", "The chosen variant is not remembered",
            "releases.enter.variant",
            by: .document("POST /timed-releases/{id}/enter") { document, _ in
                document[editing: "selectedVariantId"] = nil
            }),
        RuleMutant(
            "appointments/cancelling-does-nothing", "Cancelling a booking changes nothing",
            "appointments.slots.fields",
            by: .around("DELETE /appointments/{id}/cancel") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
        RuleMutant(
            "admin/slug-taken-twice", "A slug can be used twice", "admin.experience.slug-taken",
            by: .around("POST /experiences") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 400, intercepted.body["slug"] != nil else {
                    return response
                }
                intercepted.say("slug", nil)
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "admin/always-draft", "Every experience is a draft", "admin.experience.status",
            by: .document("POST /experiences") { document, _ in
                document[editing: "status"] = "draft"
            }),
        RuleMutant(
            "admin/created-queue-unknown", "A queue that was created does not exist",
            "admin.queue.serves",
            by: .around("POST /queues") { intercepted in
                intercepted.wrong(intercepted.attempt(intercepted.request))
            }),
    ]
}
