import FanfareModel
import HTTPEngine

/// The part of an organization that changes as time passes.
struct Course: Sendable {
    let organizationID: String
    let edition: Edition
    var world: World
    var webhooks: Webhooks

    init(_ organization: Organization) {
        organizationID = organization.id
        edition = organization.edition
        world = organization.world
        webhooks = organization.webhooks
    }

    /// Lets everything happen that falls due up to an instant.
    fileprivate mutating func advance(to instant: Instant) -> [DomainEvent] {
        let events = world.advance(to: instant)
        webhooks.publish(
            world.takeEvents(), in: world, edition, organizationID: organizationID)
        return events
    }
}

/// The organizations in which more is due than can be done between two requests of others: another
/// thread does it on a copy, and their own calls wait for that.
///
/// Lives on the loop's thread.
final class Backlog {
    /// How much may happen in one go on the loop's thread: a millisecond's worth.
    static let effort = 200

    /// A call that waits until its organization has caught up.
    private enum Call {
        /// It has not begun.
        case untouched(HTTPExchange)
        /// It has moved the clock, and answers what happened.
        case moved(HTTPExchange, ([DomainEvent]) -> Reply)
    }

    private struct Work {
        /// The life of the organization in which it was begun.
        var life: Int
        var calls: [Call] = []
    }

    private let errands: Errands
    private let discarded: Discarded
    /// Begins a call from the start.
    private let handle: (HTTPExchange) -> Void
    /// Gives a call its reply.
    private let finish: (Reply, HTTPExchange, Organization) -> Void
    private var work: [ObjectIdentifier: Work] = [:]

    init(
        _ errands: Errands, _ discarded: Discarded, handle: @escaping (HTTPExchange) -> Void,
        finish: @escaping (Reply, HTTPExchange, Organization) -> Void
    ) {
        self.errands = errands
        self.discarded = discarded
        self.handle = handle
        self.finish = finish
    }

    /// Has everything done that is due in an organization until an instant, after what was done already.
    func add(_ organization: Organization, _ before: [DomainEvent], until now: Instant) {
        let (key, life) = (ObjectIdentifier(organization), organization.life)
        work[key] = Work(life: life, calls: work[key]?.calls ?? [])
        let course = Course(organization)
        let errand = Errand(.time) {
            var course = course
            let events = before + course.advance(to: now)
            return (course, events)
        } then: { [self] (course, events) in
            discarded.keep(organization.state)
            discarded.keep(events)
            let isHeeded = organization.caughtUp(course, in: life)
            // Whom an earlier life knew, a later one may not.
            if work[key]?.life == life { release(organization, isHeeded ? events : []) }
            return Reply(204)
        }
        errands.run(errand, for: organization) { [self] reply in
            // Without a thread it is done here: nobody could do anything with an error.
            if reply.status == 503 { _ = errand.run()() }
            errands.afterwards { [discarded] in discarded.letGo() }
        }
    }

    /// Lets a call wait that has not begun.
    func hold(_ exchange: HTTPExchange, _ organization: Organization) {
        work[ObjectIdentifier(organization)]?.calls.append(.untouched(exchange))
    }

    /// Lets a call wait that wants to know what happened.
    func hold(
        _ exchange: HTTPExchange, _ organization: Organization,
        _ reply: @escaping ([DomainEvent]) -> Reply
    ) {
        work[ObjectIdentifier(organization)]?.calls.append(.moved(exchange, reply))
    }

    private func release(_ organization: Organization, _ events: [DomainEvent]) {
        organization.clockMove?.heard(events)
        let calls = work.removeValue(forKey: ObjectIdentifier(organization))?.calls ?? []
        for call in calls {
            switch call {
            case .untouched(let exchange): if exchange.isAlive { handle(exchange) }
            case .moved(let exchange, let reply): finish(reply(events), exchange, organization)
            }
        }
    }
}
