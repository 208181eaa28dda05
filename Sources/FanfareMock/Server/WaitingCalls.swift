import FanfareModel
import HTTPEngine
import JSONTree

/// What a call waits for, and how long.
struct Wait {
    let organization: Organization
    let subject: Subject
    let patience: Duration

    enum Subject: Sendable {
        /// A message, to one recipient or anybody, over one channel or any.
        case message(to: Recipient?, over: Recipient.Channel?)
        /// A delivery of a webhook, or a change of one.
        case delivery
        /// A request, in the journal of the calls or that of the preflights.
        case request(isAside: Bool)
    }
}

extension Wait.Subject {
    /// Differs as soon as there may be what was not there.
    struct Mark: Hashable {
        /// Which beginning of the organization it was.
        let life: Int
        let newest: Int
    }

    func mark(in organization: Organization) -> Mark {
        switch self {
        case .message(let recipient, let channel):
            Mark(
                life: organization.life,
                newest: organization.world.inbox.newestNumber(to: recipient, over: channel))
        case .delivery: Mark(life: organization.life, newest: organization.webhooks.changes)
        case .request(let isAside):
            Mark(
                life: organization.life,
                newest: organization.journal(isAside: isAside).recorded)
        }
    }
}

/// The calls that wait, by organization; nothing wakes them but a change of what they wait for.
///
/// Lives on the loop's thread.
final class WaitingCalls {
    /// How many may wait at an organization.
    static let limit = 1024

    private final class Waiter {
        let number: Int
        let exchange: HTTPExchange
        let subject: Wait.Subject
        var mark: Wait.Subject.Mark

        init(_ number: Int, _ exchange: HTTPExchange, _ wait: Wait) {
            self.number = number
            self.exchange = exchange
            subject = wait.subject
            mark = wait.subject.mark(in: wait.organization)
        }
    }

    private struct OrganizationWaiters {
        let organization: Organization
        var waiters: [Int: Waiter] = [:]
        /// How everything stood that anybody can wait for when the waiters were last looked at.
        var seen: Seen?
    }

    private struct Seen: Equatable {
        let life: Int
        let messages: Int
        let deliveries: Int
        let requests: Int
        let preflights: Int

        init(_ organization: Organization) {
            life = organization.life
            messages = organization.world.inbox.sent
            deliveries = organization.webhooks.changes
            requests = organization.journal.recorded
            preflights = organization.preflights.recorded
        }
    }

    /// Makes a call's answer anew.
    private let answer: (HTTPExchange) -> Answer
    /// Gives an answer that came of waiting.
    private let give: (Answer, HTTPExchange) -> Void
    private let scheduler: any Scheduler
    private var places: [ObjectIdentifier: OrganizationWaiters] = [:]
    private var added = 0
    /// The organizations that somebody waits at and in which something may have changed.
    private var stirred: [Organization] = []
    /// How many times an answer was made anew.
    private(set) var evaluations = 0

    init(
        _ scheduler: any Scheduler, answer: @escaping (HTTPExchange) -> Answer,
        give: @escaping (Answer, HTTPExchange) -> Void
    ) {
        self.answer = answer
        self.give = give
        self.scheduler = scheduler
    }

    /// Whether anything has changed where somebody waits.
    var isStirred: Bool { !stirred.isEmpty }

    /// How many calls wait.
    var count: Int { places.values.reduce(0) { $0 + $1.waiters.count } }

    /// Why nobody else may wait at an organization, nil when somebody may.
    func refusal(_ organization: Organization) -> Reply? {
        guard places[ObjectIdentifier(organization)]?.waiters.count == Self.limit else {
            return nil
        }
        return Reply(
            503,
            [
                "error": "Too many waiting calls",
                "message": JSONNode(
                    "\(Self.limit) calls wait at this organization, which is as many as may. Ask"
                        + " without wait, or make an organization of your own."),
            ])
    }

    /// Lets a call wait; what there is then is its answer when its patience ends.
    func add(_ exchange: HTTPExchange, _ wait: Wait) {
        added += 1
        let waiter = Waiter(added, exchange, wait)
        let (organization, key) = (wait.organization, ObjectIdentifier(wait.organization))
        places[key, default: OrganizationWaiters(organization: organization)]
            .waiters[waiter.number] = waiter
        organization.waits = self
        exchange.onCancel { [weak self, weak waiter] in
            if let waiter { _ = self?.remove(waiter, at: key) }
        }
        scheduler.after(wait.patience) { [weak self, weak waiter] in
            guard let self, let waiter, remove(waiter, at: key) else { return }
            conclude(answer(waiter.exchange), waiter.exchange)
        }
    }

    /// Notes that something may have changed in an organization that somebody waits at.
    func stir(_ organization: Organization) {
        if stirred.last !== organization { stirred.append(organization) }
    }

    /// Answers whoever has waited for what has changed since the last time.
    func serve(isGone: (Organization) -> Bool) {
        while let organization = stirred.popLast() {
            serve(organization, isGone: isGone(organization))
        }
    }

    /// Answers everybody with what there is.
    func endAll() {
        let waiters = places.values.flatMap(\.waiters.values).sorted { $0.number < $1.number }
        for place in places.values { place.organization.waits = nil }
        places = [:]
        for waiter in waiters where waiter.exchange.isAlive {
            conclude(answer(waiter.exchange), waiter.exchange)
        }
    }

    /// Tells who waited what there is; nobody waits again.
    private func conclude(_ answer: Answer, _ exchange: HTTPExchange) {
        if case .waits = answer.rest {
            exchange.respond(answer.response)
        } else {
            give(answer, exchange)
        }
    }

    private func serve(_ organization: Organization, isGone: Bool) {
        let key = ObjectIdentifier(organization)
        let seen = Seen(organization)
        guard let place = places[key], isGone || place.seen != seen else { return }
        places[key]?.seen = seen
        for waiter in place.waiters.values.sorted(by: { $0.number < $1.number }) {
            let mark = waiter.subject.mark(in: organization)
            guard isGone || mark != waiter.mark else { continue }
            evaluations += 1
            let answer = answer(waiter.exchange)
            if case .waits = answer.rest, !isGone, mark.life == waiter.mark.life {
                waiter.mark = mark
                continue
            }
            if remove(waiter, at: key) { conclude(answer, waiter.exchange) }
        }
    }

    /// Whether it waited until now.
    private func remove(_ waiter: Waiter, at key: ObjectIdentifier) -> Bool {
        guard places[key]?.waiters.removeValue(forKey: waiter.number) != nil else { return false }
        if let place = places[key], place.waiters.isEmpty {
            place.organization.waits = nil
            places[key] = nil
        }
        return true
    }
}
