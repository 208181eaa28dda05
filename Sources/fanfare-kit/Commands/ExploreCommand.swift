import FanfareConformance

extension Command {
    /// Walks through a target beside an oracle.
    static let explore = Command(
        name: "explore",
        summary: "Make stories up, play them on a server, and show where it differs from the rules",
        operands: "[URL | TARGET.json]",
        operandCount: 0...1,
        options: [
            Option(name: "--for", value: "SPAN", help: "go on so long, such as 10m (60s)"),
            Option(name: "--steps", value: "N", help: "stop after so many moves instead"),
            Option(name: "--seed", value: "N", help: "make other stories up (1)"),
            Option(name: "--workers", value: "N", help: "play so many stories at once"),
            Option(name: "--verbose", help: "also show which calls and outcomes were reached"),
            SuiteOption.option,
        ] + TargetOption.options,
        notes: [],
        examples: [
            ("fanfare-kit explore --steps 3000", "The mock inside this program, against itself")
        ]
    ) { arguments, console throws(UsageError) in
        try ExploreRun(arguments, console).run().rawValue
    }
}
