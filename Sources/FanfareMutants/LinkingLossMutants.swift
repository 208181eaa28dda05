import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// specs/v1/contract.md#linking: what linking must not lose, each thing lost.
extension RuleMutant {
    private static let queueRoutes = ["GET /queues/{id}/status", "POST /queues/{id}/enter"]

    static let linkingLosses: [RuleMutant] =
        [
            RuleMutant(
                "linking/place-lost", "Linking takes the consumer out of the queue",
                "linking.preserves.queue",
                by: .afterLinking { intercepted, linking in
                    for queue in intercepted.waiting(linking.token) {
                        intercepted.call("POST", "/queues/\(queue)/leave", token: linking.token)
                    }
                }),
            RuleMutant(
                "linking/place-at-the-end", "Linking puts the consumer at the end of the queue",
                "linking.preserves.queue",
                by: .afterLinking { intercepted, linking in
                    for queue in intercepted.waiting(linking.token) {
                        intercepted.call("POST", "/queues/\(queue)/leave", token: linking.token)
                        intercepted.call("POST", "/queues/\(queue)/enter", token: linking.token)
                    }
                }),
            RuleMutant(
                "linking/place-one-back", "Linking moves the consumer back by one place",
                "linking.preserves.queue",
                by: .forLinked("GET /queues/{id}/status", "GET /consumers/me") { document, _ in
                    document.changeAll("position") { if $0.integer ?? 0 > 0 { $0.add(1) } }
                }),
            RuleMutant(
                "linking/place-one-back-in-status", "After linking the status is one place behind",
                "linking.preserves.queue",
                by: .forLinked("GET /queues/{id}/status") { document, _ in
                    document.changeAll("position") { if $0.integer ?? 0 > 0 { $0.add(1) } }
                }),
            RuleMutant(
                "linking/neighbours-move-up", "Linking lets those behind move up", "queues.order",
                by: .remembering(Set<String>(), []) { intercepted, linked in
                    let response = intercepted.proceed()
                    if intercepted.linking(response) != nil {
                        linked.insert(intercepted.organization.id)
                    }
                    guard intercepted.route == "GET /queues/{id}/status",
                        linked.contains(intercepted.organization.id),
                        intercepted.claim("isGuest")?.bool == true
                    else { return response }
                    return intercepted.changing(response) { document in
                        document.change("position") { if $0.integer ?? 0 > 1 { $0.add(-1) } }
                    }
                }),
            RuleMutant(
                "linking/entered-anew", "Linking makes the consumer enter the queue anew",
                "linking.preserves.queue",
                by: .forLinked("GET /queues/{id}/status") { document, intercepted in
                    document.change("enteredAt") { $0 = (intercepted.now + .seconds(1)).json }
                }),
            RuleMutant(
                "linking/admission-lost", "Linking takes the admission back",
                "linking.preserves.admission",
                by: .forLinked("GET /queues/{id}/status") { document, _ in
                    guard document["status"] == "ADMITTED" else { return }
                    document[editing: "status"] = "QUEUED"
                    document[editing: "position"] = 1
                    for name in ["admittedAt", "admissionToken"] { document[editing: name] = .null }
                }),
            RuleMutant(
                "linking/admission-token-hidden",
                "After linking the status shows no admission token",
                "linking.preserves.admission",
                by: .forLinked("GET /queues/{id}/status") { document, _ in
                    document.change("admissionToken") { $0 = .null }
                }),
            RuleMutant(
                "linking/admission-token-void",
                "The admission token is no longer valid after linking",
                "linking.preserves.admission",
                by: .forLinked(["POST /queues/{id}/validate"]) { response, intercepted in
                    if response.isGood { response = intercepted.refusal(.admissionInvalid(.queue)) }
                }),
            RuleMutant(
                "linking/admission-cannot-be-used",
                "After linking an admission cannot be completed",
                "linking.preserves.admission",
                by: .forLinked(["POST /queues/{id}/complete"]) { response, intercepted in
                    if response.isGood { response = intercepted.refusal(.notAdmitted(.queue)) }
                }),
            RuleMutant(
                "linking/draw-entry-lost", "Linking takes the consumer out of the draw",
                "linking.preserves.draw",
                by: .afterLinking { intercepted, linking in
                    for draw in intercepted.participations("draws", linking.token) {
                        intercepted.call("POST", "/draws/\(draw)/leave", token: linking.token)
                    }
                }),
            RuleMutant(
                "linking/draw-result-lost", "After linking a win is lost",
                "linking.preserves.result",
                by: .forLinked("GET /draws/{id}/status") { document, _ in
                    guard document["status"] == "WON" else { return }
                    document[editing: "status"] = "LOST"
                    for name in ["wonAt", "admissionToken"] { document[editing: name] = .null }
                }),
            RuleMutant(
                "linking/winning-token-hidden", "After linking a win shows no token",
                "linking.preserves.result",
                by: .forLinked("GET /draws/{id}/status") { document, _ in
                    document.change("admissionToken") { $0 = .null }
                }),
            RuleMutant(
                "linking/bid-status-lost", "After linking the consumer has never bid",
                "linking.preserves.bids",
                by: .forLinked("GET /auctions/{id}/status") { document, _ in
                    document[editing: "status"] = "ACTIVE"
                    document[editing: "bidCount"] = 0
                    for name in ["lastBidAmount", "lastBidTime"] { document[editing: name] = .null }
                }),
            RuleMutant(
                "linking/bid-history-lost", "After linking the bid history is empty",
                "linking.preserves.bids",
                by: .forLinked("GET /auctions/{id}/bids/history") { document, _ in document = [] }),
            RuleMutant(
                "linking/bid-count-reset", "After linking bids are counted from one",
                "linking.preserves.bids",
                by: .forLinked("GET /auctions/{id}/status", "POST /auctions/{id}/bid") {
                    document, _ in
                    document.change("bidCount") { $0 = 1 }
                }),
            RuleMutant(
                "linking/waitlist-lost", "Linking takes the consumer off the waitlist",
                "linking.preserves.waitlist",
                by: .forLinked("GET /waitlists/{id}/status") { document, _ in
                    document[editing: "isEntered"] = false
                    document[editing: "enteredAt"] = nil
                }),
            RuleMutant(
                "linking/orders-lost", "Linking forgets what was ordered",
                "linking.preserves.orders",
                by: .forLinked("POST /queues/{id}/enter", "POST /draws/{id}/enter") {
                    document, intercepted in
                    guard document["denyReason"] == "ORDER_LIMIT_EXCEEDED" else { return }
                    document[editing: "status"] =
                        intercepted.route.contains("queues") ? "QUEUED" : "ENTERED"
                    document[editing: "denyReason"] = .null
                    document[editing: "enteredAt"] = intercepted.now.json
                }),
            RuleMutant(
                "linking/experience-lost", "Linking takes the consumer out of the experience",
                "experiences.enter.again",
                by: .afterLinking { intercepted, linking in
                    for experience in intercepted.participations("experiences", linking.token) {
                        intercepted.call(
                            "DELETE", "/experiences/\(experience)/leave", token: linking.token)
                    }
                }),
            RuleMutant(
                "linking/booking-lost", "Linking cancels the booking", "linking.preserves.all",
                by: .afterLinking { intercepted, linking in
                    let ids = intercepted.organization.world.catalogue.appointments.map(\.id)
                    for id in ids {
                        intercepted.call(
                            "DELETE", "/appointments/\(id)/cancel", token: linking.token)
                    }
                }),
        ]
        + ["queues", "draws", "auctions", "timedReleases"].map { kind in
            RuleMutant(
                "linking/\(kind.lowercased())-not-listed",
                "After linking /consumers/me lists no \(kind)", "linking.me",
                by: .forLinked("GET /consumers/me") { document, _ in
                    document.change("active", kind) { $0 = [:] }
                })
        }
        + [
            RuleMutant(
                "linking/journeys-not-listed", "After linking /consumers/me lists no journeys",
                "linking.me",
                by: .forLinked("GET /consumers/me") { document, _ in
                    document.change("active", "journeys") { $0 = [] }
                })
        ]
}
