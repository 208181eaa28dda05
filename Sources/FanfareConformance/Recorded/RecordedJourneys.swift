import HTTPEngine
import JSONTree

/// Holds a profile to itself: the words of its states are documented, and what it says of one thing in two
/// places is the same.
struct RecordedJourneys {
    /// What profiles list, and what calls name it.
    static let lists = [
        "queues": "queues", "draws": "draws", "auctions": "auctions",
        "timedReleases": "timed-releases",
    ]
    /// What people can take part in.
    private static let types: Set = [
        "waitlist", "queue", "draw", "auction", "timed_release", "appointment",
    ]
    /// How far the words of states are, where an admission is what people wait for.
    private static let stages = ["QUEUED": "routed", "ENTERED": "routed", "ADMITTED": "admitted"]

    private let documented: DocumentedAnswers
    /// The states of those who are in something, by the name that calls give it.
    private let words: [String: Set<String>]

    init(_ documented: DocumentedAnswers) {
        self.documented = documented
        var words: [String: Set<String>] = [:]
        for (name, answers) in documented.calls {
            let parts = name.split(separator: "/").dropFirst().map(String.init)
            guard parts.count == 3, let states = answers.members[["status"]]?.words else {
                continue
            }
            words[parts[0], default: []].formUnion(states)
        }
        self.words = words
    }

    /// What a profile's `active` says otherwise than it says itself, or than any page.
    func flaws(_ known: RecordedTraffic.Known, _ active: JSONNode) -> [RecordedFlaw] {
        var flaws: [RecordedFlaw?] = []
        for (list, segment) in Self.lists.sorted(by: { $0.key < $1.key }) {
            for member in active[list]?.members ?? [] {
                let part = Part(known, member.node, [list, member.key], [list, "*"])
                flaws.append(state(part, of: segment))
                flaws.append(part.flaw(documented, Self.idName(of: list), is: JSONNode(member.key)))
            }
        }
        for (index, node) in (active["journeys"]?.elements ?? []).enumerated() {
            let part = Part(known, node, ["journeys", "\(index)"], ["journeys", "*"])
            flaws += journey(part, active)
        }
        return flaws.compactMap(\.self)
    }

    private func journey(_ journey: Part, _ active: JSONNode) -> [RecordedFlaw?] {
        let stages = ["journeyStage", "sequenceStage"].map { name in
            unknown(
                journey, name,
                documented[journey.known.operation.name].members[journey.at + [name]]?.words ?? [])
        }
        guard let participation = journey.part("participation"),
            let type = participation.node["type"]?.string
        else { return stages }
        guard Self.types.contains(type) else {
            return stages + [unknown(participation, "type", Self.types)]
        }
        let segment = Self.segment(of: type)
        var flaws = stages + [state(participation, of: segment)]
        if let admission = journey.part("admission") {
            for name in ["experienceId", "sequenceId"] {
                flaws.append(admission.flaw(documented, name, is: journey.node[name]))
            }
            flaws.append(
                admission.flaw(documented, "distributionId", is: participation.node["id"]))
        }
        guard let id = participation.node["id"]?.string else { return flaws }
        let own = Self.lists.first { $0.value == segment }?.key
        let others = Self.lists.filter { $0.key != own && active[$0.key]?[id] != nil }
        if let own, active[own]?[id] == nil, let other = others.first {
            let right = Self.types.first { Self.segment(of: $0) == other.value }
            flaws.append(participation.flaw(documented, "type", is: JSONNode(right)))
        }
        guard ["queue", "draw"].contains(type), let own else { return flaws }
        let there = active[own]?[id]?["status"]?.string
        if let there, Self.stages[there] != nil, let here = participation.node["status"]?.string,
            words[segment]?.contains(here) ?? true, Self.stages[here] != Self.stages[there]
        {
            flaws.append(participation.flaw(documented, "status", is: JSONNode(there)))
        } else if let stage = participation.node["status"]?.string.flatMap({ Self.stages[$0] }) {
            flaws.append(journey.flaw(documented, "journeyStage", is: JSONNode(stage)))
        }
        return flaws
    }

    /// A state that no page has for something of that kind.
    private func state(_ part: Part, of segment: String) -> RecordedFlaw? {
        // How somebody stands on a waitlist no page names whole.
        Self.lists.values.contains(segment)
            ? unknown(part, "status", words[segment] ?? []) : nil
    }

    private func unknown(_ part: Part, _ name: String, _ words: Set<String>) -> RecordedFlaw? {
        guard let word = part.node[name]?.string, !words.isEmpty, !words.contains(word) else {
            return nil
        }
        return documented.flaw(
            part.known, part.path + [name], place: part.at + [name], expected: .null,
            told: words.sorted().map { "\"\($0)\"" }.joined(separator: " or "),
            actual: part.node[name], nil)
    }

    /// `timed_release` is one of the `timed-releases`.
    private static func segment(of type: String) -> String {
        type.replacing("_", with: "-") + "s"
    }

    /// What is listed among `queues` has a `queueId`.
    private static func idName(of list: String) -> String { list.dropLast() + "Id" }
}

/// A part of a profile.
private struct Part {
    let known: RecordedTraffic.Known
    let node: JSONNode
    /// The names that lead to it, and the same with a star for each name.
    let (path, at): ([String], [String])

    init(
        _ known: RecordedTraffic.Known, _ node: JSONNode, _ path: [String], _ at: [String]
    ) {
        self.known = known
        self.node = node
        self.path = ["active"] + path
        self.at = ["active"] + at
    }

    func part(_ name: String) -> Part? {
        node[name].flatMap { node in
            node.members == nil
                ? nil
                : Part(
                    known, node, Array(path.dropFirst()) + [name], Array(at.dropFirst()) + [name])
        }
    }

    /// A member that is another than it is elsewhere in the same answer.
    func flaw(_ documented: DocumentedAnswers, _ name: String, is expected: JSONNode?)
        -> RecordedFlaw?
    {
        guard let expected, !expected.isNull, let actual = node[name], !actual.isNull,
            actual != expected
        else { return nil }
        return documented.flaw(
            known, path + [name], place: at + [name], expected: expected, actual: actual,
            "the same answer says so elsewhere")
    }
}
