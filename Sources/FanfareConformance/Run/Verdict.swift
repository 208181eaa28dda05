/// What a run of a scenario came to.
package enum Verdict: String, Sendable, CaseIterable {
    /// Every answer was as the documentation says.
    case passed
    /// An answer contradicts one of the authoritative pages or the reference.
    case failed
    /// An answer contradicts a guide.
    case warning
    /// It differs as the list of known differences says.
    case known
    /// The list of known differences says that it differs, but it does not.
    case unexpectedlyPassed = "unexpectedly passed"
    /// The target cannot do what the scenario needs.
    case unsupported
    /// What had to happen before the first check did not.
    case blocked
    /// An answer differs from what nobody promised.
    case note
}

extension Verdict {
    /// How much a verdict weighs against another of the same scenario.
    var gravity: Int {
        switch self {
        case .passed: 0
        case .note: 1
        case .unsupported: 2
        case .known: 3
        case .warning: 4
        case .blocked: 5
        case .unexpectedlyPassed: 6
        case .failed: 7
        }
    }
}
