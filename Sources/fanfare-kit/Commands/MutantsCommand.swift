import FanfareConformance

extension Command {
    /// Proves that the suite can fail.
    static let mutants = Command(
        name: "mutants",
        summary:
            "Hold the suite against mocks that are wrong on purpose; fails if one goes unnoticed",
        options: [
            Option(
                name: "--only", value: "PATTERN", help: "try mutants whose name matches",
                repeats: true),
            Option(name: "--list", help: "print the mutants instead of trying them"),
            Option(name: "--json", value: "FILE", help: "write a JSON report"),
            Option(
                name: "--assurance", value: "FILE",
                help: "write which scenarios see which mutants, for specs/v1/assurance.json"),
            Option(
                name: "--explore", value: "N | SPAN",
                help: "also walk through each rule mutant, so many moves or so long at most"),
            Option(name: "--seed", value: "N", help: "make other stories up for that (1)"),
            Option(name: "--workers", value: "N", help: "try so many mutants at once"),
            SuiteOption.option,
        ],
        notes: [
            """
            Rule mutants follow a wrong rule: a code lives 90 seconds, linking loses a place. Answer
            mutants ('answers/...') are made from every expected answer of the suite: a member
            missing, a status beside the right one, a time without its zone. A mutant that no check
            notices is a hole in the suite. Those that nothing could notice stand in
            specs/v1/equivalent-mutants.json, each with its reason.
            """,
            """
            By the assurance table a run of 'conform' says how many mutants it would have seen. To
            make it anew each mutant meets those scenarios that need different things of a target.
            """,
            """
            With --explore a table says by kind, and by the evidence of what is wrong, how many are seen
            by the suite, by a walk ('fanfare-kit explore') or by both, and each that one of them
            misses. A walk ends as soon as it has noticed.
            """,
        ],
        examples: [
            ("fanfare-kit mutants", "All of them, in half a minute"),
            ("fanfare-kit mutants --only 'linking/**'", "One group"),
            (
                "fanfare-kit mutants --assurance specs/v1/assurance.json",
                "Make the assurance table anew"
            ),
            (
                "fanfare-kit mutants --only 'answers/post-queues-id-enter/**' --list",
                "What there is"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try MutantsRun(arguments, console).run().rawValue
    }
}
