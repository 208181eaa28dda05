/// What a run over liberties says to a person.
package enum LibertyText {
    /// A line for a list: the name, what it does and why it is permitted.
    package static func line(_ liberty: Liberty) -> String {
        "\(liberty.name)  \(liberty.sentence)\n"
    }

    /// Liberties that the suite objects to, or that touch nothing, with every objection.
    package static func fault(_ result: LibertyResult) -> String {
        let word = result.isIdle ? "IDLE" : "ALARM"
        var lines = ["\(word)  \(result.liberties.map(\.name).joined(separator: " + "))"]
        lines += result.liberties.map { "  \($0.sentence)." }
        if result.isIdle {
            lines.append(
                "  In \(count(result.scenarios, "scenario")) no answer was other than usual.")
        }
        for alarm in result.alarms {
            let clause = alarm.clause.map { "\($0.id) [\($0.evidence.rawValue)] " } ?? ""
            lines.append("  \(alarm.scenario): \(clause)\(alarm.text)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The sum.
    package static func summary(
        alone: [LibertyResult], sets: [LibertyResult], milliseconds: Int
    ) -> String {
        let results = alone + sets
        let faults = faults(alone: alone, sets: sets)
        let verdict = faults == 0 ? "none is objected to" : "\(faults) to be mended"
        let scenarios = results.reduce(0) { $0 + $1.scenarios }
        return """
            \(count(alone.count, "liberty", "liberties")) alone, \(count(sets.count, "set")) of \
            \(LibertyRunner.libertiesOfASet), \(count(scenarios, "scenario")) run: \(verdict) \
            (\(milliseconds) ms)

            """
    }

    /// How many are objected to, or touch nothing; a set may miss what brings its liberties about.
    package static func faults(alone: [LibertyResult], sets: [LibertyResult]) -> Int {
        alone.count(where: \.isFault) + sets.count { !$0.alarms.isEmpty }
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
    }
}
