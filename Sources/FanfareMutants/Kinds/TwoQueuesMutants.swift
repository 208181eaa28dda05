import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Never two of anything: what goes wrong when somebody stands in two queues, or ten people in one.
extension RuleMutant {
    static let twoQueues: [RuleMutant] = [
        RuleMutant(
            "two/second-queue-leaves-the-first", "Entering a second queue leaves the first",
            "queues.leave.own", by: .movingOn("queues")),
        RuleMutant(
            "two/second-queue-refused", "Whoever stands in one queue cannot enter another",
            "queues.enter",
            by: .refusing("POST /queues/{id}/enter", with: .alreadyParticipating(.queue)) {
                let queues = $0.active("queues", of: $0.token)
                return !queues.isEmpty && !queues.contains($0.id)
            }),
        RuleMutant(
            "two/leaving-one-queue-leaves-all", "Leaving one queue leaves all", "queues.leave.own",
            by: .everywhere("POST /queues/{id}/leave", "queues")),
        RuleMutant(
            "two/status-of-the-other-queue", "The status in a queue is that in the first entered",
            "queues.status.queued",
            by: .around("GET /queues/{id}/status") { intercepted in
                let own = intercepted.proceed()
                guard let first = intercepted.active("queues", of: intercepted.token).first,
                    first != intercepted.id
                else { return own }
                let other = intercepted.call(
                    "GET", "/queues/\(first)/status", token: intercepted.token)
                return intercepted.changing(own) { document in
                    document = other.document
                    document[editing: "queueId"] = JSONNode(intercepted.id)
                }
            }),
        RuleMutant(
            "two/entered-at-of-the-other-queue", "Two queues show one enteredAt, the first",
            "queues.status.queued",
            by: .around("GET /queues/{id}/status") { intercepted in
                let own = intercepted.proceed()
                guard let first = intercepted.active("queues", of: intercepted.token).first else {
                    return own
                }
                let other = intercepted.call(
                    "GET", "/queues/\(first)/status", token: intercepted.token)
                return intercepted.changing(own) { document in
                    document.change("enteredAt") { $0 = other.document["enteredAt"] ?? $0 }
                }
            }),
        RuleMutant(
            "two/token-good-in-every-queue", "An admission token validates in any queue",
            "queues.validate.refused",
            by: .around("POST /queues/{id}/validate") { intercepted in
                let own = intercepted.proceed()
                guard !own.isGood else { return own }
                for queue in intercepted.organization.world.catalogue.queues {
                    let other = intercepted.backend(
                        "POST", "/queues/\(queue.id)/validate", intercepted.body)
                    if other.isGood { return intercepted.wrong(other) }
                }
                return own
            }),
        RuleMutant(
            "two/admitted-to-every-queue", "Whoever is admitted to one queue is admitted to all",
            "queues.admit.one", by: .everywhereByBackend("admit")),
        RuleMutant(
            "two/completed-in-every-queue", "Completing in one queue completes in all",
            "queues.complete.one", by: .everywhereByBackend("complete")),
        RuleMutant(
            "two/denied-in-every-queue", "A denial in one queue counts in all", "queues.deny.one",
            by: .everywhereByBackend("deny")),
        RuleMutant(
            "two/me-lists-the-last-queue", "/consumers/me lists the last queue alone",
            "consumers.me.queues", by: .listingOne("queues") { Array($0.suffix(1)) }),
        RuleMutant(
            "two/me-lists-the-first-queue", "/consumers/me lists the first queue alone",
            "consumers.me.queues", by: .listingOne("queues") { Array($0.prefix(1)) }),
        RuleMutant(
            "two/me-has-one-journey", "/consumers/me shows one journey alone",
            "consumers.me.journeys.waiting",
            by: .document("GET /consumers/me") { document, _ in
                document.change("active", "journeys") {
                    $0 = JSONNode(Array(($0.elements ?? []).prefix(1)))
                }
            }),
        RuleMutant(
            "two/me-lists-one-experience", "/consumers/me lists one experience alone",
            "consumers.me.experiences", by: .listingOne("experiences") { Array($0.prefix(1)) }),
        RuleMutant(
            "two/sequence-shows-one-queue", "A sequence shows its first queue alone",
            "experiences.sequence",
            by: .document("GET /experiences/{id}") { document, _ in
                document.change("sequences", "*", "queues") {
                    $0 = JSONNode(Array(($0.elements ?? []).prefix(1)))
                }
            }),
        RuleMutant(
            "two/tenth-and-later-at-ten", "Whoever comes after the tenth is at position 10",
            "queues.order", by: .position { min($0, 10) }),
        RuleMutant(
            "two/tenth-counted-anew", "The tenth in line and later are counted from 1 again",
            "queues.order", by: .position { $0 < 10 ? $0 : $0 - 9 }),
        RuleMutant(
            "two/positions-by-threes", "Whoever comes after the third is at position 4",
            "queues.order", by: .position { min($0, 4) }),
        RuleMutant(
            "two/second-and-third-swapped", "The second in line and the third are swapped",
            "queues.order", by: .position { $0 == 2 ? 3 : $0 == 3 ? 2 : $0 }),
        RuleMutant(
            "two/admissions-share-a-token", "Everybody admitted to a queue holds the first token",
            "queues.validate", "queues.token.claims",
            by: .sharing("admissionToken", "POST /queues/{id}/admit", "GET /queues/{id}/status")),
        RuleMutant(
            "two/third-admission-refused", "A queue admits two consumers and no third",
            "queues.admit",
            by: .among("POST /queues/{id}/admit") { intercepted, crowd in
                let admitted = crowd.others(.everybody, than: intercepted).filter {
                    let path = intercepted.place + "/status"
                    let status = intercepted.call("GET", path, token: $0.token)
                    return status.document["status"] == "ADMITTED"
                }
                guard admitted.count > 1 else { return intercepted.proceed() }
                return intercepted.wrong(intercepted.refusal(.full(.queue)))
            }),
    ]
}

extension Mutation {
    /// Leaves everything else of a kind when something is entered.
    static func movingOn(_ kind: String) -> Mutation {
        around("POST /\(kind)/{id}/enter") { intercepted in
            let others = intercepted.active(kind, of: intercepted.token)
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            for id in others where id != intercepted.id {
                let path = "/\(kind)/\(id)/leave"
                if intercepted.call("POST", path, token: intercepted.token).isGood {
                    intercepted.wasTouched = true
                }
            }
            return response
        }
    }

    /// Does what a consumer does in one distribution in all others of the kind.
    static func everywhere(_ route: String, _ kind: String) -> Mutation {
        around(route) { intercepted in
            let others = intercepted.active(kind, of: intercepted.token)
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            for id in others where id != intercepted.id {
                let path =
                    "/\(intercepted.place.split(separator: "/")[0])/\(id)/"
                    + intercepted.action
                if intercepted.call("POST", path, token: intercepted.token).isGood {
                    intercepted.wasTouched = true
                }
            }
            return response
        }
    }

    /// Does what a backend does to a consumer in one queue in all others.
    fileprivate static func everywhereByBackend(_ action: String) -> Mutation {
        around("POST /queues/{id}/\(action)") { intercepted in
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            for queue in intercepted.organization.world.catalogue.queues
            where queue.id != intercepted.id {
                let path = "/queues/\(queue.id)/\(action)"
                if intercepted.backend("POST", path, intercepted.body).isGood {
                    intercepted.wasTouched = true
                }
            }
            return response
        }
    }

    /// Lists only some of the active participations of a kind.
    static func listingOne(
        _ kind: String, _ choose: @escaping @Sendable ([JSONMember]) -> [JSONMember]
    ) -> Mutation {
        document("GET /consumers/me") { document, _ in
            document.change("active", kind) { $0 = JSONNode(choose($0.members ?? [])) }
        }
    }

    /// Counts the places of those who wait differently.
    fileprivate static func position(_ change: @escaping @Sendable (Int) -> Int) -> Mutation {
        document("POST /queues/{id}/enter", "GET /queues/{id}/status") { document, _ in
            document.change("position") { node in
                if let position = node.integer, position > 0 { node = JSONNode(change(position)) }
            }
        }
    }

    /// Shows everybody in a distribution the first token that anybody was given.
    static func sharing(_ member: String, _ routes: String...) -> Mutation {
        remembering([String: JSONNode](), routes) { intercepted, first in
            let response = intercepted.proceed()
            guard response.isGood, let token = response.document[member], token.string != nil else {
                return response
            }
            let key = intercepted.organization.id + intercepted.id
            let known = first[key] ?? token
            first[key] = known
            return intercepted.changing(response) { $0[editing: member] = known }
        }
    }
}
