/// A finished run, as reports see it.
package struct RunReport: Sendable {
    /// What the scenarios shared.
    package let context: RunContext
    /// The results, in the order of the names.
    package let results: [ScenarioResult]
    /// When the run began.
    package let startedAt: Instant
    /// How long it took.
    package let milliseconds: Int

    /// Collects what a run came to.
    package init(
        context: RunContext, results: [ScenarioResult], startedAt: Instant, milliseconds: Int
    ) {
        self.context = context
        self.results = results
        self.startedAt = startedAt
        self.milliseconds = milliseconds
    }

    /// How many scenarios came to which verdict.
    package var totals: Totals { Totals(results) }
}
