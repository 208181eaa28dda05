import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Neighbours in a line: what one consumer's call does to others, or shows of them.
extension RuleMutant {
    static let queueNeighbours: [RuleMutant] = [
        RuleMutant(
            "others/leaving-takes-the-next", "Leaving a queue takes the next behind out as well",
            "queues.leave.own", by: .dragging("POST /queues/{id}/leave", .next)),
        RuleMutant(
            "others/leaving-takes-the-last", "Leaving a queue takes the last of the line out",
            "queues.leave.own", by: .dragging("POST /queues/{id}/leave", .last)),
        RuleMutant(
            "others/leaving-empties-the-line", "Leaving a queue takes everybody out",
            "queues.leave.own", by: .dragging("POST /queues/{id}/leave", .everybody)),
        RuleMutant(
            "others/first-leaves-instead", "Whoever came first leaves instead of the caller",
            "queues.leave.own", by: .mistaking("POST /queues/{id}/leave", for: .first)),
        RuleMutant(
            "others/last-leaves-instead", "Whoever came last leaves instead of the caller",
            "queues.leave.own", by: .mistaking("POST /queues/{id}/leave", for: .last)),
        RuleMutant(
            "others/entering-takes-the-last-out", "Entering a queue takes whoever came last out",
            "queues.leave.own",
            by: .dragging("POST /queues/{id}/enter", .last, into: "leave")),
        RuleMutant(
            "others/admitting-takes-the-next", "Admitting one admits the next as well",
            "queues.admit.one", by: .dragging("POST /queues/{id}/admit", .next)),
        RuleMutant(
            "others/admitting-admits-all", "Admitting one admits everybody who waits",
            "queues.admit.one", by: .dragging("POST /queues/{id}/admit", .everybody)),
        RuleMutant(
            "others/first-admitted-instead",
            "Whoever came first is admitted instead of the one named", "queues.admit.one",
            by: .mistaking("POST /queues/{id}/admit", for: .first)),
        RuleMutant(
            "others/last-admitted-instead",
            "Whoever came last is admitted instead of the one named", "queues.admit.one",
            by: .mistaking("POST /queues/{id}/admit", for: .last)),
        RuleMutant(
            "others/completing-completes-all", "Completing one completes every admission",
            "queues.complete.one", by: .dragging("POST /queues/{id}/complete", .everybody)),
        RuleMutant(
            "others/first-completed-instead", "Whoever came first is completed instead",
            "queues.complete.one", by: .mistaking("POST /queues/{id}/complete", for: .first)),
        RuleMutant(
            "others/denying-takes-the-next", "Denying one denies the next as well",
            "queues.deny.one", by: .dragging("POST /queues/{id}/deny", .next)),
        RuleMutant(
            "others/denying-denies-all", "Denying one denies the whole line", "queues.deny.one",
            by: .dragging("POST /queues/{id}/deny", .everybody)),
        RuleMutant(
            "others/last-denied-instead", "Whoever came last is denied instead of the one named",
            "queues.deny.one", by: .mistaking("POST /queues/{id}/deny", for: .last)),
        RuleMutant(
            "others/completing-lets-the-next-in", "Completing one admits the next in line",
            "queues.admit.one",
            by: .dragging("POST /queues/{id}/complete", .next, into: "admit")),
        RuleMutant(
            "others/status-of-the-last", "The status shows how whoever came last stands",
            "queues.status.queued", by: .showing("GET /queues/{id}/status", of: .last)),
        RuleMutant(
            "others/status-of-the-first", "The status shows how whoever came first stands",
            "queues.status.queued", by: .showing("GET /queues/{id}/status", of: .first)),
        RuleMutant(
            "others/entered-like-the-last",
            "Everybody is shown the enteredAt of whoever came last", "queues.status.queued",
            by: .among("GET /queues/{id}/status") { intercepted, crowd in
                let own = intercepted.proceed()
                guard let last = crowd.others(.last, than: intercepted).first else { return own }
                let time = intercepted.answer(as: last).document["enteredAt"]
                return intercepted.changing(own) { document in
                    document.change("enteredAt") { if let time, !$0.isNull { $0 = time } }
                }
            }),
        RuleMutant(
            "others/token-of-the-last", "The status shows the admission token of another",
            "queues.status.admitted", "queues.validate",
            by: .among("GET /queues/{id}/status") { intercepted, crowd in
                let own = intercepted.proceed()
                let tokens = crowd.others(.everybody, than: intercepted).compactMap {
                    intercepted.answer(as: $0).document["admissionToken"]?.string
                }
                guard let token = tokens.last else { return own }
                return intercepted.changing(own) { document in
                    document.change("admissionToken") { if !$0.isNull { $0 = JSONNode(token) } }
                }
            }),
        RuleMutant(
            "others/me-lists-another", "/consumers/me lists what whoever came last takes part in",
            "consumers.me",
            by: .among("GET /consumers/me") { intercepted, crowd in
                let own = intercepted.proceed()
                guard let last = crowd.strangers(.last, to: intercepted).first else { return own }
                let active = intercepted.answer(as: last).document["active"]
                return intercepted.changing(own) { $0[editing: "active"] = active }
            }),
        RuleMutant(
            "others/leaving-moves-those-before-up",
            "When somebody leaves, those before move up as well", "queues.position",
            by: .positionsBefore("POST /queues/{id}/leave", by: -1)),
        RuleMutant(
            "others/entering-moves-those-before-back",
            "Whoever enters moves those before back by one", "queues.position",
            by: .positionsBefore("POST /queues/{id}/enter", by: 1)),
        RuleMutant(
            "others/admitting-moves-those-before-up",
            "When somebody is admitted, those before move up as well", "queues.position",
            by: .positionsBefore("POST /queues/{id}/admit", by: -1)),
    ]
}

extension Mutation {
    /// Moves those who came before somebody, whenever that one enters, leaves or is admitted.
    fileprivate static func positionsBefore(_ route: String, by difference: Int) -> Mutation {
        remembering(Moves(), []) { intercepted, moves in
            let before = moves.crowd.before(intercepted)
            let response = intercepted.proceed()
            moves.crowd.learn(from: response, to: intercepted)
            let place = intercepted.organization.id + intercepted.place
            if intercepted.route == route, response.isGood {
                for id in before { moves.gaps[place + id, default: 0] += difference }
            }
            guard intercepted.route == "GET /queues/{id}/status",
                let gap = moves.gaps[place + intercepted.consumerID]
            else { return response }
            return intercepted.changing(response) { document in
                guard document["status"] == "QUEUED" else { return }
                document.change("position") { $0 = JSONNode(max(1, ($0.integer ?? 1) + gap)) }
            }
        }
    }
}

/// Who is there, and by how many places each was moved.
private struct Moves: Sendable {
    var crowd = Bystanders()
    var gaps: [String: Int] = [:]
}
