import FanfareConformance

extension Command {
    /// Replays the suite against a target.
    static let conform = Command(
        name: "conform",
        summary: "Replay the suite against a server and show where it differs",
        operands: "[URL | TARGET.json]",
        operandCount: 0...1,
        options: [
            Option(
                name: "--only", value: "PATTERN",
                help: "run scenarios whose name, folder or clause matches", repeats: true),
            Option(
                name: "--skip", value: "PATTERN", help: "leave such scenarios out", repeats: true),
            Option(name: "--strict", help: "count a difference from a guide as a failure"),
            Option(name: "--junit", value: "FILE", help: "write a JUnit XML report"),
            Option(name: "--json", value: "FILE", help: "write a JSON report"),
            Option(name: "--workers", value: "N", help: "run so many scenarios at once"),
            Option(
                name: "--verbose", help: "also show what passed, notes, and what is unsupported"),
            SuiteOption.option,
        ] + TargetOption.options,
        notes: [
            """
            Without a URL the suite is replayed against the mock inside this program. A target that
            speaks the control protocol (/__admin) needs no keys; any other takes them from the
            environment: FANFARE_PUBLISHABLE_KEY, FANFARE_SECRET_KEY, FANFARE_ORGANIZATION_ID.
            """
        ],
        examples: [
            ("fanfare-kit conform http://127.0.0.1:4802", "A mock or a server of your own"),
            ("fanfare-kit conform http://127.0.0.1:4802 --only 'queues/*'", "One chapter"),
            (
                "fanfare-kit conform staging.json --strict",
                "A target that a file describes ('fanfare-kit init')"
            ),
            (
                "fanfare-kit conform https://consumer.example.com/api/v1 --junit report.xml",
                "A deployment, with a report for CI"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try ConformRun(arguments, console).run().rawValue
    }
}
