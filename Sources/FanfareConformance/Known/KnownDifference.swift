package import JSONTree

/// A difference that somebody has accepted, for a while and for a reason.
package struct KnownDifference: Sendable {
    /// A pattern over scenario names and clauses.
    package let pattern: String
    /// The only clause whose differences are accepted, nil for every clause of the scenario.
    package let clause: String?
    /// The only part of the answer that may differ, nil for any: `status`, a header, or `/a/pointer`;
    /// `setup` for what blocks the scenario, `not judged` for one that is not.
    package let part: String?
    /// What is there instead, nil for anything; "…" in it stands for any text.
    package let actual: JSONNode?
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
    /// The part of an entry that accepts a scenario that is not judged.
    static let notJudged = "not judged"
    /// The reason of an entry that nobody has looked at yet; a list with it is refused.
    static let unsaid = "say why this is accepted"
    /// How long an entry lasts of which nobody says how long.
    static let term = TimeSpan(milliseconds: 90 * 86_400_000)

    /// Whether the entry speaks of what differs from a clause.
    private func concerns(_ clause: String, _ observation: Observation) -> Bool {
        guard self.clause == nil || self.clause == clause else { return false }
        guard let part else { return true }
        return observation.part == part || (actual == nil && observation.part.hasPrefix(part + "/"))
    }

    /// Whether the entry accepts what differs from a clause.
    func accepts(_ clause: String, _ observation: Observation) -> Bool {
        concerns(clause, observation) && (actual.map(observation.isMeant) ?? true)
    }

    /// Whether the entry accepts that a scenario is blocked or not judged.
    func acceptsHindrance(of result: ScenarioResult) -> Bool {
        guard let part, let hindrance = result.hindrance, part == hindrance.part else {
            return false
        }
        return accepts(result.scenario.clause.id, hindrance)
    }

    /// Whether anything about a result is accepted by the entry.
    func acceptsSome(of result: ScenarioResult) -> Bool {
        acceptsHindrance(of: result) || result.observations.contains { accepts($0.clause, $0.1) }
    }

    /// How a result is unlike the entry, which accepts nothing of it.
    func change(in result: ScenarioResult) -> String {
        if result.verdict == .blocked, part != Self.setup {
            return "\(place): known to differ, is blocked now"
        }
        let was = actual?.text() ?? "another difference"
        let others = result.observations + (result.hindrance.map { [(clause ?? "", $0)] } ?? [])
        guard let other = others.first(where: { concerns($0.clause, $0.1) }) else {
            return "\(place): differs otherwise now, not \(part ?? clause ?? "as known")"
        }
        let now = DifferenceText.clipped(other.1.actual.text(), to: 100)
        return "\(place): differs otherwise now: \(other.1.part) is \(now), known is \(was)"
    }

    /// What became of the entry once nothing of it is so any more.
    var ending: String {
        switch part {
        case Self.setup: "is no longer blocked"
        case Self.notJudged: "is judged now"
        default: "no longer differs"
        }
    }
}
