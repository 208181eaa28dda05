import HTTPEngine
import JSONTree

/// Holds one answer to itself: what it says of a participation in several places is the same, what comes
/// after something else is not told to have been before it, and an admission token claims what stands
/// beside it.
struct RecordedAgreement {
    /// What an answer says of somebody in a queue, a draw or the like.
    private struct Part {
        let id: String
        let type: String?
        let node: JSONNode
        /// The names that lead to it, and the same with a star for each name.
        let (path, place): ([String], [String])
    }

    /// The lists of a profile, and what tokens call the type of what is in them.
    private static let types = [
        "queues": "queue", "draws": "draw", "auctions": "auction",
        "timedReleases": "timed_release",
    ]
    private static let shared = ["enteredAt", "admittedAt", "expiresAt", "admissionToken"]
    /// What does not come before what, of somebody in such a state.
    private static let order: [(later: String, earlier: String, states: Set<String>)] = [
        ("admittedAt", "enteredAt", ["ADMITTED"]), ("completedAt", "admittedAt", ["COMPLETED"]),
        ("completedAt", "enteredAt", ["COMPLETED"]), ("wonAt", "enteredAt", ["WON"]),
        ("expiresAt", "enteredAt", ["ENTERED", "ADMITTED", "WON"]),
        ("expiresAt", "admittedAt", ["ADMITTED"]),
    ]

    private let suite: Suite
    private let documented: DocumentedAnswers

    init(_ suite: Suite, _ documented: DocumentedAnswers) {
        self.suite = suite
        self.documented = documented
    }

    /// What of a good answer does not go with the rest of it.
    func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ person: String?,
        _ people: RecordedPeople
    ) -> [RecordedFlaw] {
        guard let body else { return [] }
        let parts = parts(known, body)
        var flaws: [RecordedFlaw?] = []
        for part in parts { flaws += moments(part, known) + claims(part, known, person, people) }
        for (_, alike) in Dictionary(grouping: parts, by: \.id).sorted(by: { $0.key < $1.key }) {
            for (index, part) in alike.enumerated().dropFirst() {
                flaws += differences(part, alike[..<index], known)
            }
        }
        return flaws.compactMap(\.self)
    }

    private func parts(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [Part] {
        guard known.operation.name == "GET /consumers/me" else {
            let segments = known.operation.operation.segments
            let list =
                segments.first.flatMap(\.self) == "timed-releases"
                ? "timedReleases" : segments.first.flatMap(\.self) ?? ""
            guard segments.count == 3, let name = known.names.first, let type = Self.types[list]
            else { return [] }
            let member = list == "timedReleases" ? "timedReleaseId" : type + "Id"
            let id = body[member]?.string ?? name
            return [Part(id: id, type: type, node: body, path: [], place: [])]
        }
        let active = body["active"]
        var parts: [Part] = []
        func add(_ id: String?, _ type: String?, _ node: JSONNode?, _ path: [String]) {
            guard let id, let node, node.members != nil else { return }
            let names: Set = ["admission", "participation", "queue", "sequences"]
            let place = path.enumerated().map { index, name in
                index == 0 || names.contains(name) ? name : "*"
            }
            parts.append(
                Part(
                    id: id, type: type, node: node, path: ["active"] + path,
                    place: ["active"] + place))
        }
        for (list, type) in Self.types.sorted(by: { $0.key < $1.key }) {
            for member in active?[list]?.members ?? [] {
                add(member.key, type, member.node, [list, member.key])
            }
        }
        for experience in active?["experiences"]?.members ?? [] {
            for sequence in experience.node["sequences"]?.members ?? [] {
                let queue = sequence.node["queue"]
                add(
                    queue?["queueId"]?.string, "queue", queue,
                    ["experiences", experience.key, "sequences", sequence.key, "queue"])
            }
        }
        for member in active?["admissions"]?.members ?? [] {
            add(member.key, nil, member.node, ["admissions", member.key])
        }
        for (index, journey) in (active?["journeys"]?.elements ?? []).enumerated() {
            let participation = journey["participation"]
            add(
                participation?["id"]?.string, participation?["type"]?.string, participation,
                ["journeys", "\(index)", "participation"])
            add(
                journey["admission"]?["distributionId"]?.string, nil, journey["admission"],
                ["journeys", "\(index)", "admission"])
        }
        return parts
    }

    // MARK: The same in several places

    private func differences(
        _ part: Part, _ others: ArraySlice<Part>, _ known: RecordedTraffic.Known
    ) -> [RecordedFlaw?] {
        var flaws = Self.shared.map { name -> RecordedFlaw? in
            guard let actual = part.node[name], !actual.isNull,
                let expected = others.lazy.compactMap({ $0.node[name] }).first(where: {
                    !$0.isNull
                }), !Self.isAlike(expected, actual)
            else { return nil }
            return flaw(name, part, known, expected, "the same answer says so elsewhere")
        }
        // What journeys call a state, and what a call does, are not the same words.
        let isQueue = part.path.dropFirst().first == "experiences"
        if isQueue, let listed = others.first(where: { $0.path.dropFirst().first == "queues" }),
            let expected = listed.node["status"], let actual = part.node["status"],
            expected != actual
        {
            flaws.append(flaw("status", part, known, expected, "the same answer says so elsewhere"))
        }
        return flaws
    }

    private func flaw(
        _ name: String, _ part: Part, _ known: RecordedTraffic.Known, _ expected: JSONNode,
        told: String? = nil, _ reason: String
    ) -> RecordedFlaw? {
        if name == "admissionToken" {
            return RecordedRule.admissionToken.flaw(
                in: suite, at: part.path + [name], expected: "the token that it is elsewhere",
                actual: part.node[name], reason)
        }
        return documented.flaw(
            known, part.path + [name], place: part.place + [name], expected: expected, told: told,
            actual: part.node[name], reason)
    }

    /// Whether two values are one moment, to the second, or the same.
    private static func isAlike(_ one: JSONNode, _ other: JSONNode) -> Bool {
        guard let first = moment(one), let second = moment(other) else { return one == other }
        return abs(first.milliseconds - second.milliseconds) < 1000
    }

    private static func moment(_ node: JSONNode?) -> Timestamp? {
        node?.string.flatMap { Timestamp(iso8601: $0, allowsOffset: true) }
    }

    // MARK: One after the other

    private func moments(_ part: Part, _ known: RecordedTraffic.Known) -> [RecordedFlaw?] {
        let word = part.node["status"]?.string ?? ""
        let wrong = Self.order.first { later, earlier, states in
            guard states.contains(word), let first = Self.moment(part.node[earlier]),
                let second = Self.moment(part.node[later])
            else { return false }
            return second.milliseconds + 1000 <= first.milliseconds
        }
        guard let wrong, let expected = part.node[wrong.earlier] else { return [] }
        return [
            flaw(
                wrong.later, part, known, expected,
                told: "not before \(expected.string ?? "")",
                "\(wrong.earlier) in the same answer comes before it")
        ]
    }

    // MARK: Tokens

    private func claims(
        _ part: Part, _ known: RecordedTraffic.Known, _ person: String?, _ people: RecordedPeople
    ) -> [RecordedFlaw?] {
        guard let token = part.node["admissionToken"]?.string,
            let claims = RecordedPeople.claims(token)
        else { return [] }
        func flaw(_ name: String, _ expected: JSONNode?, _ reason: String) -> RecordedFlaw? {
            guard let expected, !expected.isNull, let actual = claims[name], !actual.isNull,
                !Self.isAlike(expected, actual)
            else { return nil }
            let rule: RecordedRule = part.type == "draw" ? .claimsOfWinner : .claimsOfAdmission
            return rule.flaw(
                in: suite, at: part.path + ["admissionToken", "$jwt", name],
                expected: expected.text(), actual: actual, reason)
        }
        let beside = "it stands beside the token"
        var flaws = ["admittedAt", "expiresAt"].map { flaw($0, part.node[$0], beside) }
        flaws.append(flaw("distributionId", JSONNode(part.id), "the token was shown for it"))
        flaws.append(flaw("distributionType", part.type.map { JSONNode($0) }, "it is one"))
        // Whoever was linked keeps the token that the guest was given.
        if let person, known.isOwnAnswer, people.isCalled(person),
            let named = claims["consumerId"]?.string, people.isIdentified(named)
        {
            flaws.append(flaw("consumerId", JSONNode(person), "the token was shown to \(person)"))
        }
        return flaws
    }
}
