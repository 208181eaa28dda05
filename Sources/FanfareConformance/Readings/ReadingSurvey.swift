/// Finds out how a target reads what the documentation leaves open, by the scenarios that tell.
package enum ReadingSurvey {
    /// The answers that a target gives, those stated for it among them.
    package static func answers(in context: RunContext, of workers: Int) -> [String: String] {
        let telling = context.suite.scenarios.filter { scenario in
            scenario.readings.contains { context.readings[$0] == nil }
        }
        _ = Runner(context, workers: workers).run(telling)
        return context.readings.all.mapValues(\.answer)
    }
}
