import Foundations
import JSONTree

/// Mutants that no request can tell from the right target, and why.
package struct EquivalentMutants: Sendable {
    /// Where they are written down.
    package static let path = SuiteEdition.standard.specs("equivalent-mutants.json")

    /// One entry of the file.
    package struct Entry: Sendable {
        /// The name of a mutant, or a pattern for several.
        package let pattern: String
        /// Why nothing can notice them.
        package let reason: String
        /// Where it stands.
        package let place: FileLocation
    }

    /// The entries, in the order of the file.
    package let entries: [Entry]

    /// No entries.
    package init() { entries = [] }

    /// Reads the file.
    package init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(["$schema", "equivalent"])
        var entries: [Entry] = []
        for element in try root.require("equivalent").elements() {
            try element.allow(["mutants", "reason"])
            entries.append(
                Entry(
                    pattern: try element.require("mutants").string("the name of a mutant"),
                    reason: try element.require("reason").string(), place: element.place))
        }
        self.entries = entries
    }

    /// The mutants that something may notice.
    package func others(_ mutants: [Mutant]) -> [Mutant] {
        let globs = entries.map { Glob($0.pattern) }
        return mutants.filter { mutant in !globs.contains { $0.matches(mutant.name) } }
    }

    /// The results, survivors with a known reason told from the others.
    package func applied(to results: [MutantResult]) -> [MutantResult] {
        let globs = entries.map { Glob($0.pattern) }
        return results.map { result in
            guard result.isHole,
                let index = globs.firstIndex(where: { $0.matches(result.mutant.name) })
            else { return result }
            var result = result
            result.verdict = .equivalent(reason: entries[index].reason)
            return result
        }
    }

    /// Entries that mean no mutant at all, or one that was noticed: they are no longer true.
    package func stale(_ results: [MutantResult], among mutants: [Mutant]) -> [SuiteProblem] {
        entries.compactMap { entry in
            let glob = Glob(entry.pattern)
            guard mutants.contains(where: { glob.matches($0.name) }) else {
                return SuiteProblem(
                    at: entry.place,
                    "\"\(entry.pattern)\" means no mutant."
                        + Nearest.hint(for: entry.pattern, in: mutants.map(\.name)))
            }
            for result in results where glob.matches(result.mutant.name) {
                guard case .killed(let killer) = result.verdict else { continue }
                return SuiteProblem(
                    at: entry.place,
                    "\"\(result.mutant.name)\" is not equivalent: \(killer.scenario) notices it")
            }
            return nil
        }
    }
}
