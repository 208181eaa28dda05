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
        if let reason = met.effect.damage(
            &answer.response, isHead: context.request.method == "HEAD")
        {
            for id in met.ids where onlySpoils(id) {
                spared(by: id)
                met.idle.append("\(id): \(reason)")
            }
            met.ids.removeAll { onlySpoils($0) }
            encounter = met
        }
        // A call that has come again is remembered from its first time on.
        guard !met.isAgain else { return }
        broken.add(
            context.request, answer.response.delivery, ids: met.ids,
            breaksRepeats: met.effect.breaksRepeats, connection: connection(),
            at: context.realNow + (answer.delay ?? .zero))
    }
}
