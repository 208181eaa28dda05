import FanfareModel
import Foundations
import JSONTree

/// A crowd that is there from the beginning.
enum CrowdOutline: Sendable {
    case queue(String, CrowdPlan)
    case draw(String, CrowdPlan)
    case auction(String, BotsPlan)

    init(_ reader: WorldReader) throws(WorldFileError) {
        let (place, id) = try reader.crowdPlace()
        switch place {
        case .queue: self = .queue(id, try reader.crowdPlan(size: "waiting"))
        case .draw: self = .draw(id, try reader.crowdPlan(size: "entrants"))
        case .auction: self = .auction(id, try reader.botsPlan(id))
        }
    }

    /// Lets it come; nobody comes to what is over.
    func build(in world: inout World) {
        switch self {
        case .queue(let id, let plan):
            if let key = try? world.catalogue.queue(id) { try? world.setCrowd(plan, in: key) }
        case .draw(let id, let plan):
            if let key = try? world.catalogue.draw(id) { try? world.setCrowd(plan, in: key) }
        case .auction(let id, let plan):
            if let key = try? world.catalogue.auction(id) { try? world.setBots(plan, in: key) }
        }
    }
}

extension WorldReader {
    /// Notes where crowds of the same document may come to.
    func noteCrowdPlace(_ place: CrowdPlace, _ id: String?, _ currency: Currency = .usDollar) {
        if let id { context.crowdPlaces[place, default: [:]][id] = currency }
    }

    /// The distribution that a crowd comes to: one of the document, and no other crowd's.
    fileprivate func crowdPlace() throws(WorldFileError) -> (CrowdPlace, String) {
        let named = CrowdPlace.allCases.filter { member($0.rawValue) != nil }
        guard let place = named.first else {
            throw error(node, "a crowd needs a 'queue', a 'draw' or an 'auction'")
        }
        guard named.count == 1 else {
            throw error(
                node,
                "a crowd is in one place, not in '\(place.rawValue)' and '\(named[1].rawValue)'")
        }
        let id = try requiredString(place.rawValue)
        let known = context.crowdPlaces[place]?.keys.sorted() ?? []
        guard known.contains(id) else {
            let other = CrowdPlace.allCases.first { context.crowdPlaces[$0]?[id] != nil }
            let hint =
                other.map { " It is \($0.one): name it so." }
                ?? Nearest.hint(for: id, in: known)
                + (known.isEmpty ? "" : " Known: \(known.joined(separator: ", ")).")
            throw error(
                member(place.rawValue) ?? node, "there is no \(place.rawValue) '\(id)'.\(hint)",
                at: place.rawValue)
        }
        guard context.names.insert("crowd \(id)").inserted else {
            throw error(
                member(place.rawValue) ?? node, "'\(id)' has a crowd already", at: place.rawValue)
        }
        return (place, id)
    }

    fileprivate func crowdPlan(size: String) throws(WorldFileError) -> CrowdPlan {
        var plan = CrowdPlan()
        plan.size = try integer(size, in: 0...CrowdPlan.largest)
        plan.arrivalsPerMinute = try integer(
            "arrivalsPerMinute", in: 0...CrowdPlan.mostArrivals)
        if let words = try string("leave") {
            guard let share = LeaveShare(words: words) else {
                throw error(member("leave") ?? node, LeaveShare.help, at: "leave")
            }
            plan.leave = share.millionths
        }
        return plan
    }

    fileprivate func botsPlan(_ auction: String) throws(WorldFileError) -> BotsPlan {
        let currency = context.crowdPlaces[.auction]?[auction] ?? .usDollar
        guard let count = try integer("bots", in: 1...BotsPlan.most) else {
            throw error(node, "'bots' is missing")
        }
        guard let limit = try amount("limit", in: currency, atLeast: 1) else {
            throw error(node, "'limit' is missing")
        }
        let step = try amount("step", in: currency, atLeast: 1)
        let every = try duration("every") ?? BotsPlan.usualPause
        guard every >= BotsPlan.shortestPause else {
            throw error(member("every") ?? node, "expected a second or more", at: "every")
        }
        return BotsPlan(count: count, limit: limit, step: step, every: every)
    }
}
