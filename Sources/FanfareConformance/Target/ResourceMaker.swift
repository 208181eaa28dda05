import Foundations
import HTTPEngine
import JSONTree

/// Makes the resources that a target lacks, through the documented admin calls (specs/v1/contract.md#admin).
///
/// Only where its file asks for it: what is made stays there when the run is over.
struct ResourceMaker {
    let caller: Caller
    let target: Target
    /// A short word that no other run uses, in the name of everything that is made.
    let run: String

    /// Why a resource could not be made.
    struct Refusal: Error {
        let reason: String
    }

    /// The ids of the resources by role, those that were made included.
    func completed() throws(Refusal) -> [String: String] {
        var resources = target.resources ?? [:]
        guard let sequence = resources["sequence.main"] else {
            throw Refusal(reason: "it needs \"sequence.main\" among the resources.")
        }
        for role in Self.recipes.keys.sorted() where resources[role] == nil {
            resources[role] = try make(role, in: sequence)
        }
        return resources
    }

    private func make(_ role: String, in sequence: String) throws(Refusal) -> String {
        guard let recipe = Self.recipes[role] else { throw Refusal(reason: "\(role) is unknown") }
        let now = Environment.now()
        var members = [
            JSONMember("sequenceId", JSONNode(sequence)),
            JSONMember("name", JSONNode("fanfare-kit \(run) \(role)")),
        ]
        members += recipe.moments.map { name, span in
            JSONMember(name, JSONNode(now.advanced(by: span).description))
        }
        members += recipe.numbers.map { JSONMember($0, JSONNode($1)) }
        let answer = try send(recipe.path, JSONNode(members))
        guard answer.status / 100 == 2, let id = answer.json?["id"]?.string else {
            let words = answer.json?["error"]?.string.map { " \(JSONNode($0).text())" } ?? ""
            let isKey = [401, 403].contains(answer.status)
            let names = target.keys?.variables ?? TargetKeys.Variables()
            throw Refusal(
                reason: "POST \(recipe.path) for \(role) is answered \(answer.status)\(words)"
                    + (isKey ? ". Is the key of \(names.secretKey) this target's?" : "."))
        }
        if let excess = CarriedValue.excess(JSONNode(id)) {
            throw Refusal(reason: "the id of \(role) \(excess.reason)".ended)
        }
        return id
    }

    private func send(_ path: String, _ body: JSONNode) throws(Refusal) -> HTTPResponse {
        var request = HTTPRequest(method: "POST", target: target.address.basePath + path)
        request.headers.append("Authorization", "Bearer \(target.keys?.secretKey ?? "")")
        request.headers.append("Content-Type", "application/json")
        request.body = body.bytes()
        do throws(TransportFailure) {
            return try caller.call(request)
        } catch {
            throw Refusal(reason: "POST \(path) is not answered: \(error)".ended)
        }
    }
}

extension ResourceMaker {
    /// What is asked for: instants from now on, and numbers.
    private struct Recipe {
        let path: String
        var moments: [(String, TimeSpan)] = []
        var numbers: [(String, Int)] = []
    }

    private static let hour = TimeSpan(milliseconds: 3_600_000)
    private static let hourAgo = TimeSpan(milliseconds: -3_600_000)
    private static let yesterday = TimeSpan(milliseconds: -86_400_000)
    private static let nextYear = TimeSpan(milliseconds: 365 * 86_400_000)
    private static let later = TimeSpan(milliseconds: 366 * 86_400_000)
    private static let over = [("openAt", yesterday), ("closeAt", hourAgo)]
    private static let price = [("startingBid", 100), ("minimumIncrement", 10)]

    private static let recipes: [String: Recipe] = [
        "queue.open": Recipe(path: "/queues", numbers: [("maxCapacity", 1000)]),
        "queue.notYetOpen": Recipe(path: "/queues", moments: [("openAt", nextYear)]),
        "queue.closed": Recipe(path: "/queues", moments: over),
        "queue.onePlace": Recipe(path: "/queues", numbers: [("maxCapacity", 1)]),
        "draw.open": Recipe(
            path: "/draws", moments: [("drawAt", hour)], numbers: [("winnerCount", 1)]),
        "draw.notYetOpen": Recipe(
            path: "/draws", moments: [("openAt", nextYear), ("drawAt", later)],
            numbers: [("winnerCount", 1)]),
        "draw.closed": Recipe(
            path: "/draws", moments: over + [("drawAt", hour)], numbers: [("winnerCount", 1)]),
        "auction.open": Recipe(path: "/auctions", moments: [("settleAt", hour)], numbers: price),
        "auction.notYetOpen": Recipe(
            path: "/auctions", moments: [("openAt", nextYear), ("settleAt", later)],
            numbers: price),
        "auction.closed": Recipe(
            path: "/auctions", moments: over + [("settleAt", hour)], numbers: price),
    ]
}
