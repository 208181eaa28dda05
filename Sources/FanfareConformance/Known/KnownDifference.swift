import JSONTree

/// A difference that somebody has accepted, for a while and for a reason.
package struct KnownDifference: Sendable {
    /// A pattern over scenario names and clauses.
    package let pattern: String
    /// The only clause whose differences are accepted, nil for every clause of the scenario.
    package let clause: String?
    /// The only part of the answer that may differ, nil for any: `status`, a header, or `/a/pointer`;
    /// `setup` for what blocks the scenario.
    package let part: String?
    /// Why it is accepted.
    package let reason: String
    /// Where it is being dealt with.
    package let link: String?
    /// The last day it is accepted, `2026-12-31`.
    package let until: Timestamp?
    /// Where it is written down.
    package let place: FileLocation

    /// Whether the entry has expired.
    package func isExpired(at now: Timestamp) -> Bool {
        until.map { now >= $0.advanced(by: TimeSpan(milliseconds: 86_400_000)) } ?? false
    }

    /// Whether the entry speaks of a scenario.
    package func concerns(_ scenario: Scenario) -> Bool { Selection.matches(pattern, scenario) }

    /// The part of an entry that accepts a scenario in which nothing could be checked.
    static let setup = "setup"
    /// The reason of an entry that nobody has looked at yet; a list with it is refused.
    static let unsaid = "say why this is accepted"
    /// How long an entry lasts of which nobody says how long.
    static let term = TimeSpan(milliseconds: 90 * 86_400_000)

    /// Whether the entry accepts that a scenario is blocked; a target that is gone is never accepted.
    func acceptsBlock(of result: ScenarioResult) -> Bool {
        part == Self.setup && result.verdict == .blocked && !result.isUnreachable
            && (clause == nil || clause == result.scenario.clause.id)
    }

    /// Whether the entry accepts everything that a finding found.
    func accepts(_ finding: Finding) -> Bool {
        guard clause == nil || clause == finding.clause.id else { return false }
        guard let part else { return true }
        return finding.mismatches.flatMap(\.parts).allSatisfy {
            $0 == part || $0.hasPrefix(part + "/")
        }
    }
}

extension Mismatch {
    /// What differs, as known differences name it.
    package var parts: [String] {
        switch self {
        case .status: ["status"]
        case .header(let name, _): [name]
        case .body(let difference): difference.leavesWithPointers().map(\.pointer.description)
        case .notJSON, .notEmpty: ["body"]
        case .noAnswer: ["answer"]
        case .count: ["count"]
        case .contradiction(_, let reading, _, _): [reading]
        }
    }
}
