import Foundations
import JSONTree

/// Which scenarios are meant, by patterns over names and clauses.
package struct Selection: Sendable {
    /// Patterns of which one must match; none means every scenario.
    package var only: [String] = []
    /// Patterns of which none may match.
    package var skip: [String] = []

    /// Selects everything until told otherwise.
    package init(only: [String] = [], skip: [String] = []) {
        self.only = only
        self.skip = skip
    }

    /// A pattern that matches nothing: most likely misspelt.
    package struct Unmatched: Error, Sendable {
        /// The pattern.
        package let pattern: String
        /// Names that look like it.
        package let nearest: [String]
    }

    /// The scenarios that are meant; a pattern without a match is an error, never an empty run.
    package func select(from scenarios: [Scenario]) throws(Unmatched) -> [Scenario] {
        for pattern in only + skip where !scenarios.contains(where: { Self.matches(pattern, $0) }) {
            throw Unmatched(pattern: pattern, nearest: Self.nearest(to: pattern, in: scenarios))
        }
        return scenarios.filter { scenario in
            (only.isEmpty || only.contains { Self.matches($0, scenario) })
                && !skip.contains { Self.matches($0, scenario) }
        }
    }

    /// Whether a pattern means a scenario: by its name, its folder, or a clause it checks.
    package static func matches(_ pattern: String, _ scenario: Scenario) -> Bool {
        let names = [scenario.name, scenario.clause.id] + scenario.citations.map(\.id)
        return names.contains { name in
            Glob(pattern).matches(name)
                || (name.contains("/") && Glob(pattern + "/**").matches(name))
                || (!name.contains("/") && Glob(pattern + ".**").matches(name))
        }
    }

    private static func nearest(to pattern: String, in scenarios: [Scenario]) -> [String] {
        let folders = scenarios.compactMap { $0.name.split(separator: "/").first.map(String.init) }
        let clauses = scenarios.flatMap(\.citations).map(\.id)
        let all = Set(scenarios.map(\.name) + folders + clauses)
        let near = Nearest.words(to: pattern, in: all)
        guard near.isEmpty else { return near }
        return Array(all.filter { $0.contains(pattern) || pattern.contains($0) }.sorted().prefix(3))
    }
}

extension Selection.Unmatched {
    /// The error as sentences.
    package var text: String {
        let hint =
            nearest.isEmpty
            ? "" : " Did you mean \(nearest.map { "'\($0)'" }.joined(separator: " or "))?"
        return "No scenario matches '\(pattern)'.\(hint)"
    }
}
