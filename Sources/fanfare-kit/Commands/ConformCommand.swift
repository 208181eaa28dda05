import FanfareConformance

extension Command {
    /// Replays the suite against a target.
    static let conform = Command(
        name: "conform",
        summary: "Replay the suite against a server and show where it differs",
        operands: "[URL | TARGET.json]",
        operandCount: 0...1,
        options: [
            SelectionOption.only, SelectionOption.skip,
            Option(name: "--strict", help: "count a difference from a guide as a failure"),
            KnownOption.option,
            Option(
                name: "--shard", value: "I/N", help: "run only the I-th of N parts, such as 2/5"),
            Option(
                name: "--last-failed",
                help: "run what failed or was blocked in the last run against this target"),
            Option(
                name: "--min-assurance", value: "PERCENT",
                help: "fail if the run would have seen fewer of the mutants"),
            Option(
                name: "--baseline", value: "REPORT.json",
                help: "fail if something that this JSON report has checked no longer is"),
            Option(name: "--fail-fast", help: "begin nothing new after the first failure"),
            Option(name: "--repeat", value: "N", help: "run everything N times and keep the worst"),
            Option(
                name: "--export-hurl", value: "DIR",
                help: "write the scenarios as Hurl files and run nothing"),
            Exploration.during, Exploration.seed, RecordedOption.option,
            Option(name: "--github", help: "print annotations for GitHub, at most ten"),
            Option(name: "--workers", value: "N", help: "run so many scenarios at once"),
            Option(
                name: "--verbose", help: "also show what passed, notes, and what is unsupported"),
            SuiteOption.option,
        ] + ConformRun.reports.map(\.option) + TargetOption.options,
        notes: [
            """
            Without a URL the suite is replayed against the mock inside this program. A target that
            speaks the control protocol (/__admin) needs no keys; any other takes them from the
            environment: FANFARE_PUBLISHABLE_KEY, FANFARE_SECRET_KEY, FANFARE_ORGANIZATION_ID. Where the
            control protocol has a token, FANFARE_CONTROL_TOKEN holds it.
            """,
            """
            With --har nothing is sent: recorded calls are judged each for itself and as one story
            ('fanfare-kit help deployments'). The URL then says which of them are the API's.
            """,
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
            (
                "fanfare-kit conform --har night.har",
                "What a browser, a proxy or the mock's journal has recorded"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try ConformRun(arguments, console).run().rawValue
    }
}
