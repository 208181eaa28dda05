import SafeText

/// How many of the mutants a run would have seen, had its target been one of them.
package struct Assurance: Sendable {
    /// So many seen of so many.
    package struct Share: Sendable, Equatable {
        /// How many were seen.
        package fileprivate(set) var seen = 0
        /// How many there are.
        package fileprivate(set) var mutants = 0

        /// The share in per cent, rounded down: 100 only if all were seen.
        package var percent: Int { mutants == 0 ? 100 : seen * 100 / mutants }

        fileprivate mutating func add(_ count: Int, seen isSeen: Bool) {
            mutants += count
            if isSeen { seen += count }
        }
    }

    /// What was seen of one chapter of the documentation.
    package struct Chapter: Sendable {
        /// Its name.
        package let name: String
        /// Its mutants.
        package fileprivate(set) var share = Share()
        /// The same by the evidence of what they contradict.
        package fileprivate(set) var byEvidence: [Evidence: Share] = [:]
        /// What would let most of the others be seen, nil where nothing is known to.
        package fileprivate(set) var missing: Obstacle?
    }

    /// All mutants.
    package let share: Share
    /// The chapters, by name.
    package let chapters: [Chapter]

    /// Holds a run's results against the table.
    package init(_ results: [ScenarioResult], by table: AssuranceTable) {
        let byName = Dictionary(results.map { ($0.scenario.name, $0) }) { first, _ in first }
        let results = table.scenarios.map { byName[$0] }
        var share = Share()
        var chapters: [String: Chapter] = [:]
        var missing: [String: [Obstacle: Int]] = [:]
        for (group, mutants) in table.groups {
            let killers = group.seenBy.compactMap { results[$0] }
            let isSeen = killers.contains(where: \.isJudged)
            share.add(mutants, seen: isSeen)
            chapters[group.chapter, default: Chapter(name: group.chapter)].add(
                mutants, group.evidence, seen: isSeen)
            guard !isSeen else { continue }
            for obstacle in Set(killers.compactMap(\.obstacle)) {
                missing[group.chapter, default: [:]][obstacle, default: 0] += mutants
            }
        }
        for (name, counts) in missing {
            // What a target's owner can give comes before what only the control protocol has.
            let given = counts.filter { $0.key.isInOnesHands }
            chapters[name]?.missing =
                (given.isEmpty ? counts : given)
                .max { ($0.value, $1.key.text) < ($1.value, $0.key.text) }?.key
        }
        self.share = share
        self.chapters = chapters.values.sorted { $0.name < $1.name }
    }

    /// The chapters of which least was seen, two at most; small ones say too little.
    package var weakest: [Chapter] {
        let weak = chapters.filter {
            $0.share.percent < share.percent && $0.share.mutants * 100 >= share.mutants
        }
        return Array(
            weak.sorted { ($0.share.percent, $0.name) < ($1.share.percent, $1.name) }.prefix(2))
    }

    /// One line: `saw 61 % of 5,197 mutants (draws 12 %: "resources": {"draw.open": "…"} in the target file)`.
    package var text: String {
        let line = "saw \(share.percent) % of \(Self.grouped(share.mutants)) mutants"
        let weakest = weakest
        guard !weakest.isEmpty else { return line }
        let parts = weakest.enumerated().map { index, chapter in
            // Of two that lack the same, the second says it for both.
            let isSaid =
                index + 1 < weakest.count && weakest[index + 1].missing == chapter.missing
            let remedy = isSaid ? "" : chapter.missing.map { ": \($0.remedy)" } ?? ""
            return "\(chapter.name) \(chapter.share.percent) %\(remedy)"
        }
        return Printable.line("\(line) (\(parts.joined(separator: "; ")))")
    }

    /// `4496` as `4,496`.
    private static func grouped(_ number: Int) -> String {
        number < 1000
            ? String(number) : grouped(number / 1000) + "," + (number % 1000).padded(3)
    }
}

extension Assurance.Chapter {
    fileprivate mutating func add(_ count: Int, _ evidence: Evidence, seen isSeen: Bool) {
        share.add(count, seen: isSeen)
        byEvidence[evidence, default: .init()].add(count, seen: isSeen)
    }
}

extension ScenarioResult {
    /// Whether its checks were made, whatever they came to.
    package var isJudged: Bool {
        switch verdict {
        case .passed, .failed, .warning, .note, .unexpectedlyPassed: true
        // What is known to be blocked is accepted, not seen.
        case .known: !findings.isEmpty
        case .unsupported, .notJudged, .inconclusive, .blocked, .notRun: false
        }
    }
}
