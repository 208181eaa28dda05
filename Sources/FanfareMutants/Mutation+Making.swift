import FanfareMock
import HTTPEngine
import JSONTree

/// A property of distributions, by the names it has where they are made and where they are shown.
struct Property: Sendable {
    /// The kind of distribution: `queues`, `draws`, `auctions`.
    let kind: String
    /// Its name in a world.
    let name: String
    /// Its name in a creation call.
    let created: String
    /// What it is when nothing is said.
    var standard: JSONNode?

    static let capacity = Property(kind: "queues", name: "capacity", created: "maxCapacity")
    static let rate = Property(
        kind: "queues", name: "admissionsPerMinute", created: "admissionRate")
    static let drawWinners = Property(kind: "draws", name: "winnerCount", created: "winnerCount")
    static let drawAt = Property(kind: "draws", name: "drawAt", created: "drawAt")
    static let settleAt = Property(kind: "auctions", name: "settleAt", created: "settleAt")
    static let reserve = Property(kind: "auctions", name: "reservePrice", created: "reservePrice")
    static let auctionWinners = Property(
        kind: "auctions", name: "winnerCount", created: "winnerCount", standard: 1)
    static let increment = Property(
        kind: "auctions", name: "minimumBidIncrement", created: "minimumIncrement")
}

extension Mutation {
    /// Distributions are made with another property than they show.
    static func made(
        _ property: Property, by change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> Mutation {
        let post = "POST /\(property.kind)"
        let get = "GET /\(property.kind)/{id}"
        return Mutation.remembering([String: JSONNode](), [post, get]) { intercepted, shown in
            if intercepted.route == post {
                return intercepted.creating(property, &shown, change)
            }
            return intercepted.changing(intercepted.proceed()) { document in
                let key = intercepted.organization.id + intercepted.id
                guard let value = shown[key] ?? shown[intercepted.id] else { return }
                document.change(property.name) { $0 = value }
            }
        }
        .and(
            .distributions(property.kind) { distribution in
                guard let value = distribution[property.name] ?? property.standard else { return }
                var changed = value
                change(&changed)
                distribution[editing: property.name] = changed.isNull ? nil : changed
            })
    }
}

extension InterceptedCall {
    /// Lets a creation call make something else than it says and answers.
    fileprivate func creating(
        _ property: Property, _ shown: inout [String: JSONNode], _ change: (inout JSONNode) -> Void
    ) -> HTTPResponse {
        var wanted = body
        let said = wanted[property.created]
        guard let value = said ?? property.standard else { return proceed() }
        var changed = value
        change(&changed)
        wanted[editing: property.created] = changed.isNull ? nil : changed
        request.body = wanted.bytes()
        let response = proceed()
        if let id = response.document["id"]?.string { shown[organization.id + id] = value }
        _ = wrong(response)
        return changing(response) { document in
            if said != nil { document.change(property.created) { $0 = value } }
            document.change(property.name) { $0 = value }
        }
    }
}
