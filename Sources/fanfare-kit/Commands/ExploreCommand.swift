import FanfareConformance

extension Command {
    /// Walks through a target beside our mock.
    static let explore = Command(
        name: "explore",
        summary: "Make stories up, play them on a server and beside it, and show where they part",
        operands: "[URL | TARGET.json]",
        operandCount: 0...1,
        options: [
            Option(name: "--for", value: "SPAN", help: "go on so long, such as 10m (60s)"),
            Option(name: "--steps", value: "N", help: "stop after about so many moves instead"),
            Exploration.seed,
            Option(
                name: "--save", value: "DIR",
                help: "write a scenario of each cause there, beside what lies there already"),
            Option(name: "--strict", help: "count a difference from a guide as a failure"),
            Option(name: "--workers", value: "N", help: "play so many stories at once"),
            Option(
                name: "--verbose",
                help: "also show notes, and which calls and outcomes were reached"),
            SuiteOption.option,
        ] + TargetOption.options.filter { !Exploration.meaningless.contains($0.name) },
        notes: [
            """
            A story is a row of calls by two to four people in queues, draws, auctions and the rest,
            right and wrong, repeated and out of order, with time passing between them. It is played
            in an organization of its own where the target speaks the control protocol (/__admin), and by
            the mock inside this program, put on the target's readings.
            """,
            """
            A target without it is explored among strangers, by its keys and the resources of its file:
            at its pace, with people of our own, without moving a clock, booking or bidding. What they enter
            is taken back. Held are outcomes, words, states, whose is what, and the order among our own.
            So is one that makes organizations, but none that begin with a world: in one of its own.
            """,
            """
            What the documentation determines must be the same: whether a call is granted, states,
            positions, counts and amounts. Of the words of refusals that a call has any is right, since
            several reasons may hold at once. Names, tokens and codes are the target's own, but what was
            one must stay one. Times are compared by their distance from each clock. What no clause
            speaks of does not count.
            """,
            """
            A difference is shrunk to the moves that it takes. What has one cause, done by the same people
            in the same order, is one finding: its gravest and shortest story is run once more as a
            scenario and printed like any failure of 'conform', with the weight of its clause; of the
            others the calls that show it and the numbers of their stories.
            """,
            """
            The same seed makes the same stories up; --steps stops at the same one on every machine.
            --for holds for all of it, calls that wait for an answer included: once something was found, no
            new stories are begun in the last two fifths, which belong to the shrinking, the shortest story
            first. What is not shrunk by then is told without its story, and so is all that was found before a
            signal.
            --save never writes over a file: where the name is taken, the next number is added to it.
            """,
        ],
        examples: [
            ("fanfare-kit explore --steps 600", "The mock inside this program, against itself"),
            (
                "fanfare-kit explore http://127.0.0.1:4802 --for 10s",
                "A mock or a server of your own"
            ),
            (
                "fanfare-kit explore http://127.0.0.1:4802 --steps 300 --seed 7 --save found",
                "Other stories; what differs becomes a scenario file"
            ),
        ]
    ) { arguments, console throws(UsageError) in
        try ExploreRun(arguments, console).run().rawValue
    }
}
