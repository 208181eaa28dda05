import HTTPEngine
import JSONTree

/// The clocks that are on their way, and the calls that wait for them to arrive.
///
/// Lives on the loop's thread.
final class ClockMoves {
    private struct Waiting {
        let move: ClockMove
        let exchange: HTTPExchange
        /// Whether it goes on by itself, after others have had their turn.
        var isExpected = false
    }

    private let scheduler: any Scheduler
    /// Gives a call its reply.
    private let give: (Reply, HTTPExchange, Organization) -> Void
    /// Lets everything happen that a change brings about.
    private let settle: () -> Void
    private var waiting: [ObjectIdentifier: Waiting] = [:]

    init(
        _ scheduler: any Scheduler, give: @escaping (Reply, HTTPExchange, Organization) -> Void,
        settle: @escaping () -> Void
    ) {
        self.scheduler = scheduler
        self.give = give
        self.settle = settle
    }

    /// Sets a clock going.
    func begin(_ move: ClockMove, for exchange: HTTPExchange) {
        move.organization.clockMove = move
        waiting[ObjectIdentifier(move.organization)] = Waiting(move: move, exchange: exchange)
    }

    /// Lets every clock go on whose webhooks have been tried.
    func goOn(isGone: (Organization) -> Bool) {
        for (key, place) in waiting {
            let organization = place.move.organization
            let pause = isGone(organization) ? .cutShort : place.move.goOn(real: RealClock.now)
            switch pause {
            case .webhooks: break
            case .arrived: end(key, place.move.reply)
            case .cutShort: end(key, Self.cutShort)
            case .catchingUp: expect(key, organization)
            }
        }
    }

    /// Gives everybody what there is, because the server stops.
    func stop() {
        for (key, place) in waiting { end(key, place.move.reply) }
    }

    private func end(_ key: ObjectIdentifier, _ reply: Reply) {
        guard let place = waiting.removeValue(forKey: key) else { return }
        place.move.organization.clockMove = nil
        give(reply, place.exchange, place.move.organization)
    }

    private func expect(_ key: ObjectIdentifier, _ organization: Organization) {
        guard waiting[key]?.isExpected == false else { return }
        waiting[key]?.isExpected = true
        let goOn = LoopConfined { [weak self] in
            self?.waiting[key]?.isExpected = false
            self?.settle()
        }
        let scheduler = scheduler
        organization.whenCaughtUp { scheduler.execute { goOn.value() } }
    }

    private static let cutShort = Reply(
        409,
        [
            "error": "The clock did not arrive",
            "message":
                "The organization began anew, or was deleted, while its clock was on its way.",
        ])
}
