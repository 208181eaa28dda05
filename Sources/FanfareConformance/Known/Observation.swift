import JSONTree
import SafeText

/// What a target did instead of what was expected, as known differences name and hold it.
struct Observation: Sendable {
    /// Where: `status`, a header, `/a/pointer` into the body, and some words for what has no place.
    let part: String
    /// What was there, secrets hidden.
    let actual: JSONNode

    /// What stands for what was not there.
    static let missing = JSONNode("(missing)")
    /// What stands for any text, as a value or within one.
    static let anything = "…"
    /// How long a value may be that is written down whole, in bytes of JSON.
    private static let limit = 200

    /// The value without what is new in every run: names, numbers and times.
    var lasting: JSONNode {
        let lasting = Self.lasting(actual)
        return lasting.text().utf8.count > Self.limit ? JSONNode(Self.anything) : lasting
    }

    private static func lasting(_ node: JSONNode) -> JSONNode {
        switch node.value {
        case .null, .bool: node
        case .number: node.text().utf8.count > 8 ? JSONNode(anything) : node
        case .string(let text): JSONNode(ScenarioResult.general(text))
        case .array(let elements): JSONNode(elements.map(lasting))
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, lasting($0.node)) })
        }
    }

    /// Whether a value that was written down stands for this one.
    func isMeant(by pattern: JSONNode) -> Bool {
        Self.covers(pattern, actual) || Self.covers(pattern, lasting)
    }

    private static func covers(_ pattern: JSONNode, _ node: JSONNode) -> Bool {
        switch (pattern.value, node.value) {
        case (.string(anything), _): true
        case (.string(let pattern), .string(let text)): covers(pattern, text)
        case (.array(let one), .array(let other)):
            one.count == other.count && zip(one, other).allSatisfy(covers)
        case (.object(let one), .object(let other)):
            one.count == other.count
                && one.allSatisfy { member in
                    other.contains { $0.key == member.key && covers(member.node, $0.node) }
                }
        default: pattern == node
        }
    }

    /// Each part takes as little as it can before the next one.
    private static func covers(_ pattern: String, _ text: String) -> Bool {
        let parts = pattern.split(separator: Character(anything), omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return pattern == text
        }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

extension Mismatch {
    /// What differs, as known differences name it.
    package var parts: [String] { observations(SecretMask()).map(\.part) }

    /// What differs, each thing by itself.
    func observations(_ mask: SecretMask) -> [Observation] {
        switch self {
        case .status(_, let actual): [Observation(part: "status", actual: JSONNode(actual))]
        case .header(let name, let leaf):
            [
                Observation(
                    part: name,
                    actual: leaf.actual.map {
                        JSONNode(mask.maskedHeader(name, $0.string ?? $0.text()))
                    } ?? Observation.missing)
            ]
        case .body(let difference):
            difference.leavesWithPointers().map { pointer, leaf in
                let shown = leaf.actual.map { mask.maskedMember(pointer.tokens.last ?? "", $0) }
                return Observation(
                    part: mask.masked(pointer.description),
                    actual: shown.map { (try? JSONNode(parsing: $0)) ?? JSONNode($0) }
                        ?? Observation.missing)
            }
        case .notJSON: [Observation(part: "body", actual: JSONNode("(not JSON)"))]
        case .notEmpty: [Observation(part: "body", actual: JSONNode("(not empty)"))]
        case .noAnswer(_, let reason):
            [Observation(part: "answer", actual: JSONNode(mask.maskedAnswer(reason)))]
        case .count(_, _, let actual): [Observation(part: "count", actual: JSONNode(actual))]
        case .contradiction(_, let reading, _, let actual):
            [Observation(part: reading, actual: JSONNode(actual))]
        }
    }
}

extension ScenarioResult {
    /// Everything that counts, with the clause that it differs from.
    var observations: [(clause: String, Observation)] {
        findings.filter { $0.severity > .note }.flatMap { finding in
            finding.mismatches.flatMap { $0.observations(mask) }.map { (finding.clause.id, $0) }
        }
    }

    /// Why nothing of it was judged, where an entry may accept that; a target that is gone is never
    /// accepted.
    var hindrance: Observation? {
        let reason = JSONNode(mask.maskedAnswer(reason ?? ""))
        return switch verdict {
        case .blocked where !isUnreachable: Observation(part: KnownDifference.setup, actual: reason)
        case .notJudged: Observation(part: KnownDifference.notJudged, actual: reason)
        default: nil
        }
    }
}
