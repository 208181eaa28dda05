import JSONTree

/// A part of the control protocol that a target may offer without the others.
package enum ControlAbility: String, Sendable, Hashable, CaseIterable {
    /// Organizations that are made for a scenario and removed after it; without them nothing else is used.
    case organizations
    /// New organizations that hold the world that a scenario brings, or the default one with its ids.
    case worlds
    /// A clock that is moved.
    case clock
    /// An inbox that one-time passwords are read from.
    case inbox
    /// Webhooks that are sent to whom the run names.
    case webhooks

    /// What a target says it can, everything where it does not say.
    static func named(in health: JSONNode) -> Set<ControlAbility> {
        guard let names = health["capabilities"]?.elements else { return Set(allCases) }
        return Set(names.compactMap { $0.string.flatMap(ControlAbility.init) })
    }
}
