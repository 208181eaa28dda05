import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// How a finding of a walk is worded, and its story.
struct StoryTitleTests {
    /// A title of what somebody who has left a queue is answered, as a fact and as a finding.
    private static func title(
        _ aspect: StoryDifference.Aspect, _ expected: Int, _ actual: Int = 500
    ) throws -> StoryTitle {
        let suite = try Suite(files: SuiteFile.embedded)
        let clause = try #require(suite.clauses["queues.status.left"] ?? suite.clauses.values.first)
        let story = LockstepTests.story(
            ("ann", "POST /auth/guest"), ("ann", "POST /queues/*/enter"),
            ("ann", "POST /queues/*/leave"), ("ann", "GET /queues/*/status"))
        return StoryTitle(
            story,
            StoryDifference(
                move: 3, operation: "GET /queues/*/status", aspect: aspect, clause: clause,
                expected: HTTPResponse(status: expected), actual: HTTPResponse(status: actual)))
    }

    @Test func `a title says as a fact what is not so, and a finding what is instead`() throws {
        let flaw = Correspondence.Flaw(
            path: ["position"], place: ["position"], kind: .value, expected: .null, actual: 1)
        let none = try Self.title(.member(flaw), 200)
        #expect(none.text == "whoever left a queue is told no position by the status in a queue")
        #expect(
            none.finding
                == "whoever left a queue is told the position 1 instead of none by the status in a queue"
        )
        let refused = try Self.title(.outcome, 404, 200)
        #expect(refused.text == "whoever left a queue may not see the status in a queue")
        #expect(
            refused.finding
                == "whoever left a queue can see the status in a queue, which should be refused")
        let granted = try Self.title(.outcome, 200)
        #expect(
            granted.finding
                == "whoever left a queue cannot see the status in a queue, which should be granted")
        let status = try Self.title(.status, 404)
        #expect(status.text == "whoever left a queue is answered 404 by the status in a queue")
        #expect(
            status.finding
                == "whoever left a queue is answered 500 instead of 404 by the status in a queue")
    }

    @Test func `what a finding says of a value names both, and no secret`() throws {
        func words(_ kind: Correspondence.Flaw.Kind, _ one: JSONNode?, _ other: JSONNode?) throws
            -> String
        {
            let flaw = Correspondence.Flaw(
                path: ["some"], place: ["some"], kind: kind, expected: one, actual: other,
                distance: TimeSpan(milliseconds: -300_400))
            let finding = try Self.title(.member(flaw), 200).finding
            let end = " by the status in a queue"
            return String(
                finding.dropFirst("whoever left a queue is told ".count).dropLast(end.count))
        }
        #expect(try words(.value, 1, 2) == "the some 2 instead of 1")
        #expect(try words(.value, 1, nil) == "no some instead of 1")
        #expect(try words(.value, "QUEUED", "DENIED") == "the some DENIED instead of QUEUED")
        #expect(try words(.value, "QUEUED", "s3cret") == "another some than QUEUED")
        #expect(try words(.value, nil, "s3cret") == "a value of some instead of none")
        #expect(try words(.notTheSame("a"), "a", "b") == "another some than before")
        #expect(try words(.notNew, "a", "b") == "the same some as before instead of another")
        #expect(try words(.count(1), [1], [1, 2]) == "of 2 some instead of 1")
        let tenMinutes = TimeSpan(milliseconds: 600_000)
        #expect(try words(.moment(tenMinutes), nil, nil) == "the some 5m ago instead of in 10m")
        #expect(try words(.stamp(tenMinutes), nil, nil) == "the some 5m ago instead of in 10m")
    }

    @Test func `what is done again and again is told once, with how often`() {
        let bids = [String](repeating: "ann: bids", count: 98)
        #expect(
            ExploreText.numbered(["ann: comes"] + bids + ["ann: looks"]) == """
                      1. ann: comes
                      2. ann: bids
                      3-99. the same, 97 times more
                      100. ann: looks

                """)
        let turns = [[String]](repeating: ["ann: asks", "the code is read"], count: 3)
        #expect(
            ExploreText.numbered(turns.flatMap(\.self)) == """
                      1. ann: asks
                      2. the code is read
                      3-6. steps 1 to 2 again, 2 times more

                """)
        #expect(ExploreText.numbered(["a", "a"]) == "      1. a\n      2. a\n")
    }

    @Test func `a time is told by its distance from each server's own now`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let clause = try #require(suite.clauses.values.first { $0.evidence == .reference })
        let operation = "GET /queues/*/status"
        var correspondence = Correspondence()
        let flaws = correspondence.flaws(
            ["enteredAt": "1970-01-01T00:31:00Z"],
            in: .init(
                documented: DocumentedAnswers(suite)[operation],
                expected: ["enteredAt": "1970-01-01T00:01:00Z"],
                expectedNow: Timestamp(milliseconds: 0),
                actualNow: Timestamp(milliseconds: 3_600_000)))
        let difference = StoryDifference(
            move: 0, operation: operation, aspect: .member(try #require(flaws.first)),
            clause: clause, expected: HTTPResponse(status: 200), actual: HTTPResponse(status: 200))
        let story = LockstepTests.story(("ann", operation))
        let found = Explorer.Found(
            number: 1, story: story, difference: difference, stories: [1])
        let context = RunContext(
            suite: suite,
            target: Target(name: "shop", address: try #require(TargetAddress("http://h"))),
            transport: FunctionTransport { _ in HTTPResponse(status: 200) }, run: "explore")
        let text = ExploreText.unshrunk(found, "found", seed: 1, in: context)
        #expect(
            text.hasPrefix(
                "FAILED   anybody is told the enteredAt 29m ago instead of in 1m by the status in a queue\n"
            ), "\(text)")
        #expect(text.contains("    - 200  enteredAt: in 1m\n    + 200  enteredAt: 29m ago\n"))
    }
}
