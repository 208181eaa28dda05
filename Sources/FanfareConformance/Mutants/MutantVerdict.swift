/// What became of a mutant.
package enum MutantVerdict: Sendable {
    /// A check noticed it.
    case killed(Killer)
    /// No scenario noticed it.
    case survived
    /// No scenario noticed it, and a reason is known.
    case equivalent(reason: String)
    /// The scenario it was made from does not pass on the right target either.
    case unsound

    /// The check that noticed.
    package struct Killer: Sendable {
        /// The scenario.
        package let scenario: String
        /// The clause.
        package let clause: String
    }

    /// The verdict as a word.
    package var word: String {
        switch self {
        case .killed: "killed"
        case .survived: "survived"
        case .equivalent: "equivalent"
        case .unsound: "unsound"
        }
    }
}

/// A mutant and what became of it.
package struct MutantResult: Sendable {
    /// The mutant.
    package let mutant: Mutant
    /// What became of it.
    package var verdict: MutantVerdict
    /// How many scenarios were run.
    package let scenarios: Int
    /// How many answers were wrong.
    package let occasions: Int
    /// The scenarios that noticed it; one, unless all that need different things were asked for.
    package var seenBy: [String] = []

    /// Whether it was left alive without a reason.
    package var isHole: Bool { if case .survived = verdict { true } else { false } }
}
