import FanfareConformance

extension Command {
    /// Prints scenarios as HTTP.
    static let show = Command(
        name: "show",
        summary: "Print a scenario as readable HTTP",
        operands: "SCENARIO",
        operandCount: 1...1,
        options: [SuiteOption.option],
        notes: [
            "SCENARIO is a name, or a pattern over names and clauses as 'conform --only' takes it."
        ],
        examples: [
            ("fanfare-kit show otp/expired-code", "One scenario"),
            ("fanfare-kit show 'queues/*'", "A chapter"),
            ("fanfare-kit show linking.preserves", "Everything that checks some clauses"),
        ]
    ) { arguments, console in
        guard let suite = SuiteOption.suite(arguments, console) else {
            return ExitStatus.unusable.rawValue
        }
        do throws(Selection.Unmatched) {
            let scenarios = try Selection(only: arguments.operands).select(from: suite.scenarios)
            for (index, scenario) in scenarios.enumerated() {
                console.out((index > 0 ? "\n\n" : "") + "## \(scenario.name)\n")
                console.out(ScenarioText(scenario, in: suite).text)
            }
            return ExitStatus.conforms.rawValue
        } catch {
            console.err("error: \(error.text)\n")
            return ExitStatus.nothingChecked.rawValue
        }
    }
}
