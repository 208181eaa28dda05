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
        "webhook.delivery.failed",
    ]

    /// The webhooks of the types that somebody wants, in their order; none for what has no type.
    static func webhooks(
        for event: DomainEvent, in world: World, _ isWanted: (String) -> Bool
    ) -> [(type: String, data: JSONNode)] {
        types(of: event).filter(isWanted).map {
            ($0, JSONNode(WebhookData(event, world).members(of: $0)))
        }
    }

    private static func types(of event: DomainEvent) -> [String] {
        switch (event.distribution, event.kind) {
        case (_, .consumerCreated): ["consumer.created"]
        case (_, .consumerUpdated): ["consumer.updated"]
        case (_, .opened): ["distribution.opened"]
        case (_, .closed): ["distribution.closed"]
        case (.queue, .entered): ["queue.consumer.entered"]
        case (.queue, .admitted): ["queue.consumer.admitted"]
        // Here an order is first heard of when it is complete, so it is made then as well.
        case (.queue, .completed): [orderCreated, "queue.consumer.completed", orderCompleted]
        case (_, .completed): [orderCreated, orderCompleted]
        case (.queue, .left): ["queue.consumer.left"]
        case (.queue, .denied): ["queue.consumer.denied"]
        case (.draw, .entered): ["draw.consumer.entered"]
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

    fileprivate static let orderCreated = "order.created"
    fileprivate static let orderCompleted = "order.completed"

    /// What tells others that a delivery was given up.
    static func failure(of delivery: Edition.FailedDelivery) -> (type: String, data: JSONNode) {
        (
            "webhook.delivery.failed",
            [
                "endpointId": JSONNode(delivery.endpoint.id),
                "endpointUrl": JSONNode(delivery.endpoint.url),
                "eventId": JSONNode(delivery.event.id), "eventType": JSONNode(delivery.event.type),
                "retryCount": JSONNode(delivery.tries),
                "lastError": JSONNode(delivery.reason), "willRetry": false,
            ]
        )
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

/// What the documented types say of an event, member by member.
private struct WebhookData {
    private let event: DomainEvent
    private let world: World

    init(_ event: DomainEvent, _ world: World) {
        self.event = event
        self.world = world
    }

    func members(of type: String) -> [JSONMember] {
        switch event.kind {
        case .consumerCreated(let origin):
            guard let consumer = event.consumer.map({ world[$0] }) else { return [] }
            return self.consumer + [
                JSONMember("email", JSONNode(consumer.email)),
                JSONMember("phone", JSONNode(consumer.phone)),
                JSONMember("fullName", JSONNode(consumer.fullName)),
                JSONMember("createdAt", consumer.createdAt.json),
                JSONMember("source", JSONNode(Self.word(origin))),
            ]
        case .consumerUpdated(let changes):
            return consumer + [
                at("updatedAt"),
                JSONMember("changedFields", JSONNode(changes.map { JSONNode(Self.word($0)) })),
            ]
        case .opened: return distribution + [at("openedAt")]
        case .closed(let participants):
            return distribution + [
                at("closedAt"), JSONMember("totalParticipants", JSONNode(participants)),
            ]
        case .completed(let order): return members(of: order, type)
        default: return place + consumer + details
        }
    }

    private func members(of order: Order, _ type: String) -> [JSONMember] {
        let id = JSONMember("orderId", JSONNode(order.id))
        let total = [
            JSONMember("totalAmount", order.total.map { $0.amount.json($0.currency) } ?? .null),
            JSONMember("currencyCode", JSONNode(order.total?.currency.code)),
        ]
        switch type {
        case V1.orderCreated:
            let items = JSONMember("items", JSONNode([JSONNode]()))
            let parents = event.distribution.map(parents) ?? []
            return [id] + consumer + parents.reversed() + [at("createdAt")] + total + [items]
        case V1.orderCompleted: return [id] + consumer + [at("completedAt")] + total
        default: return place + consumer + [at("completedAt"), id]
        }
    }

    /// What a type adds to whom and what it is about.
    private var details: [JSONMember] {
        switch (event.distribution, event.kind) {
        case (.queue, .entered(let position)):
            [JSONMember("position", JSONNode(position)), at("enteredAt")]
        case (_, .entered(let number)):
            [at("enteredAt"), JSONMember("entrantNumber", JSONNode(number))]
        case (_, .admitted(let admission, let since)):
            [
                JSONMember("enteredAt", since.json),
                JSONMember("admittedAt", admission.admittedAt.json),
                JSONMember("admissionToken", JSONNode(admission.token)),
                JSONMember(
                    "waitTimeSeconds", JSONNode(Int(admission.admittedAt.seconds - since.seconds))),
            ]
        case (_, .left(let position)):
            // Whoever is admitted stands at 0, as the status says.
            [at("leftAt"), JSONMember("positionWhenLeft", JSONNode(position ?? 0))]
        case (_, .denied(let reason)):
            [at("deniedAt"), JSONMember("reason", JSONNode(V1.word(reason)))]
        case (.draw(let index), .won(let place)):
            [
                at("wonAt"), JSONMember("admissionToken", JSONNode(token(inDraw: index))),
                JSONMember("winnerPosition", JSONNode(place)),
            ]
        case (_, .lost): [at("lostAt")]
        case (_, .drawn(let entrants, let winners)):
            [
                at("completedAt"), JSONMember("totalEntrants", JSONNode(entrants)),
                JSONMember("winnersSelected", JSONNode(winners)),
            ]
        case (.auction(let index), _): details(ofAuction: index)
        default: []
        }
    }

    private func details(ofAuction index: Key<Auction>) -> [JSONMember] {
        let auction = world.catalogue[index]
        let currency = auction.currency
        let code = JSONMember("currencyCode", JSONNode(currency.code))
        switch event.kind {
        case .bidPlaced(let id, let amount, let before):
            return [
                JSONMember("bidId", JSONNode(world.identifier(ofBid: id))),
                JSONMember("amount", amount.json(currency)), code, at("bidTime"),
                // A bid that is not the highest is not accepted.
                JSONMember("isHighestBid", true),
                JSONMember("previousHighBid", before.json(currency)),
            ]
        case .outbid(let lost, let amount):
            return [
                at("outbidAt"), JSONMember("previousBidAmount", lost.json(currency)),
                JSONMember("newHighBidAmount", amount.json(currency)),
            ]
        case .won:
            let bid = event.consumer.flatMap { auction.bestBid(of: $0) }
            let payment = event.consumer.flatMap { world.payment(of: $0, in: index) }
            return [
                at("wonAt"), JSONMember("winningBid", (bid?.amount).json(currency)), code,
                JSONMember("paymentToken", JSONNode(payment?.token)),
            ]
        case .settled:
            let winner = auction.firstWinner
            let bid = winner.flatMap { auction.bestBid(of: $0) }
            return [
                at("settledAt"), JSONMember("totalBids", JSONNode(auction.bidCount)),
                JSONMember("uniqueBidders", JSONNode(auction.bidderCount)),
                JSONMember("winningBid", (bid?.amount).json(currency)),
                JSONMember(
                    "winnerId", JSONNode(winner.map { world.identifier(of: $0.consumer) })),
            ]
        default: return []
        }
    }

    /// The winning token, signed now that somebody is told of it.
    private func token(inDraw index: Key<Draw>) -> String? {
        guard let consumer = event.consumer,
            let entry = world.catalogue[index].entry(of: consumer)
        else { return nil }
        return world.admission(of: entry, inDraw: index)?.token
    }

    private func at(_ name: String) -> JSONMember { JSONMember(name, event.at.json) }

    private static func word(_ origin: ConsumerOrigin) -> String {
        switch origin {
        case .guest: "guest"
        case .oneTimePassword: "otp_login"
        case .externalIdentity: "external_login"
        }
    }

    private static func word(_ change: ConsumerChange) -> String {
        switch change {
        case .email: "email"
        case .phone: "phone"
        case .fullName: "fullName"
        case .externalIdentities: "externalIdentities"
        }
    }
}

/// Whom and what it is about.
extension WebhookData {
    private var consumer: [JSONMember] {
        event.consumer.map {
            [JSONMember("consumerId", JSONNode(world.identifier(of: $0)))]
        } ?? []
    }

    /// The distribution under a name of its kind, where the documentation has one, and its parents.
    private var place: [JSONMember] {
        guard let key = event.distribution else { return [] }
        let name: String? =
            switch key {
            case .queue: "queueId"
            case .draw: "drawId"
            case .auction: "auctionId"
            case .timedRelease, .appointment, .waitlist: nil
            }
        let id = name.map { [JSONMember($0, JSONNode(world.catalogue.id(of: key)))] } ?? []
        return id + parents(of: key)
    }

    private var distribution: [JSONMember] {
        guard let key = event.distribution else { return [] }
        return [
            JSONMember("distributionId", JSONNode(world.catalogue.id(of: key))),
            JSONMember("distributionType", JSONNode(V1.distributionType(key))),
        ] + parents(of: key)
    }

    private func parents(of key: DistributionKey) -> [JSONMember] {
        let sequence = world.catalogue.sequence(of: key)
        return [
            JSONMember("sequenceId", JSONNode(sequence.id)),
            JSONMember("experienceId", JSONNode(world.catalogue[sequence.experience].id)),
        ]
    }
}
