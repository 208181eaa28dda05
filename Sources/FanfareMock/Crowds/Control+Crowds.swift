import FanfareModel
import Foundations
import JSONTree

/// Crowds: strangers in queues and draws, bots in auctions.
extension Control {
    /// POST /__admin/crowds.
    static func setCrowd(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let named = fields.crowdPlace()
        guard let (place, id) = named, fields.issues.isEmpty else {
            try fields.finish()
            return noCrowd
        }
        guard let key = context.world.catalogue.distribution(place, id) else {
            return noPlace(place, id, context.world.catalogue)
        }
        let isNew = !context.world.crowded.contains(key)
        switch key {
        case .queue(let index):
            let plan = fields.crowdPlan(size: "waiting")
            try fields.finish()
            try context.world.setCrowd(plan, in: index)
        case .draw(let index):
            let plan = fields.crowdPlan(size: "entrants")
            try fields.finish()
            try context.world.setCrowd(plan, in: index)
        case .auction(let index):
            let plan = fields.botsPlan(context.world.catalogue[index])
            try fields.finish()
            try context.world.setBots(plan, in: index)
        case .timedRelease, .appointment, .waitlist: break
        }
        return Reply(isNew ? 201 : 200, context.world.crowd(in: key))
    }

    /// GET /__admin/crowds.
    static func listCrowds(_ context: RequestContext) throws(FanfareError) -> Reply {
        let world = context.world
        return .ok(["crowds": JSONNode(world.crowded.map { world.crowd(in: $0) })])
    }

    /// GET /__admin/crowds/{id}.
    static func readCrowd(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let key = context.crowd else { return noCrowd }
        return .ok(context.world.crowd(in: key))
    }

    /// DELETE /__admin/crowds.
    static func deleteCrowds(_ context: RequestContext) throws(FanfareError) -> Reply {
        for key in context.world.crowded { _ = context.world.removeCrowd(from: key) }
        return Reply(204)
    }

    /// DELETE /__admin/crowds/{id}.
    static func deleteCrowd(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let key = context.crowd, context.world.removeCrowd(from: key) else { return noCrowd }
        return Reply(204)
    }

    private static var noCrowd: Reply {
        Reply(
            404,
            [
                "error": "There is no crowd",
                "message":
                    "A crowd is called by its queue, draw or auction; GET /__admin/crowds lists those of the organization.",
            ])
    }

    private static func noPlace(_ place: CrowdPlace, _ id: String, _ catalogue: Catalogue) -> Reply
    {
        let message: String
        if let other = CrowdPlace.allCases.first(where: { catalogue.distribution($0, id) != nil }) {
            message = "It is \(other.one): name it so."
        } else if let kind = catalogue.kindWithoutCrowds(id) {
            message = "It is \(kind): crowds come to queues, draws and auctions only."
        } else {
            let known = catalogue.identifiers(of: place)
            let hint = Nearest.hint(for: id, in: known).dropFirst()
            message =
                (hint.isEmpty ? "" : "\(hint) ")
                + "GET /__admin/overview shows what there is."
        }
        return Reply(
            404,
            [
                "error": JSONNode("There is no \(place.rawValue) '\(id.shortened(to: 100))'"),
                "message": JSONNode(message),
            ])
    }
}

extension RequestContext {
    /// The crowd that the path names by its distribution.
    fileprivate var crowd: DistributionKey? {
        world.crowded.first { world.catalogue.id(of: $0) == parameter }
    }
}

extension Catalogue {
    fileprivate func distribution(_ place: CrowdPlace, _ id: String) -> DistributionKey? {
        switch place {
        case .queue: (try? queue(id)).map { .queue($0) }
        case .draw: (try? draw(id)).map { .draw($0) }
        case .auction: (try? auction(id)).map { .auction($0) }
        }
    }

    fileprivate func identifiers(of place: CrowdPlace) -> [String] {
        switch place {
        case .queue: queues.map(\.id)
        case .draw: draws.map(\.id)
        case .auction: auctions.map(\.id)
        }
    }

    fileprivate func kindWithoutCrowds(_ id: String) -> String? {
        if (try? timedRelease(id)) != nil { return "a timed release" }
        if (try? appointment(id)) != nil { return "an appointment" }
        return (try? waitlist(id)) != nil ? "a waitlist" : nil
    }
}

/// A crowd as it is shown.
extension World {
    /// What a crowd was asked to be, and what came of it.
    func crowd(in key: DistributionKey) -> JSONNode {
        switch key {
        case .queue(let index): crowd(catalogue[index]) ?? .null
        case .draw(let index): crowd(catalogue[index]) ?? .null
        case .auction(let index): bots(catalogue[index]) ?? .null
        case .timedRelease, .appointment, .waitlist: .null
        }
    }

    /// The crowd of a queue, nil without one.
    func crowd(_ queue: Queue) -> JSONNode? {
        guard let crowd = queue.crowd else { return nil }
        return [
            "queue": JSONNode(queue.id), "waiting": JSONNode(crowd.size),
            "leave": JSONNode(LeaveShare(millionths: crowd.leave).words),
            "arrivalsPerMinute": JSONNode(crowd.arrivalsPerMinute),
            "startsAt": JSONNode(crowd.startsAt.exactISO8601), "expected": JSONNode(crowd.expected),
            "came": JSONNode(crowd.came), "left": JSONNode(crowd.left),
            "admitted": JSONNode(crowd.admitted), "turnedAway": JSONNode(crowd.turnedAway),
            "nextPosition": JSONNode(queue.waitingCount + 1),
        ]
    }

    /// The crowd of a draw, nil without one.
    func crowd(_ draw: Draw) -> JSONNode? {
        guard let crowd = draw.crowd else { return nil }
        return [
            "draw": JSONNode(draw.id), "entrants": JSONNode(crowd.size),
            "leave": JSONNode(LeaveShare(millionths: crowd.leave).words),
            "arrivalsPerMinute": JSONNode(crowd.arrivalsPerMinute),
            "startsAt": JSONNode(crowd.startsAt.exactISO8601), "expected": JSONNode(crowd.expected),
            "came": JSONNode(crowd.came), "left": JSONNode(crowd.left),
            "won": JSONNode(crowd.admitted), "turnedAway": JSONNode(crowd.turnedAway),
        ]
    }

    /// The bots of an auction, nil without any.
    func bots(_ auction: Auction) -> JSONNode? {
        guard let bots = auction.bots else { return nil }
        let step = bots.plan.step ?? auction.minimumBidIncrement
        return [
            "auction": JSONNode(auction.id), "bots": JSONNode(bots.plan.count),
            "limit": bots.plan.limit.json(auction.currency),
            "step": step.json(auction.currency), "every": JSONNode(bots.plan.every.words),
            "startsAt": JSONNode(bots.startsAt.exactISO8601), "bids": JSONNode(bots.bidCount),
            "currentHighBid": (auction.highestBid?.amount).json(auction.currency),
        ]
    }
}
