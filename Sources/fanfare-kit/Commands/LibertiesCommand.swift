import FanfareConformance

extension Command {
    /// Proves that the suite objects to nothing that is permitted.
    static let liberties = Command(
        name: "liberties",
        summary: "Hold the suite against mocks that are right in another way; fails if it objects",
        options: [
            Option(
                name: "--only", value: "PATTERN", help: "take liberties whose name matches",
                repeats: true),
            Option(name: "--list", help: "print the liberties instead of taking them"),
            Option(
                name: "--sets", value: "N", help: "also take three at once, so many times (500)"),
            Option(
                name: "--whole",
                help: "let every liberty meet every scenario that calls what it changes"),
            Option(name: "--seed", value: "N", help: "draw the sets by another number (1)"),
            Option(
                name: "--explore", value: "N | SPAN",
                help: "walk through each instead, so many moves or so long ('fanfare-kit explore')"),
            Option(name: "--json", value: "FILE", help: "write a JSON report"),
            Option(name: "--workers", value: "N", help: "try so many at once"),
            SuiteOption.option,
        ],
        notes: [
            """
            A liberty differs from our mock in what the documentation leaves free: other headers,
            other identifiers, 201 for 200 where no page names the status. A failure, a warning or a
            scenario that cannot go on is a false alarm of the suite; a note is none.
            """,
            """
            Alone, a liberty meets up to 50 scenarios that call what it changes, from a place on
            that moves with every liberty, and further ones until an answer is other than usual. Sets
            of three that go together are drawn at random; each meets 20 scenarios: up to four for
            each that changes certain calls, and the next ones of a shuffled row, so that every
            scenario has its turn.
            """,
        ],
        examples: [
            ("fanfare-kit liberties", "All of them, alone and in 500 sets"),
            ("fanfare-kit liberties --only 'ids/**' --sets 0", "One group, alone"),
            ("fanfare-kit liberties --list", "What there is, and why it is permitted"),
        ]
    ) { arguments, console throws(UsageError) in
        try LibertiesRun(arguments, console).run().rawValue
    }
}
