/// What a walk has reached of what a suite speaks of: calls, and how each may be answered.
package struct ReachedOutcomes: Sendable {
    /// A call and one of its documented outcomes.
    package struct Outcome: Sendable, Hashable {
        /// Method and path with a star for each name.
        package let call: String
        /// That it is granted, or the word of a refusal.
        package let outcome: String
    }

    /// Those that were reached.
    package let reached: [Outcome]
    /// Those that were not.
    package let missed: [Outcome]

    /// Compares what was reached with what a suite speaks of.
    package init(_ result: Explorer.Result, of documented: DocumentedAnswers) {
        var reached: [Outcome] = []
        var missed: [Outcome] = []
        for call in documented.operations {
            let outcomes = Set(
                (result.reached[call] ?? [:]).keys.map { key -> String in
                    let word = key.drop { $0 != " " }.dropFirst()
                    return key.hasPrefix("2") ? "granted" : String(word)
                })
            for outcome in ["granted"] + documented[call].refusals.sorted() {
                let one = Outcome(call: call, outcome: outcome)
                if outcomes.contains(outcome) {
                    reached.append(one)
                } else if !documented[call].isAnother(outcome, among: outcomes) {
                    missed.append(one)
                }
            }
        }
        self.reached = reached
        self.missed = missed
    }
}

extension DocumentedAnswers {
    /// The calls that the suite looks at.
    var operations: [String] { calls.keys.sorted() }
}

extension DocumentedAnswers.Answers {
    /// The words of its refusals.
    var refusals: Set<String> {
        entries.reduce(into: []) { $0.formUnion($1.words) }
    }

    /// Whether a word is what other targets say for a refusal that was reached in another word.
    fileprivate func isAnother(_ word: String, among outcomes: Set<String>) -> Bool {
        let of = entries.filter { $0.words.contains(word) }
        return !of.isEmpty && of.allSatisfy { !$0.words.isDisjoint(with: outcomes) }
    }
}
