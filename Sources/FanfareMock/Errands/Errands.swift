import FanfareModel
import HTTPEngine
import JSONTree

/// Runs errands, at most one of each length at a time, the organizations in turn.
///
/// Lives on the loop's thread. A thread begins with the first errand and ends with the last one.
final class Errands {
    private struct Waiting {
        let organization: ObjectIdentifier
        let errand: Errand
        let finished: (Reply) -> Void
    }

    private let scheduler: any Scheduler
    private var waiting: [Errand.Length: [Waiting]] = [:]
    private var served: [Errand.Length: ObjectIdentifier] = [:]
    private var busy: Set<Errand.Length> = []
    /// Runs on the other thread before each errand, so that a test can hold it there.
    var before: (@Sendable () -> Void)?

    init(_ scheduler: any Scheduler) { self.scheduler = scheduler }

    /// Runs an errand for an organization; what comes of it is heard on the loop's thread.
    func run(
        _ errand: Errand, for organization: Organization, _ finished: @escaping (Reply) -> Void
    ) {
        waiting[errand.length, default: []].append(
            Waiting(
                organization: ObjectIdentifier(organization), errand: errand, finished: finished))
        begin(errand.length)
    }

    /// Does something on the loop's thread once what it is at now has ended.
    func afterwards(_ action: @escaping () -> Void) {
        let action = LoopConfined(action)
        scheduler.execute { action.value() }
    }

    private func begin(_ length: Errand.Length) {
        guard !busy.contains(length), let next = next(length) else { return }
        busy.insert(length)
        let (errands, finished) = (LoopConfined(self), LoopConfined(next.finished))
        let (run, before, scheduler) = (next.errand.run, before, scheduler)
        do throws(ThreadRefusal) {
            try BlockingWork.run {
                BlockingWork.giveWay()
                before?()
                let finish = run()
                scheduler.execute { errands.value.ended(length, finish(), finished.value) }
            }
        } catch {
            let reply = Reply(503, ["error": "The mock is busy", "message": "\(error)"])
            scheduler.execute { errands.value.ended(length, reply, finished.value) }
        }
    }

    private func ended(_ length: Errand.Length, _ reply: Reply, _ finished: (Reply) -> Void) {
        busy.remove(length)
        finished(reply)
        begin(length)
    }

    /// The one that has waited longest, but of another organization than the last if there is any.
    private func next(_ length: Errand.Length) -> Waiting? {
        guard let queue = waiting[length], !queue.isEmpty else { return nil }
        let index = queue.firstIndex { $0.organization != served[length] } ?? 0
        served[length] = queue[index].organization
        return waiting[length]?.remove(at: index)
    }
}
