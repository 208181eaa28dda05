import JSONTree

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
                if outcomes.contains(outcome) { reached.append(one) } else { missed.append(one) }
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
    fileprivate var refusals: Set<String> {
        entries.reduce(into: []) { $0.formUnion($1.words) }
    }
}

/// What exploring says to a person.
package enum ExploreText {
    /// How far it came, and how to do it again.
    package static func summary(
        _ result: Explorer.Result, of documented: DocumentedAnswers, seed: UInt64
    ) -> String {
        let outcomes = ReachedOutcomes(result, of: documented)
        let all = outcomes.reached.count + outcomes.missed.count
        return """
            explored: \(result.stories) stories of \(result.moves) moves, \(outcomes.reached.count) of \
            \(all) documented outcomes reached, seed \(seed)

            """
    }

    /// Every call with the outcomes that were reached, and those that were not.
    package static func table(
        _ result: Explorer.Result, of documented: DocumentedAnswers, in suite: Suite
    ) -> String {
        let missed = Dictionary(
            grouping: ReachedOutcomes(result, of: documented).missed, by: \.call)
        return Set(result.reached.keys).union(missed.keys).sorted().map { call in
            let evidence = suite.calls.all.first { $0.name == call }?.evidence.rawValue ?? "-"
            let outcomes = (result.reached[call] ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key) ×\($0.value)" }
            let left = (missed[call] ?? []).map(\.outcome)
            return "[\(evidence)] \(call)\n"
                + (outcomes.isEmpty ? "" : "      \(outcomes.joined(separator: ", "))\n")
                + (left.isEmpty ? "" : "      not reached: \(left.joined(separator: ", "))\n")
        }.joined()
    }

    /// The story of a discovery, move by move.
    package static func story(_ discovery: Discovery, seed: UInt64) -> String {
        let lines = discovery.result.scenario.steps.enumerated().map { index, step in
            "      \(index + 1). \(line(step))\n"
        }
        return "    = the story (seed \(seed), story \(discovery.number)):\n" + lines.joined()
    }

    private static func line(_ step: Step) -> String {
        switch step.action {
        case .advance(let span): return "the clock moves by \(span)"
        case .inbox(let recipient, _): return "the code for \(recipient.source) is read"
        case .together, .webhook: return ""
        case .send(let request, _, _):
            var words = ["\(request.method) \(request.path.source)"]
            if case .json(let body) = request.body { words.append(body.text()) }
            if [.secret, .secretHeaders].contains(request.credential) {
                words.append("as the organization's server")
            }
            if let token = request.token { words.append("with \(token.source)") }
            return words.joined(separator: "  ")
        }
    }
}
