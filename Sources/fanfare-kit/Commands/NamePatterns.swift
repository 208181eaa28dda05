import FanfareConformance
import Foundations

/// The patterns of `--only`, held against the names of whatever a command tries.
struct NamePatterns {
    private let patterns: [String]
    private let console: Console

    init(_ arguments: Arguments, _ console: Console) {
        patterns = arguments.all("--only")
        self.console = console
    }

    /// What is meant, nil once it has been said that a pattern means nothing.
    func selected<Element>(
        _ all: [Element], called word: String, by name: (Element) -> String
    ) -> [Element]? {
        for pattern in patterns where !all.contains(where: { Self.matches(pattern, name($0)) }) {
            console.err(
                "error: No \(word) matches '\(pattern)'."
                    + Nearest.hint(for: pattern, in: all.map(name)) + "\n")
            return nil
        }
        guard !patterns.isEmpty else { return all }
        return all.filter { element in
            patterns.contains { Self.matches($0, name(element)) }
        }
    }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        Glob(pattern).matches(name) || Glob(pattern + "/**").matches(name)
    }
}
