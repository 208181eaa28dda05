import FanfareModel
import HTTPEngine

extension Faults {
    /// Spoils a finished answer as the faults want that its call has met.
    ///
    /// One that finds nothing to spoil has not fired: it waits for a call that it can break.
    mutating func damage(
        _ answer: inout Answer, of context: RequestContext, _ encounter: inout Encounter?,
        connection: @autoclosure () -> CallersConnection
    ) {
        guard var met = encounter else { return }
        var unnoticed: [Unnoticed] = []
        if met.keepsOwnAnswer { unnoticed.append((.answer, "the answer was so already")) }
        if let reason = met.effect.damage(
            &answer.response, isHead: context.request.method == "HEAD")
        {
            unnoticed.append((.damage, reason))
        }
        if !unnoticed.isEmpty {
            spareIdle(&met, unnoticed)
            encounter = met
        }
        // A call that has come again is remembered from its first time on.
        guard !met.isAgain else { return }
        broken.add(
            context.request, answer.response.delivery, ids: met.ids,
            breaksRepeats: met.effect.breaksRepeats, connection: connection(),
            at: context.realNow + (answer.delay ?? .zero))
    }

    /// What was to be done to an answer and changed nothing, with the reason.
    private typealias Unnoticed = (sort: Fault.Sorts, reason: String)

    /// Takes back that those faults broke the call that did nothing else.
    private mutating func spareIdle(_ met: inout Encounter, _ unnoticed: [Unnoticed]) {
        let idle = unnoticed.reduce(into: Fault.Sorts()) { $0.formUnion($1.sort) }
        for id in met.ids {
            let sorts = sorts(of: id)
            guard !sorts.isEmpty, sorts.isSubset(of: idle) else { continue }
            spared(by: id)
            let reasons = unnoticed.filter { sorts.contains($0.sort) }.map(\.reason)
            met.idle.append("\(id): \(reasons.joined(separator: ", "))")
            met.ids.removeAll { $0 == id }
        }
    }
}
