import FanfareModel
import JSONTree

/// Who listens to an organization, and what was sent to them.
///
/// A value without sockets or clock: it says what is due and hears what came of it. A subscriber has
/// one try on the wire at a time, so webhooks arrive in the order in which things occurred unless
/// one has to be tried again.
struct Webhooks: Sendable {
    /// How many deliveries are kept at least; the oldest are forgotten, taken or not.
    static let limit = 10_000
    /// How many subscriptions there may be at once.
    static let subscriptionLimit = 100

    private(set) var subscriptions: [WebhookSubscription] = []
    /// How each of them fares, by its identifier.
    private var health: [String: EndpointHealth] = [:]
    private(set) var deliveries: [WebhookDelivery] = [] { didSet { changes &+= 1 } }
    /// Counts the changes of deliveries.
    private(set) var changes = 0
    /// Which life this is, of all that organizations of this identifier have had.
    var life: Int
    private var made = 0
    /// How many deliveries of this life were forgotten: the first that is kept has this number.
    private var forgotten = 0
    private var open = OpenDeliveries()
    /// A stream of its own, so that listening changes nothing in the world.
    private var chance: SeededGenerator

    /// How often the organization has begun anew when these were first subscribed.
    private let era: Era

    init(seed: UInt64, era: Era, life: Int = 0) {
        self.life = life
        self.era = era
        chance = SeededGenerator(seed: era.seed(seed), stream: "webhooks")
    }

    var isEmpty: Bool { subscriptions.isEmpty }
    var isFull: Bool { subscriptions.count >= Self.subscriptionLimit }

    /// The subscriptions with how they fare.
    var list: [JSONNode] {
        subscriptions.map { subscription in
            JSONNode(subscription.members + health(of: subscription.id).members)
        }
    }

    /// Whether somebody is told of a type.
    func isWanted(_ type: String) -> Bool { !receivers(of: type).isEmpty }

    private func receivers(of type: String) -> [WebhookSubscription] {
        subscriptions.filter { $0.wants(type) && health(of: $0.id).disabledAt == nil }
    }

    private func health(of id: String) -> EndpointHealth { health[id] ?? EndpointHealth() }

    /// The earliest instant at which a try can begin, leaving aside those who are on the wire.
    var nextDue: Instant? { open.nextDue }
    /// Whether a try is on the wire.
    var isUnderway: Bool { open.isUnderway }
}

/// Subscribers.
extension Webhooks {
    mutating func add(_ plan: WebhookPlan, at now: Instant) -> WebhookSubscription {
        made += 1
        let subscription = WebhookSubscription(
            id: era.identifier("whe_", made), target: plan.target, manner: plan.manner,
            types: plan.types, secret: plan.secret ?? "whsec_" + chance.letters(32), createdAt: now)
        subscriptions.append(subscription)
        return subscription
    }

    /// Lets those listen who listened before, under their identifiers and with their secrets.
    mutating func adopt(_ other: Webhooks) {
        subscriptions = other.subscriptions
        health = other.health
        made = other.made
    }

    /// Removes one subscription and gives up what it has not taken; false when there is none.
    mutating func remove(_ id: String) -> Bool {
        guard let index = subscriptions.firstIndex(where: { $0.id == id }) else { return false }
        subscriptions.remove(at: index)
        health[id] = nil
        giveUp(id)
        return true
    }

    /// Gives up what a subscriber has not taken.
    private mutating func giveUp(_ id: String) {
        for number in open.giveUp(id) {
            // One on the wire may be forgotten.
            guard let index = place(of: number) else { continue }
            deliveries[index].cancelled()
        }
    }

    mutating func removeAll() {
        for id in subscriptions.map(\.id) { _ = remove(id) }
    }

    /// The secret of a receiver that the world names without one: it keeps it when the organization
    /// begins anew, because nobody tells it another.
    static func secret(ofReceiver url: String, seed: UInt64) -> String {
        var webhooks = Webhooks(seed: seed, era: .first)
        webhooks.chance = SeededGenerator(seed: seed, stream: "webhook \(url)")
        return "whsec_" + webhooks.chance.letters(32)
    }
}

/// Deliveries.
extension Webhooks {
    /// Addresses an event to everybody who wants its type, but for one subscriber.
    mutating func publish(
        _ type: String, _ data: JSONNode, organizationID: String, at instant: Instant,
        unusually isUnusual: Bool = false, exceptTo other: String? = nil
    ) {
        let receivers = receivers(of: type).filter { $0.id != other }
        guard !receivers.isEmpty else { return }
        let eventID = identifier("evt_", at: instant)
        for receiver in receivers {
            let id = identifier("whk_", at: instant)
            let envelope: JSONNode = [
                "id": JSONNode(id), "type": JSONNode(type), "timestamp": instant.json,
                "organizationId": JSONNode(organizationID), "data": data,
            ]
            append(
                WebhookDelivery(
                    id: id, subscription: receiver, eventID: eventID, type: type,
                    body: isUnusual ? UnusualJSON.bytes(of: envelope) : envelope.bytes(),
                    at: instant))
        }
    }

    /// Begins the tries that are due, at most one a subscriber, stamped with that time or another.
    mutating func takeDue(
        _ limit: Int, organizationID: String, at now: Instant, stamped stamp: Instant? = nil
    ) -> [WebhookRequest] {
        // Asked after every request of anybody: what is not due must cost nothing.
        var requests: [WebhookRequest] = []
        while requests.count < limit, let number = open.takeDue(at: now) {
            guard let index = place(of: number) else { continue }
            deliveries[index].started(at: now)
            requests.append(
                WebhookRequest(
                    deliveries[index], number: number, organizationID: organizationID, life: life,
                    at: now, stamped: stamp ?? now))
        }
        return requests
    }

    /// Hears what came of a try; one of an earlier life or that was forgotten means nothing.
    ///
    /// Answers the delivery when this was its last try and failed.
    @discardableResult
    mutating func finished(
        _ request: WebhookRequest, _ outcome: WebhookOutcome, at now: Instant
    ) -> WebhookDelivery? {
        guard request.life == life else { return nil }
        open.ended(for: request.subscriptionID)
        guard let index = place(of: request.number) else { return nil }
        deliveries[index].finished(outcome, at: now)
        if let turn = turn(at: index) { open.add(turn) }
        hear(outcome, of: request.subscriptionID, at: now)
        return deliveries[index].hasFailed ? deliveries[index] : nil
    }

    /// Notes how a subscriber fares; one that is disabled by it is sent no more.
    private mutating func hear(_ outcome: WebhookOutcome, of id: String, at now: Instant) {
        guard subscriptions.contains(where: { $0.id == id }) else { return }
        if health[id, default: EndpointHealth()].heard(outcome, at: now) { giveUp(id) }
    }

    /// Sends a webhook again, the same in every byte, whatever became of the first; nil for none.
    mutating func redeliver(_ id: String, at now: Instant) -> WebhookDelivery? {
        guard let first = deliveries.last(where: { $0.id == id }) else { return nil }
        let again = WebhookDelivery(again: first, at: now)
        append(again)
        return again
    }

    private mutating func append(_ delivery: WebhookDelivery) {
        if deliveries.count >= 2 * Self.limit {
            deliveries.removeFirst(Self.limit)
            forgotten += Self.limit
            open.forget(before: forgotten)
        }
        deliveries.append(delivery)
        if let turn = turn(at: deliveries.count - 1) { open.add(turn) }
    }

    /// Where the delivery of a number stands, nil when it was forgotten.
    private func place(of number: Int) -> Int? {
        number < forgotten ? nil : number - forgotten
    }

    /// When it is the turn of a delivery, nil when no try is planned.
    private func turn(at index: Int) -> OpenDeliveries.Turn? {
        deliveries[index].dueAt.map { due in
            OpenDeliveries.Turn(
                due: due, number: forgotten + index,
                subscriptionID: deliveries[index].subscription.id)
        }
    }

    private mutating func findOpen() {
        open = OpenDeliveries(deliveries.indices.compactMap { turn(at: $0) })
    }

    private mutating func identifier(_ prefix: StaticString, at instant: Instant) -> String {
        ULID(now: instant, generator: &chance).text(prefix: prefix)
    }
}

/// What is open follows from the deliveries, and nobody is busy in a life that has just begun.
extension Webhooks: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        life = 0
        era = try reader.read("era")
        made = try reader.tally()
        chance = try reader.read()
        subscriptions = try reader.read("subscriptions")
        try reader.require(
            subscriptions.count <= Self.subscriptionLimit,
            "at most \(Self.subscriptionLimit) subscriptions to webhooks")
        for subscription in subscriptions {
            let known: EndpointHealth = try reader.read("health")
            health[subscription.id] = known
        }
        deliveries = try reader.read("deliveries")
        try reader.require(
            deliveries.count <= 2 * Self.limit, "at most \(2 * Self.limit) deliveries of webhooks")
        findOpen()
    }

    func write(to writer: inout StateWriter) {
        writer.write(era)
        writer.write(made)
        writer.write(chance)
        writer.write(subscriptions)
        for subscription in subscriptions { writer.write(health(of: subscription.id)) }
        writer.write(deliveries)
    }

    /// The same in another life: tries on the wire are made again, since their outcome is not heard.
    func revived(in life: Int) -> Webhooks {
        var webhooks = self
        webhooks.life = life
        for index in deliveries.indices where deliveries[index].isOpen {
            webhooks.deliveries[index].interrupted()
        }
        webhooks.findOpen()
        return webhooks
    }
}
