import JSONTree
import Testing

@testable import FanfareConformance

/// What explores: stories, and how two answers are compared.
struct LockstepTests {
    @Test func `the same seed tells the same story, another tells another`() {
        let story = StoryTeller.story(seed: 7, moves: 60)
        #expect(story == StoryTeller.story(seed: 7, moves: 60))
        #expect(story != StoryTeller.story(seed: 8, moves: 60))
        #expect(story.moves.count >= 60)
    }

    @Test func `a phrase names the newest value, or one before it`() {
        var bindings = Bindings()
        bindings.add("first", as: "ann.refreshToken")
        bindings.add("second", as: "ann.refreshToken")
        #expect(bindings.filled(Phrase("<{ann.refreshToken}>")) == "<second>")
        #expect(bindings.filled(Phrase("{ann.refreshToken_1}")) == "first")
        #expect(bindings.filled(Phrase("{ann.refreshToken_2}")) == nil)
        #expect(bindings.filled(Phrase("/queues/queue_two")) == "/queues/queue_two")
    }

    private static func flaws(
        _ pairs: [(expected: JSONNode, actual: JSONNode)], at now: Int = 0
    ) throws -> [[Correspondence.Flaw.Kind]] {
        let suite = try Suite(files: SuiteFile.embedded)
        let documented = DocumentedAnswers(suite)["GET /queues/*/status"]
        var correspondence = Correspondence()
        return pairs.map { pair in
            let context = Correspondence.Context(
                documented: documented, expected: pair.expected,
                expectedNow: Timestamp(milliseconds: 0), actualNow: Timestamp(milliseconds: now))
            return correspondence.flaws(pair.actual, in: context).map(\.kind)
        }
    }

    @Test func `what was somebody stays somebody, and nobody else`() throws {
        let found = try Self.flaws([
            (["consumerId": "a"], ["consumerId": "x"]),
            (["consumerId": "a"], ["consumerId": "x"]),
            (["consumerId": "a"], ["consumerId": "y"]),
            (["consumerId": "b"], ["consumerId": "x"]),
        ])
        #expect(found == [[], [], [.notTheSame("x")], [.notNew]])
    }

    @Test func `times are compared by their distance from each clock, or are the same instant`()
        throws
    {
        let found = try Self.flaws(
            [
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T01:01:01Z"]),
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T00:01:00Z"]),
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T00:31:00Z"]),
            ], at: 3_600_000)
        #expect(found == [[], [], [.moment(TimeSpan(milliseconds: 60_000))]])
    }

    @Test func `states and positions are exact, and what is undocumented is free`() throws {
        let found = try Self.flaws([
            (["status": "QUEUED", "position": 1], ["status": "QUEUED", "position": 2]),
            (["status": "QUEUED"], ["status": "ADMITTED"]),
            (["colour": "red"], ["colour": "blue"]),
            (["position": 1], ["position": 1, "colour": "blue"]),
        ])
        #expect(found == [[.value], [.value], [], []])
    }
}
