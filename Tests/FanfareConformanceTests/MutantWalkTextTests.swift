import HTTPEngine
import Testing

@testable import FanfareConformance

/// What walks through mutants come to.
struct MutantWalkTextTests {
    @Test func `walks through mutants are counted by kind and evidence`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let reference = try #require(suite.clauses.values.first { $0.evidence == .reference })
        let guide = try #require(suite.clauses.values.first { $0.evidence == .guide })
        func mutant(_ name: String, _ clause: Clause) -> Mutant {
            Mutant(name: name, sentence: "It is wrong", clauses: [clause.id]) {
                Mutant.Subject(transport: $0) { 1 }
            }
        }
        let mutants = [
            mutant("two/first", reference), mutant("two/second", guide),
            mutant("again/third", reference),
        ]
        let found = Explorer.Found(
            number: 0, story: Plot(),
            difference: StoryDifference(
                move: 0, operation: "GET /queues/*/status", aspect: .outcome, clause: reference,
                expected: HTTPResponse(status: 200), actual: HTTPResponse(status: 404)),
            stories: [0])
        let verdicts = mutants.enumerated().map { index, mutant in
            MutantWalk.Verdict(
                mutant: mutant, needed: .failure, found: index == 0 ? found : nil, lesser: nil,
                moves: 60,
                occasions: index)
        }
        let killed = MutantResult(
            mutant: mutants[2],
            verdict: .killed(.init(scenario: "again/some", clause: reference.id)), scenarios: 1,
            occasions: 1)
        let text = MutantWalkText.summary(
            verdicts, after: [killed], in: suite, walks: "60 moves, seed 1", milliseconds: 5)
        #expect(
            text == """
                walks of 60 moves, seed 1:
                  kind        mutants  both  suite only  walk only  neither
                  again  [R]        1     .           1          .        .
                  two    [R]        1     .           .          1        .
                  two    [G]        1     .           .          .        1
                  all    [R]        2     .           1          1        .
                  all    [G]        1     .           .          .        1
                  seen by the suite alone: 1 of 3, 33.3 %
                  seen by a walk alone: 1 of 3, 33.3 %
                  seen by either: 2 of 3, 66.6 %
                  suite only  again/third
                  neither  two/second

                3 mutants explored (5 ms)

                """, "\(text)")
        let part = MutantWalkText.summary(
            verdicts, after: [killed], in: suite, walks: "60 moves, seed 1", milliseconds: 5, of: 9)
        #expect(
            part.hasSuffix("\n3 mutants explored, in part: 6 of 9 had no turn (5 ms)\n"), "\(part)")
    }
}
