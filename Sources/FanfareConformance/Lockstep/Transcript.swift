import HTTPEngine
import JSONTree
import Synchronization

/// What an oracle says of a story: it plays it alone, for nothing in it hangs on what a target answers
/// but who is lucky.
struct Transcript: Sendable {
    /// What came of each move.
    let entries: [Entry]

    /// What came of one move.
    enum Entry: Sendable {
        /// It speaks of what is not there, so that nobody can make it.
        case skipped
        /// Time passed.
        case passed
        /// A call was answered.
        case answered(Answer)
    }

    /// An answer, and what goes with it.
    struct Answer: Sendable {
        /// The answer.
        let response: HTTPResponse
        /// Its document, nil where it has none.
        let document: JSONNode?
        /// The organization's time.
        let now: Timestamp
        /// Whether somebody was sent a code.
        let sendsCode: Bool
    }

    /// Lets an oracle play a story.
    init(_ story: Plot, by oracle: StoryPlayer) throws(LockstepFailure) {
        defer { oracle.end() }
        try oracle.begin(StoryWorld.document(story.rules))
        var entries: [Entry] = []
        entries.reserveCapacity(story.moves.count)
        for move in story.moves {
            switch move {
            case .advance(let span):
                try oracle.advance(span)
                entries.append(.passed)
            case .call(let call):
                guard let response = try oracle.play(call) else {
                    entries.append(.skipped)
                    continue
                }
                let document = response.json
                let code = try oracle.take(call, response, document)
                entries.append(
                    .answered(
                        Answer(
                            response: response, document: document, now: oracle.now,
                            sendsCode: code)))
            }
        }
        self.entries = entries
    }
}

/// Transcripts that are asked for again, as many targets are held to the same stories.
package final class OracleMemory: Sendable {
    /// How many are kept: what few targets are asked for is not worth its place.
    private static let most = 500

    private let transcripts = Mutex<[Plot: Transcript]>([:])

    /// Remembers nothing yet.
    package init() {}

    func transcript(
        of story: Plot, by oracle: StoryPlayer
    ) throws(LockstepFailure) -> Transcript {
        if let known = transcripts.withLock({ $0[story] }) { return known }
        let transcript = try Transcript(story, by: oracle)
        transcripts.withLock { transcripts in
            if transcripts.count < Self.most { transcripts[story] = transcript }
        }
        return transcript
    }
}
