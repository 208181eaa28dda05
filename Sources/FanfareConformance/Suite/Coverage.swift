/// Which scenarios check which clause.
package struct Coverage: Sendable {
    /// One clause and what checks it.
    package struct Row: Sendable {
        /// The clause.
        package let clause: Clause
        /// The page that states it.
        package let page: Page?
        /// The names of the scenarios that check it.
        package let scenarios: [String]

        /// Whether it must be checked and is not.
        package var isGap: Bool {
            scenarios.isEmpty && clause.evidence.mustBeChecked && clause.unchecked == nil
        }
    }

    /// Every clause, chapter by chapter.
    package let chapters: [(chapter: Chapter, rows: [Row])]

    /// Collects the coverage of a suite.
    package init(_ suite: Suite) {
        var checks: [String: [String]] = [:]
        for scenario in suite.scenarios {
            for id in Set(scenario.citations.map(\.id)) {
                checks[id, default: []].append(scenario.name)
            }
        }
        chapters = suite.chapters.map { chapter in
            let rows = chapter.clauses.map { clause in
                Row(
                    clause: clause, page: suite.pages[clause.page],
                    scenarios: checks[clause.id] ?? [])
            }
            return (chapter, rows)
        }
    }

    /// Every row.
    package var rows: [Row] { chapters.flatMap(\.rows) }
    /// The clauses that must be checked and are not.
    package var gaps: [Row] { rows.filter(\.isGap) }

    /// One line of numbers.
    package var summary: String {
        let checked = rows.count { !$0.scenarios.isEmpty }
        let excused = rows.count { $0.scenarios.isEmpty && $0.clause.unchecked != nil }
        let rest = rows.count - checked - excused - gaps.count
        return "\(rows.count) clauses: \(checked) checked, \(excused) unchecked with a reason, "
            + "\(rest) optional and unchecked, \(gaps.count) missing"
    }
}
