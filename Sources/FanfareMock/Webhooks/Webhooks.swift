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
    private(set) var deliveries: [WebhookDelivery] = [] { didSet { changes &+= 1 } }
    /// Counts the changes of deliveries.
    private(set) var changes = 0
    /// Which life of the organization this is.
    private(set) var life: Int
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

    /// The earliest instant at which a try can begin, leaving aside those who are on the wire.
    var nextDue: Instant? { open.nextDue }
}

/// Subscribers.
extension Webhooks {
    mutating func add(_ plan: WebhookPlan, at now: Instant) -> WebhookSubscription {
        made += 1
        let subscription = WebhookSubscription(
            id: era.identifier("webhook_", made), target: plan.target, types: plan.types,
            secret: plan.secret ?? "whsec_" + chance.letters(32), createdAt: now)
        subscriptions.append(subscription)
        return subscription
    }

    /// Lets those listen who listened before, under their identifiers and with their secrets.
    mutating func adopt(_ other: Webhooks) {
        subscriptions = other.subscriptions
        made = other.made
    }

    /// Removes one subscription and gives up what it has not taken; false when there is none.
    mutating func remove(_ id: String) -> Bool {
        guard let index = subscriptions.firstIndex(where: { $0.id == id }) else { return false }
        subscriptions.remove(at: index)
        for number in open.giveUp(id) {
            // One on the wire may be forgotten.
            guard let index = place(of: number) else { continue }
            deliveries[index].cancelled()
        }
        return true
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
    /// Addresses an event to everybody who wants its type.
    mutating func publish(
        _ type: String, _ data: JSONNode, organizationID: String, at instant: Instant
    ) {
        let receivers = subscriptions.filter { $0.wants(type) }
        guard !receivers.isEmpty else { return }
        let eventID = identifier("whk_", at: instant)
        let envelope: JSONNode = [
            "id": JSONNode(eventID), "type": JSONNode(type), "timestamp": instant.json,
            "organizationId": JSONNode(organizationID), "data": data,
        ]
        let body = envelope.bytes()
        for receiver in receivers {
            append(
                WebhookDelivery(
                    id: identifier("dlv_", at: instant), subscription: receiver, eventID: eventID,
                    type: type, body: body, at: instant))
        }
    }

    /// Begins the tries that are due, at most one a subscriber.
    mutating func takeDue(
        _ limit: Int, organizationID: String, at now: Instant
    ) -> [WebhookRequest] {
        // Asked after every request of anybody: what is not due must cost nothing.
        var requests: [WebhookRequest] = []
        while requests.count < limit, let number = open.takeDue(at: now) {
            guard let index = place(of: number) else { continue }
            deliveries[index].started(at: now)
            requests.append(
                WebhookRequest(
                    deliveries[index], number: number, organizationID: organizationID, life: life,
                    at: now))
        }
        return requests
    }

    /// Hears what came of a try; one of an earlier life or that was forgotten means nothing.
    mutating func finished(_ request: WebhookRequest, _ outcome: WebhookOutcome, at now: Instant) {
        guard request.life == life else { return }
        open.ended(for: request.subscriptionID)
        guard let index = place(of: request.number) else { return }
        deliveries[index].finished(outcome, at: now)
        if let turn = turn(at: index) { open.add(turn) }
    }

    /// Sends an event again as a delivery of its own, whatever became of the first; nil for none.
    mutating func redeliver(_ id: String, at now: Instant) -> WebhookDelivery? {
        guard let first = deliveries.last(where: { $0.id == id }) else { return nil }
        let again = WebhookDelivery(
            id: identifier("dlv_", at: now), subscription: first.subscription,
            eventID: first.eventID, type: first.type, body: first.body, at: now)
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
