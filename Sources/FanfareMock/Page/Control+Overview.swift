import FanfareModel
import JSONTree

/// What a person sees at a glance, at the same price whatever the number of consumers.
extension Control {
    /// How many distributions of a kind are listed, and how many consumers or bids of each.
    private enum Limit {
        static let distributions = 50
        static let people = 8
        static let slots = 24
    }

    /// GET /__admin/overview.
    static func readOverview(_ context: RequestContext) throws(FanfareError) -> Reply {
        let (world, words) = (context.world, context.organization.edition.words)
        let catalogue = world.catalogue
        return .ok([
            "organization": organization(context),
            "apiPort": JSONNode(context.mock.ports?.api),
            "asking": JSONNode(asking(context).map { JSONNode($0) }),
            "worldTrouble": JSONNode(worldTrouble(context)),
            "clock": clock(context),
            "settings": settings(context),
            "counts": counts(context.organization),
            "queues": list(catalogue.queues) { queue($0, world, words) },
            "draws": list(catalogue.draws) { draw($0, world, words) },
            "auctions": list(catalogue.auctions) { auction($0, world, words) },
            "timedReleases": list(catalogue.timedReleases) { release($0, world, words) },
            "appointments": list(catalogue.appointments) { appointment($0, world, words) },
            "waitlists": list(catalogue.waitlists) { waitlist in
                [
                    "id": JSONNode(waitlist.id), "name": JSONNode(waitlist.name),
                    "consumerCount": JSONNode(waitlist.consumerCount),
                ]
            },
        ])
    }

    /// The origins whose pages ask to use the protocol, for whoever may let them.
    private static func asking(_ context: RequestContext) -> [String] {
        context.control.access == .everything ? context.mock.controlDoor.asking : []
    }

    /// Why the watched world file is not what the default organization began with.
    private static func worldTrouble(_ context: RequestContext) -> String? {
        let isWatched = context.organization === context.mock.defaultOrganization
        return isWatched ? context.mock.worldTrouble : nil
    }

    private static func list<Distribution>(
        _ all: [Distribution], _ node: (Distribution) -> JSONNode
    ) -> JSONNode {
        JSONNode(all.prefix(Limit.distributions).map(node))
    }

    private static func counts(_ organization: Organization) -> JSONNode {
        let world = organization.world
        return [
            "consumers": JSONNode(world.consumers.count), "messages": JSONNode(world.inbox.sent),
            "requests": JSONNode(organization.journal.recorded),
            "faults": JSONNode(organization.faults.all.count),
            "queues": JSONNode(world.catalogue.queues.count),
            "draws": JSONNode(world.catalogue.draws.count),
            "auctions": JSONNode(world.catalogue.auctions.count),
            "timedReleases": JSONNode(world.catalogue.timedReleases.count),
            "appointments": JSONNode(world.catalogue.appointments.count),
            "waitlists": JSONNode(world.catalogue.waitlists.count),
        ]
    }

    private static func queue(
        _ queue: Queue, _ world: World, _ words: Edition.StatusWords
    ) -> JSONNode {
        let line = queue.line(first: Limit.people).map { place in
            let position = JSONNode(queue.position(of: place.consumer))
            return JSONNode(
                (person(place.consumer, world).members ?? []) + [JSONMember("position", position)])
        }
        return [
            "id": JSONNode(queue.id), "name": JSONNode(queue.name),
            "status": JSONNode(words.phase(DistributionPhase(queue.schedule, at: world.now))),
            "capacity": JSONNode(queue.capacity),
            "openAt": queue.schedule.openAt.json, "closeAt": queue.schedule.closeAt.json,
            "admissionsPerMinute": JSONNode(queue.admissionsPerMinute),
            "waitingCount": JSONNode(queue.waitingCount),
            "admittedCount": JSONNode(queue.activeCount - queue.waitingCount),
            "line": JSONNode(line), "crowd": world.crowd(queue) ?? .null,
        ]
    }

    private static func draw(
        _ draw: Draw, _ world: World, _ words: Edition.StatusWords
    ) -> JSONNode {
        let winners = draw.winners(first: Limit.people).map { person($0.consumer, world) }
        return [
            "id": JSONNode(draw.id), "name": JSONNode(draw.name),
            "status": JSONNode(words.phase(DistributionPhase(draw, at: world.now))),
            "openAt": draw.schedule.openAt.json,
            "closeAt": draw.schedule.closeAt.json, "drawAt": draw.drawAt.json,
            "winnerCount": JSONNode(draw.winnerCount), "capacity": JSONNode(draw.capacity),
            "entrantCount": JSONNode(draw.entrantCount), "winners": JSONNode(winners),
            "crowd": world.crowd(draw) ?? .null,
        ]
    }

    private static func auction(
        _ auction: Auction, _ world: World, _ words: Edition.StatusWords
    ) -> JSONNode {
        let bids = auction.newestBids(Limit.people).map { bid -> JSONNode in
            [
                "bidId": JSONNode(world.identifier(ofBid: bid.id)),
                "amount": bid.amount.json(auction.currency), "timestamp": bid.placedAt.json,
                "consumer": person(auction.bidder(of: bid).consumer, world),
            ]
        }
        return [
            "id": JSONNode(auction.id), "name": JSONNode(auction.name),
            "status": JSONNode(words.phase(DistributionPhase(auction, at: world.now))),
            "openAt": auction.schedule.openAt.json,
            "closeAt": auction.schedule.closeAt.json, "settleAt": auction.settleAt.json,
            "winnerCount": JSONNode(auction.winnerCount),
            "startingPrice": auction.startingPrice.json(auction.currency),
            "reservePrice": auction.reservePrice.json(auction.currency),
            "minimumBidIncrement": auction.minimumBidIncrement.json(auction.currency),
            "currentHighBid": (auction.highestBid?.amount).json(auction.currency),
            "currencyCode": JSONNode(auction.currency.code), "bidCount": JSONNode(auction.bidCount),
            "bids": JSONNode(bids), "crowd": world.bots(auction) ?? .null,
        ]
    }

    private static func release(
        _ release: TimedRelease, _ world: World, _ words: Edition.StatusWords
    ) -> JSONNode {
        [
            "id": JSONNode(release.id), "name": JSONNode(release.name),
            "status": JSONNode(words.phase(DistributionPhase(release.schedule, at: world.now))),
            "openAt": release.schedule.openAt.json,
            "closeAt": release.schedule.closeAt.json,
            "consumerCount": JSONNode(release.consumerCount),
        ]
    }

    private static func appointment(
        _ appointment: Appointment, _ world: World, _ words: Edition.StatusWords
    ) -> JSONNode {
        let slots = appointment.slots.prefix(Limit.slots).map { slot -> JSONNode in
            [
                "id": JSONNode(slot.id), "startTime": slot.startAt.json,
                "endTime": slot.endAt.json, "capacity": JSONNode(slot.capacity),
                "bookedCount": JSONNode(slot.bookedCount),
            ]
        }
        return [
            "id": JSONNode(appointment.id), "name": JSONNode(appointment.name),
            "status": JSONNode(words.phase(DistributionPhase(appointment.schedule, at: world.now))),
            "openAt": appointment.schedule.openAt.json,
            "closeAt": appointment.schedule.closeAt.json,
            "slotCount": JSONNode(appointment.slots.count), "slots": JSONNode(slots),
        ]
    }
}
