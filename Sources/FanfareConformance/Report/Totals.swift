/// How many scenarios came to which verdict.
package struct Totals: Sendable, Equatable {
    private var counts: [Verdict: Int] = [:]
    /// All of them.
    package let all: Int

    /// Counts results.
    package init(_ results: [ScenarioResult]) {
        for result in results { counts[result.verdict, default: 0] += 1 }
        all = results.count
    }

    /// The number of one verdict.
    package subscript(verdict: Verdict) -> Int { counts[verdict] ?? 0 }

    /// One line: `41 scenarios: 39 passed, 1 failed, 1 known difference`.
    package var text: String {
        let parts = Verdict.allCases.filter { $0 == .passed || self[$0] > 0 }.map { verdict in
            "\(self[verdict]) \(verdict.plural(self[verdict]))"
        }
        return "\(all) \(all == 1 ? "scenario" : "scenarios"): " + parts.joined(separator: ", ")
    }
}

extension Verdict {
    fileprivate func plural(_ count: Int) -> String {
        switch self {
        case .known: count == 1 ? "known difference" : "known differences"
        case .warning, .note: count == 1 ? rawValue : rawValue + "s"
        case .passed, .failed, .unexpectedlyPassed, .unsupported, .notJudged, .inconclusive,
            .blocked, .notRun:
            rawValue
        }
    }
}
