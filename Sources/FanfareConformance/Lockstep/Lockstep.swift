import HTTPEngine
import JSONTree

/// Plays stories on a target and holds its answers to what an oracle says of them.
final class Lockstep {
    /// What a story came to.
    struct Outcome: Sendable {
        /// The differences, in order.
        var differences: [StoryDifference] = []
        /// How many moves were made.
        var moves = 0
        /// What was answered, move by move.
        var trace: [Step] = []
        /// The calls and the outcomes that they should have had.
        var reached: [Reached] = []
    }

    /// A call and its outcome.
    struct Reached: Hashable, Sendable {
        /// Method and path with a star for each name.
        let operation: String
        /// The status, and the word of a refusal or the state of what was granted.
        let outcome: String
    }

    /// A move as it was made.
    struct Step: Sendable {
        /// Its place in the story.
        let move: Int
        /// Where each value that it speaks of came from, by the phrase's own name.
        var sources: [String: Source] = [:]
        /// What the target answered.
        var actual: HTTPResponse?
        /// Whether a code was read after it.
        var readsCode = false
    }

    /// Where a value came from.
    struct Source: Hashable, Sendable {
        /// The move.
        let move: Int
        /// The names of the members that lead to it; none for a code from the inbox.
        let path: [String]
    }

    private let oracle: StoryPlayer
    private let target: StoryPlayer
    private let documented: DocumentedAnswers
    private let memory: OracleMemory?
    /// Whether everything is noted that a scenario is written from.
    var keepsTrace = false

    init(
        oracle: any LockstepSide, target: any LockstepSide, documented: DocumentedAnswers,
        memory: OracleMemory? = nil
    ) {
        self.oracle = StoryPlayer(oracle)
        self.target = StoryPlayer(target)
        self.documented = documented
        self.memory = memory
    }

    private struct Walk {
        var correspondence = Correspondence()
        /// Where each value came from, by name.
        var sources: [String: [Source]] = [:]
    }

    /// Plays a story to its end, or to where the two have become different worlds.
    ///
    /// With a `memory` the oracle's part is looked up where it has been asked for the same story before.
    func play(_ story: Plot, remembers: Bool = false) throws(LockstepFailure) -> Outcome {
        let transcript =
            if remembers, let memory {
                try memory.transcript(of: story, by: oracle)
            } else {
                try Transcript(story, by: oracle)
            }
        defer { target.end() }
        try target.begin(StoryWorld.document(story.rules))
        var walk = Walk()
        var outcome = Outcome()
        for (index, move) in story.moves.enumerated() {
            switch (move, transcript.entries[index]) {
            case (.advance(let span), _):
                try target.advance(span)
                outcome.moves += 1
                if keepsTrace { outcome.trace.append(Step(move: index)) }
            case (.call(let call), .answered(let answer)):
                guard try play(call, index, answer, &walk, &outcome) else { return outcome }
            case (.call, .skipped), (.call, .passed): break
            }
        }
        return outcome
    }

    /// Makes one call; false where the two have parted.
    private func play(
        _ call: CallMove, _ index: Int, _ expected: Transcript.Answer, _ walk: inout Walk,
        _ outcome: inout Outcome
    ) throws(LockstepFailure) -> Bool {
        var step = Step(move: index)
        if keepsTrace {
            for (key, name, number) in target.spoken(call) {
                step.sources[key] = walk.sources[name]?[number]
            }
        }
        guard let actual = try target.play(call) else { return true }
        let document = actual.json
        outcome.moves += 1
        outcome.reached.append(
            Reached(operation: call.operation, outcome: Self.outcome(expected)))
        let differences = differences(call, index, expected, actual, document, &walk)
        outcome.differences += differences
        let isGranted = expected.response.status < 300
        step.actual = actual
        defer { if keepsTrace { outcome.trace.append(step) } }
        guard isGranted == (actual.status < 300) else { return false }
        let counts = call.gives.map { target.count($0.name) }
        step.readsCode = try target.take(call, actual, document)
        for (gift, count) in zip(call.gives, counts) where target.count(gift.name) > count {
            walk.sources[gift.name, default: []].append(Source(move: index, path: gift.path))
        }
        if step.readsCode {
            walk.sources[call.codeName, default: []].append(Source(move: index, path: []))
        }
        return isInStep(call, expected, document, sendsCode: step.readsCode)
    }

    /// Whether both have given the same things, so that later moves mean the same.
    private func isInStep(
        _ call: CallMove, _ expected: Transcript.Answer, _ document: JSONNode?, sendsCode: Bool
    ) -> Bool {
        guard expected.sendsCode == sendsCode else { return false }
        return call.gives.allSatisfy { gift in
            let pointer = JSONPointer(tokens: gift.path)
            return (expected.document?[pointer]?.string == nil)
                == (document?[pointer]?.string == nil)
        }
    }

    private static func outcome(_ answer: Transcript.Answer) -> String {
        let isGranted = answer.response.status < 300
        let word = answer.document?[isGranted ? "status" : "error"]?.string
        return "\(answer.response.status)" + (word.map { " \($0)" } ?? "")
    }

    private func differences(
        _ call: CallMove, _ index: Int, _ expected: Transcript.Answer, _ actual: HTTPResponse,
        _ document: JSONNode?, _ walk: inout Walk
    ) -> [StoryDifference] {
        aspects(call, expected, actual, document, &walk).compactMap { aspect in
            documented.ranked(
                call.operation, aspect, expected: expected.response, actual: actual
            ).first.map { clause in
                StoryDifference(
                    move: index, operation: call.operation, aspect: aspect, clause: clause,
                    expected: expected.response, actual: actual)
            }
        }
    }

    private func aspects(
        _ call: CallMove, _ expected: Transcript.Answer, _ actual: HTTPResponse,
        _ document: JSONNode?, _ walk: inout Walk
    ) -> [StoryDifference.Aspect] {
        let isGranted = expected.response.status < 300
        guard isGranted == (actual.status < 300) else { return [.outcome] }
        var aspects: [StoryDifference.Aspect] = []
        if expected.response.status != actual.status { aspects.append(.status) }
        for name in documented[call.operation].headers.sorted() {
            let context = Correspondence.Clocks(expected: expected.now, actual: target.now)
            let isAlike = Correspondence.areAlike(
                expected.response.headers[name], actual.headers[name], by: context)
            if !isAlike { aspects.append(.header(name)) }
        }
        if !isGranted {
            let word = expected.document?["error"]?.string
            if let word, word != document?["error"]?.string { aspects.append(.word) }
        } else if let wanted = expected.document {
            let context = Correspondence.Context(
                documented: documented[call.operation], expected: wanted,
                expectedNow: expected.now, actualNow: target.now)
            let flaws = walk.correspondence.flaws(document ?? .null, in: context)
            aspects += flaws.map { .member($0) }
        }
        return aspects
    }
}
