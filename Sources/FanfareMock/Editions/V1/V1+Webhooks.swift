import FanfareModel
import JSONTree

/// specs/v1/contract.md#webhooks: what occurs as webhooks of edition v1.
extension V1 {
    /// Every documented type, those included that nothing in the mock brings about.
    static let webhookTypes = [
        "queue.consumer.entered", "queue.consumer.admitted", "queue.consumer.completed",
        "queue.consumer.left", "queue.consumer.denied", "draw.consumer.entered",
        "draw.consumer.won", "draw.consumer.lost", "draw.completed", "auction.bid.placed",
        "auction.bid.outbid", "auction.consumer.won", "auction.settled", "order.created",
        "order.completed", "order.cancelled", "consumer.created", "consumer.updated",
        "distribution.updated", "distribution.opened", "distribution.closed",
    ]

    /// The webhooks that an event means, in their order; none for what has no documented type.
    static func webhooks(
        for event: DomainEvent, in world: World
    ) -> [(type: String, data: JSONNode)] {
        let data = JSONNode(subject(of: event, world) + details(of: event, world))
        return types(of: event).map { ($0, data) }
    }

    private static func types(of event: DomainEvent) -> [String] {
        switch (event.distribution, event.kind) {
        case (_, .consumerCreated): ["consumer.created"]
        case (_, .consumerUpdated): ["consumer.updated"]
        case (_, .opened): ["distribution.opened"]
        case (_, .closed): ["distribution.closed"]
        case (.queue, .entered): ["queue.consumer.entered"]
        case (.queue, .admitted): ["queue.consumer.admitted"]
        case (.queue, .completed): ["queue.consumer.completed", "order.completed"]
        case (.queue, .left): ["queue.consumer.left"]
        case (.queue, .denied): ["queue.consumer.denied"]
        case (.draw, .entered): ["draw.consumer.entered"]
        case (.draw, .completed): ["order.completed"]
        case (.draw, .won): ["draw.consumer.won"]
        case (.draw, .lost): ["draw.consumer.lost"]
        case (_, .drawn): ["draw.completed"]
        case (_, .bidPlaced): ["auction.bid.placed"]
        case (_, .outbid): ["auction.bid.outbid"]
        case (.auction, .won): ["auction.consumer.won"]
        case (_, .settled): ["auction.settled"]
        default: []
        }
    }

    /// Whom and what it is about, in fields called as in the API: none are documented.
    private static func subject(of event: DomainEvent, _ world: World) -> [JSONMember] {
        var members: [JSONMember] = []
        if let key = event.distribution {
            let sequence = world.catalogue.sequence(of: key)
            let experience = world.catalogue[sequence.experience]
            members += [
                JSONMember("distributionId", JSONNode(world.catalogue.id(of: key))),
                JSONMember("distributionType", JSONNode(distributionType(key))),
                JSONMember("sequenceId", JSONNode(sequence.id)),
                JSONMember("experienceId", JSONNode(experience.id)),
            ]
        }
        if let consumer = event.consumer {
            members.append(JSONMember("consumerId", JSONNode(world.identifier(of: consumer))))
        }
        return members
    }

    private static func details(of event: DomainEvent, _ world: World) -> [JSONMember] {
        let at = event.at.json
        switch event.kind {
        case .consumerCreated, .consumerUpdated:
            guard let consumer = event.consumer.map({ world[$0] }) else { return [] }
            return [
                JSONMember("email", JSONNode(consumer.email)),
                JSONMember("phone", JSONNode(consumer.phone)),
                JSONMember("fullName", JSONNode(consumer.fullName)),
                JSONMember("isGuest", JSONNode(consumer.isGuest)),
                JSONMember("createdAt", consumer.createdAt.json),
            ]
        case .entered: return [JSONMember("enteredAt", at)]
        case .admitted(let admission):
            return [
                JSONMember("admittedAt", admission.admittedAt.json),
                JSONMember("admissionToken", JSONNode(admission.token)),
                JSONMember("expiresAt", admission.expiresAt.json),
            ]
        case .completed: return [JSONMember("completedAt", at)]
        case .left: return [JSONMember("leftAt", at)]
        case .denied(let reason): return [JSONMember("denyReason", JSONNode(word(reason)))]
        case .won: return [JSONMember("wonAt", at)]
        case .lost: return [JSONMember("drawnAt", at)]
        case .opened: return [JSONMember("openedAt", at)]
        case .closed: return [JSONMember("closedAt", at)]
        case .drawn: return [JSONMember("drawnAt", at)]
        case .settled: return [JSONMember("settledAt", at)]
        case .bidPlaced(let id, let amount):
            return [JSONMember("bidId", JSONNode(world.identifier(ofBid: id)))]
                + money("amount", amount, event, world)
        case .outbid(let amount): return money("currentHighBid", amount, event, world)
        }
    }

    private static func money(
        _ name: String, _ amount: Money, _ event: DomainEvent, _ world: World
    ) -> [JSONMember] {
        guard case .auction(let index) = event.distribution else { return [] }
        let currency = world.catalogue[index].currency
        return [
            JSONMember(name, amount.json(currency)),
            JSONMember("currencyCode", JSONNode(currency.code)),
        ]
    }

    static func distributionType(_ key: DistributionKey) -> String {
        switch key {
        case .queue: "queue"
        case .draw: "draw"
        case .auction: "auction"
        case .timedRelease: "timed_release"
        case .appointment: "appointment"
        case .waitlist: "waitlist"
        }
    }
}
