import HTTPEngine
import JSONTree

/// What an answer must have where no whole document of its call says so: an error its word, a profile what
/// it shows of each queue, a winner the token to pay with, and an access token claims that go with the
/// session.
struct RecordedMembers {
    /// What answers are about: others, such as the best bidder, there may be none of.
    private static let identifiers: Set = [
        "id", "consumerId", "queueId", "drawId", "auctionId", "timedReleaseId", "waitlistId",
        "appointmentId", "bookingId",
    ]

    private let suite: Suite
    private let documented: DocumentedAnswers
    /// The organization that tokens name beside each publishable key.
    private var organizations: [String: String] = [:]

    init(_ suite: Suite, _ documented: DocumentedAnswers) {
        self.suite = suite
        self.documented = documented
    }

    /// What an answer lacks, or has otherwise than what stands beside it.
    mutating func flaws(_ known: RecordedTraffic.Known, _ body: JSONNode?) -> [RecordedFlaw] {
        guard let body, body.members != nil else { return [] }
        let flaws: [RecordedFlaw?]
        switch known.call.response.status {
        case 400...: flaws = [error(known, body)]
        case ..<300:
            flaws =
                identifiers(known, body) + claims(known, body) + listed(known, body)
                + [payment(known, body)]
        default: flaws = []
        }
        return flaws.compactMap(\.self)
    }

    private func missing(
        _ rule: RecordedRule, _ node: JSONNode, _ name: String, _ path: [String], _ reason: String,
        what: String = "a text"
    ) -> RecordedFlaw? {
        guard node[name]?.isNull ?? true else { return nil }
        return rule.flaw(
            in: suite, at: path + [name], expected: what, actual: node[name], reason)
    }

    /// An error without its word; a gateway's, which counts no limits, is not the API's.
    private func error(_ known: RecordedTraffic.Known, _ body: JSONNode) -> RecordedFlaw? {
        guard known.call.response.headers.contains("X-RateLimit-Limit") else { return nil }
        return missing(
            .errorWord, body, "error", [], "the status is \(known.call.response.status)")
    }

    /// An identifier that is null though every answer of this call must have it.
    private func identifiers(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [RecordedFlaw?] {
        let members = documented[known.operation.name].members
        return (body.members ?? []).filter { $0.node.isNull }.map { member in
            guard Self.identifiers.contains(member.key),
                let said = members[[member.key]], said.isRequired, !said.isOptional
            else { return nil }
            return documented.flaw(
                known, [member.key], expected: .null, told: "an identifier", actual: member.node,
                isKept: true, nil)
        }
    }

    // MARK: Tokens

    private mutating func claims(
        _ known: RecordedTraffic.Known, _ body: JSONNode
    ) -> [RecordedFlaw?] {
        guard let claims = body["accessToken"]?.string.flatMap(RecordedPeople.claims) else {
            return []
        }
        func flaw(_ rule: RecordedRule, _ name: String, _ expected: String, _ reason: String)
            -> RecordedFlaw?
        {
            rule.flaw(
                in: suite, at: ["accessToken", "$jwt", name], expected: expected,
                actual: claims[name], reason)
        }
        var flaws: [RecordedFlaw?] = []
        let session = body["session"]
        func differs(_ name: String, _ letters: (String) -> String) -> Bool {
            guard let one = session?[name]?.string, let other = claims[name]?.string else {
                return false
            }
            return letters(one) != letters(other)
        }
        let beside = "so says the session beside it"
        if differs("consumerId", \.self), let id = session?["consumerId"] {
            flaws.append(flaw(.claimsOfAccess, "consumerId", id.text(), beside))
        }
        if differs("email", { $0.lowercased() }) {
            flaws.append(flaw(.claimedEmail, "email", "the session's", beside))
        }
        if differs("phone", { $0.filter(\.isNumber) }) {
            flaws.append(flaw(.claimedPhone, "phone", "the session's", beside))
        }
        if session?["type"]?.string == "guest", claims["isGuest"]?.bool == false {
            flaws.append(flaw(.claimedGuest, "isGuest", "true, or nothing", beside))
        }
        if let key = known.call.request.headers["X-Publishable-Key"],
            let name = claims["organizationId"]?.string
        {
            let before = organizations[key] ?? name
            organizations[key] = before
            if before != name {
                flaws.append(
                    flaw(
                        .claimsOfAccess, "organizationId", JSONNode(before).text(),
                        "tokens beside the same publishable key were of it before"))
            }
        }
        return flaws
    }

    // MARK: Profiles and winners

    private func listed(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [RecordedFlaw?] {
        guard known.operation.name == "GET /consumers/me", let active = body["active"] else {
            return []
        }
        func flaws(_ node: JSONNode, _ path: [String], _ rule: RecordedRule, _ names: [String])
            -> [RecordedFlaw?]
        {
            guard node.members != nil else { return [] }
            let isAdmitted = node["status"]?.string == "ADMITTED"
            return (names + (isAdmitted ? ["admittedAt", "admissionToken"] : [])).map {
                missing(rule, node, $0, ["active"] + path, "the profile lists the queue")
            }
        }
        let names = ["queueId", "status", "enteredAt"]
        let queues = (active["queues"]?.members ?? []).flatMap {
            flaws($0.node, ["queues", $0.key], .listedQueues, names)
        }
        let experiences = (active["experiences"]?.members ?? []).flatMap { experience in
            (experience.node["sequences"]?.members ?? []).flatMap { sequence in
                flaws(
                    sequence.node["queue"] ?? .null,
                    ["experiences", experience.key, "sequences", sequence.key, "queue"],
                    .listedExperiences, names + ["sequenceId"])
            }
        }
        return queues + experiences
    }

    private func payment(_ known: RecordedTraffic.Known, _ body: JSONNode) -> RecordedFlaw? {
        guard known.operation.name == "GET /auctions/*/status" else { return nil }
        switch body["status"]?.string {
        case "WON":
            return missing(.wonAuction, body, "paymentToken", [], "the auction is won")
        case "LOST" where !(body["paymentToken"]?.isNull ?? true):
            return RecordedRule.lostAuction.flaw(
                in: suite, at: ["paymentToken"], expected: "null, or nothing",
                actual: body["paymentToken"], "the auction is lost")
        default: return nil
        }
    }
}
