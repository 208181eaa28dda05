import FanfareModel
import JSONTree

/// Where crowds come to; strangers that nobody can tell from others are of no use elsewhere.
enum CrowdPlace: String, CaseIterable {
    case queue, draw, auction

    /// The word with its article.
    var one: String { self == .auction ? "an auction" : "a \(rawValue)" }

    /// The members of an order for such a crowd, beside where it is.
    var members: [String] {
        switch self {
        case .queue: ["waiting", "leave", "arrivalsPerMinute"]
        case .draw: ["entrants", "leave", "arrivalsPerMinute"]
        case .auction: ["bots", "limit", "step", "every"]
        }
    }

    /// What an order takes, whatever it is for.
    static let fields: [ControlField] = [
        .init("queue", .text), .init("draw", .text), .init("auction", .text),
        .init("waiting", .wholeNumber), .init("entrants", .wholeNumber), .init("leave", .text),
        .init("arrivalsPerMinute", .wholeNumber), .init("bots", .wholeNumber),
        .init("limit", .number), .init("step", .number), .init("every", .duration),
    ]
}

extension FieldReader {
    /// Which distribution an order is for; reports none, two, and members that are for another kind.
    mutating func crowdPlace() -> (place: CrowdPlace, id: String)? {
        let named = CrowdPlace.allCases.filter { body[$0.rawValue] != nil }
        guard let place = named.first else {
            report(
                "queue",
                .unreadable(
                    "Say where the crowd is: {\"queue\": …}, {\"draw\": …} or {\"auction\": …}")
            )
            return nil
        }
        for other in named.dropFirst() {
            report(other.rawValue, .conflicts(with: place.rawValue))
        }
        let others = Set(CrowdPlace.allCases.flatMap(\.members)).subtracting(place.members)
        for member in body.members ?? [] where others.contains(member.key) {
            report(
                member.key,
                .unreadable(
                    "Not in a crowd of \(place.one), which takes"
                        + " \(place.members.joined(separator: ", "))"))
        }
        return (place, string(place.rawValue))
    }

    /// What is said of the strangers in a queue or a draw.
    mutating func crowdPlan(size: String) -> CrowdPlan {
        var plan = CrowdPlan()
        plan.size = optionalInteger(size, in: 0...CrowdPlan.largest)
        plan.arrivalsPerMinute = optionalInteger(
            "arrivalsPerMinute", in: 0...CrowdPlan.mostArrivals)
        if let words = optionalString("leave") {
            plan.leave = LeaveShare(words: words)?.millionths
            if plan.leave == nil { report("leave", .unreadable(LeaveShare.help)) }
        }
        return plan
    }

    /// What is said of the bots in an auction; what is not said stays as it was.
    mutating func botsPlan(_ auction: Auction) -> BotsPlan {
        let before = auction.bots?.plan
        let count = optionalInteger("bots", in: 1...BotsPlan.most)
        if count == nil, before == nil, body["bots"]?.isNull ?? true {
            report("bots", .required)
        }
        let limit =
            before != nil && body["limit"]?.isNull ?? true
            ? before?.limit : amount("limit", in: auction.currency)
        var plan = BotsPlan(
            count: count ?? before?.count ?? 1, limit: limit ?? auction.startingPrice)
        plan.step =
            optionalAmount("step", in: auction.currency, atLeast: 1) ?? before?.step
        plan.every = optionalDuration("every") ?? before?.every ?? plan.every
        if plan.every < BotsPlan.shortestPause {
            report("every", .unreadable("Expected a duration of at least 1s"))
        }
        return plan
    }
}
