import FanfareModel
import JSONTree

/// A way of the clock on which somebody listens: it stops wherever a webhook is due, waits for what
/// comes of the try, and goes on, so that retries fall where they would in real time.
///
/// ```
/// going <──> waiting for a try
///   └──> arrived, or cut short by another beginning of its organization
/// ```
///
/// Lives on the loop's thread.
final class ClockMove {
    /// A try that was made on the way.
    struct Attempt: Sendable {
        let request: WebhookRequest
        let outcome: WebhookOutcome
    }

    /// How far it may go in one turn of the loop: so many stops take a millisecond or two.
    private static let stopsInOneGo = 200

    /// How many tries it waits for: a receiver that asks for another whenever it is tried would keep it
    /// for ever.
    private static let mostAttempts = 10_000

    let organization: Organization
    private var target: Instant
    /// The beginning of the organization in which it set out.
    private let life: Int
    private(set) var due: [DomainEvent] = []
    private(set) var attempts: [Attempt] = []

    /// What the call is answered that set it going.
    private let answer: (ClockMove) -> Reply

    init(
        _ organization: Organization, to target: Instant, answer: @escaping (ClockMove) -> Reply
    ) {
        self.organization = organization
        self.target = target
        self.answer = answer
        life = organization.life
    }

    /// What the call is answered that set it going, as things stand.
    var reply: Reply { answer(self) }

    /// Another call has moved the clock on meanwhile, and both count.
    func goFarther(by step: Duration) { target = min(target + step, .latest) }

    /// What stands in the way of going on.
    enum Pause: Equatable {
        case arrived
        /// The organization has begun anew, or gone on from another state.
        case cutShort
        /// More fell due than is done at once, or than one turn of the loop has time for.
        case catchingUp
        /// A try is due, or on the wire.
        case webhooks
    }

    /// Goes on until something stands in the way.
    func goOn(real: Instant) -> Pause {
        var stops = 0
        while organization.life == life, !organization.isBehind {
            let events = organization.catchUp(real: real)
            // Of what another thread sees to, it hears all at once.
            guard !organization.isBehind else { break }
            due += events
            let now = organization.world.now
            let isTiring = attempts.count >= Self.mostAttempts
            guard isTiring || organization.webhooks.isQuiet(at: now) else { return .webhooks }
            guard now < target else { return .arrived }
            guard stops < Self.stopsInOneGo else { break }
            stops += 1
            organization.clock.advance(by: nextStop(after: now) - now)
        }
        return organization.life == life ? .catchingUp : .cutShort
    }

    private func nextStop(after now: Instant) -> Instant {
        let stops = [organization.webhooks.nextDue, organization.world.nextDue, target]
        return stops.compactMap(\.self).filter { $0 > now }.min() ?? target
    }

    /// Hears what fell due that another thread has seen to.
    func heard(_ events: [DomainEvent]) { due += events }

    /// Hears what came of a try.
    func heard(_ outcome: WebhookOutcome, of request: WebhookRequest) {
        attempts.append(Attempt(request: request, outcome: outcome))
    }
}

extension Webhooks {
    /// Whether no try is due at an instant and none is on the wire.
    fileprivate func isQuiet(at now: Instant) -> Bool {
        !isUnderway && nextDue.map { $0 > now } ?? true
    }
}

extension ClockMove.Attempt {
    var json: JSONNode {
        let (status, error): (JSONNode, JSONNode) =
            switch outcome {
            case .answered(let status): (JSONNode(status), .null)
            case .failed(let reason): (.null, JSONNode(reason))
            }
        return [
            "at": request.begunAt.json, "deliveryId": JSONNode(request.deliveryID),
            "webhookId": JSONNode(request.subscriptionID), "type": JSONNode(request.type),
            "retryCount": JSONNode(request.retries), "status": status, "error": error,
        ]
    }
}
