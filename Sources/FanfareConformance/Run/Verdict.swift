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
    /// What it checks does not apply to the target's answer to a reading, or is built on a call that
    /// the target does not serve.
    case notJudged = "not judged"
    /// It could not be seen this time, and the target is not to blame: a wait took too long, something
    /// was full or its limit reached, a number was known already.
    case inconclusive
    /// What had to happen before the first check did not.
    case blocked
    /// The run ended before its turn came.
    case notRun = "not run"
    /// An answer differs from what nobody promised.
    case note
}

extension Verdict {
    /// Whether nothing was tried to its end, so that nothing was seen of the target.
    package var isUnseen: Bool {
        [.unsupported, .notJudged, .inconclusive, .blocked, .notRun].contains(self)
    }

    /// How much a verdict weighs against another of the same scenario.
    var gravity: Int {
        switch self {
        case .notRun: 0
        case .passed: 1
        case .note: 2
        case .unsupported, .notJudged, .inconclusive: 3
        case .known: 4
        case .warning: 5
        case .blocked: 6
        case .unexpectedlyPassed: 7
        case .failed: 8
        }
    }
}
