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
        /// Whether it ended where no more calls were let through for now.
        var isLimited = false
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

    /// The oracle by the luck of its draws.
    private let oracle: (Int) -> any LockstepSide
    private let usualOracle: StoryPlayer
    private let target: StoryPlayer
    private let documented: DocumentedAnswers
    private let memory: OracleMemory?
    private let deployment: Deployment?
    private let unserved: Unserved
    private let readings: [String: String]
    /// Whether everything is noted that a scenario is written from.
    var keepsTrace = false
    /// When to play no further, on the monotonic clock in milliseconds; nil for never.
    private let deadline: Int?
    private var isLate: Bool {
        deadline.map { Environment.monotonicMilliseconds() >= $0 } ?? false
    }

    init(
        oracle: @escaping (Int) -> any LockstepSide, target: any LockstepSide,
        documented: DocumentedAnswers, memory: OracleMemory? = nil, deployment: Deployment? = nil,
        unserved: Unserved = Unserved(), readings: [String: String] = [:],
        until deadline: Int? = nil
    ) {
        self.oracle = oracle
        usualOracle = StoryPlayer(oracle(0))
        self.target = StoryPlayer(target)
        self.documented = documented
        self.memory = memory
        self.deployment = deployment
        self.unserved = unserved
        self.readings = readings
        self.deadline = deadline
    }

    private struct Walk {
        var correspondence = Correspondence()
        /// What is open by now.
        var silences: Silences
        /// Whether the two take somebody for different people.
        var hasParted = false
        /// Where each value came from, by name.
        var sources: [String: [Source]] = [:]
        /// What the oracle says.
        var transcript: Transcript
        /// What was answered, where chance decides something.
        var heard: [Heard] = []
        /// In which order our own people wait among strangers.
        var order = WaitingOrder()
        /// Whether others, or time, have brought about what no story tells.
        var isOver = false
    }

    /// What the target answered to a move.
    private struct Heard {
        let move: Int
        let call: CallMove
        let response: HTTPResponse
        let document: JSONNode?
        let now: Timestamp
    }

    /// Plays a story to its end, or to where the two have become different worlds, or the time is up.
    ///
    /// Where it `remembers`, the oracle's part is looked up where it has been asked for the same story before.
    func play(_ story: Plot, remembers: Bool = false) throws(LockstepFailure) -> Outcome {
        var outcome = Outcome()
        do throws(LockstepFailure) {
            try play(story, remembers: remembers, &outcome)
        } catch {
            // What was asked when the time was up has no answer, and needs none, unless it had long stopped.
            guard isLate else { throw error }
            if let seconds = target.silence {
                let words = "the target had not answered any more for \(seconds) s"
                throw LockstepFailure(reason: words + " when the time was up", isUnreachable: true)
            }
        }
        return outcome
    }

    private func play(
        _ story: Plot, remembers: Bool, _ outcome: inout Outcome
    ) throws(LockstepFailure) {
        let transcript =
            if remembers, let memory {
                try memory.transcript(of: story, by: usualOracle)
            } else {
                try Transcript(story, by: usualOracle)
            }
        defer { target.end() }
        try target.begin(StoryWorld.document(story.rules))
        var walk = Walk(
            correspondence: Correspondence(names: deployment?.names),
            silences: Silences(readings: readings), transcript: transcript)
        let hangsOnLuck = story.hangsOnLuck
        for (index, move) in story.moves.enumerated() where !isLate {
            switch (move, walk.transcript.entries[index]) {
            case (.advance(let span), _):
                try target.advance(span)
                outcome.moves += 1
                if keepsTrace { outcome.trace.append(Step(move: index)) }
            case (.call(let call), .answered):
                let luck = hangsOnLuck ? story : nil
                guard try play(call, index, of: luck, &walk, &outcome) else { return }
            case (.call, .skipped), (.call, .passed): break
            }
        }
    }

    /// Makes one call; false where the two have parted.
    ///
    /// The story is given where chance decides something in it.
    private func play(
        _ call: CallMove, _ index: Int, of story: Plot?, _ walk: inout Walk,
        _ outcome: inout Outcome
    ) throws(LockstepFailure) -> Bool {
        var step = Step(move: index)
        if keepsTrace {
            for (key, name, number) in target.spoken(call) {
                step.sources[key] = walk.sources[name]?[number]
            }
        }
        guard let actual = try target.play(call) else { return true }
        let heard = Heard(
            move: index, call: call, response: actual, document: actual.json, now: target.now)
        if case .answered(let expected) = walk.transcript.entries[index],
            unserved.isUnserved(call.operation, expected: expected.response, actual: actual)
        {
            return false
        }
        var differences = differences(heard, &walk)
        if walk.isOver {
            outcome.isLimited = actual.status == 429
            return false
        }
        if let story {
            walk.heard.append(heard)
            if differences.contains(where: Self.weighs) {
                let known = Set(outcome.differences.filter(Self.weighs).map(\.move))
                if try adopt(story, as: known, &walk) { differences = [] }
            }
        }
        guard case .answered(let expected) = walk.transcript.entries[index] else { return false }
        outcome.moves += 1
        outcome.reached.append(
            Reached(operation: call.operation, outcome: Self.outcome(expected)))
        outcome.differences += differences
        step.actual = actual
        defer { if keepsTrace { outcome.trace.append(step) } }
        let isAlike = (expected.response.status < 300) == (actual.status < 300)
        // What is open of another organization parts nothing here, unless it is done here.
        let isApart = call.isElsewhere && call.gives.isEmpty && differences.isEmpty
        guard isAlike || isApart, !walk.hasParted else { return false }
        let counts = call.gives.map { target.count($0.name) }
        step.readsCode = try target.take(call, actual, heard.document)
        for (gift, count) in zip(call.gives, counts) where target.count(gift.name) > count {
            walk.sources[gift.name, default: []].append(Source(move: index, path: gift.path))
        }
        if step.readsCode {
            walk.sources[call.codeName, default: []].append(Source(move: index, path: []))
        }
        return isInStep(call, expected, heard.document, sendsCode: step.readsCode)
    }

    /// Whether chance may explain it: what is a note, such as another status, it does not, and to look for
    /// the luck that does is dear.
    private static func weighs(_ difference: StoryDifference) -> Bool {
        difference.severity > .note
    }

    /// How many ways the oracle's draws may go until nothing but a fault explains what was heard: of six
    /// pairs of four entrants one in a hundred thousand is never among them.
    private static let lucks = 64

    /// Looks for the luck that explains all answers so far, but those that differed before, and goes on
    /// with it; false where there is none.
    private func adopt(
        _ story: Plot, as known: Set<Int>, _ walk: inout Walk
    ) throws(LockstepFailure) -> Bool {
        guard let last = walk.heard.last else { return false }
        for luck in 1...Self.lucks {
            let oracle = StoryPlayer(oracle(luck))
            var other = Walk(
                silences: Silences(readings: readings),
                transcript: try Transcript(story.prefix(last.move + 1), by: oracle))
            let isExplained = walk.heard.allSatisfy { heard in
                guard heard.move < other.transcript.entries.count,
                    case .answered = other.transcript.entries[heard.move]
                else { return false }
                return !differences(heard, &other).contains(where: Self.weighs)
                    || known.contains(heard.move)
            }
            guard isExplained else { continue }
            walk.transcript = try Transcript(story, by: oracle)
            walk.correspondence = other.correspondence
            walk.silences = other.silences
            walk.hasParted = other.hasParted
            return true
        }
        return false
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

    /// In what an answer is not as the oracle says.
    private func differences(_ heard: Heard, _ walk: inout Walk) -> [StoryDifference] {
        guard case .answered(let expected) = walk.transcript.entries[heard.move] else { return [] }
        let (operation, actual) = (heard.call.operation, heard.response)
        let isOfExpiry = walk.silences.endsByTime(
            heard.call, expected.response, actual, at: expected.now)
        if isOfExpiry, let clause = documented.expiry(of: operation) {
            return [
                StoryDifference(
                    move: heard.move, operation: operation,
                    aspect: actual.status < 300 ? .outcome : .status, clause: clause,
                    expected: expected.response, actual: actual, isOfExpiry: true)
            ]
        }
        let aspects = aspects(heard, expected, &walk)
        if aspects.isEmpty { return [] }
        let situation = Situation(heard.call, after: walk.silences.granted)
        return aspects.compactMap { aspect in
            documented.ranked(
                operation, aspect, expected: expected.response, actual: actual, in: situation
            ).first.map { clause in
                StoryDifference(
                    move: heard.move, operation: operation, aspect: aspect, clause: clause,
                    expected: expected.response, actual: actual, situation: situation)
            }
        }
    }

    private func aspects(
        _ heard: Heard, _ expected: Transcript.Answer, _ walk: inout Walk
    ) -> [StoryDifference.Aspect] {
        let (call, actual, document) = (heard.call, heard.response, heard.document)
        if deployment != nil, actual.status != expected.response.status,
            Deployment.isOfOthers(actual, document)
        {
            walk.isOver = true
            return []
        }
        let isGranted = expected.response.status < 300
        guard isGranted == (actual.status < 300) else {
            let isOpen = walk.silences.leavesOpen(
                call, expected: expected.response, actual: actual, at: expected.now)
            return isOpen ? [] : [.outcome]
        }
        if isGranted {
            walk.silences.note(call, expected.document, at: expected.now)
        } else if isAnotherReason(expected, actual, document, of: call.operation)
            || walk.silences.refusesGuest(call, expected.response, actual)
        {
            return []
        }
        var aspects: [StoryDifference.Aspect] = []
        if expected.response.status != actual.status { aspects.append(.status) }
        for name in documented[call.operation].headers.sorted() where deployment == nil {
            let context = Correspondence.Clocks(expected: expected.now, actual: heard.now)
            let isAlike =
                Silences.leavesOpen(header: name, expected: expected.response, actual: actual)
                || Correspondence.areAlike(
                    expected.response.headers[name], actual.headers[name], by: context)
            if !isAlike { aspects.append(.header(name)) }
        }
        if !isGranted {
            let word = expected.document?["error"]?.string
            if let word, word != document?["error"]?.string { aspects.append(.word) }
        } else if let wanted = expected.document {
            let context = Correspondence.Context(
                documented: documented[call.operation], expected: wanted,
                expectedNow: expected.now, actualNow: heard.now,
                hasAliases: Self.withAliases.contains(call.operation),
                mayReverse: call.operation == "GET /auctions/*/bids/history"
                    && readings["bids.order"] == "oldestFirst")
            var flaws = walk.correspondence.flaws(document ?? .null, in: context)
            flaws.removeAll { flaw in
                let doubt = Silences.Doubt(
                    flaw: flaw, call: call, expected: wanted, now: expected.now)
                guard walk.silences.leavesOpen(doubt) else { return false }
                if walk.silences.parts(doubt) { walk.hasParted = true }
                return true
            }
            if let flaw = flaws.first(where: Silences.isOfIdentity) {
                walk.hasParted = true
                flaws = walk.silences.determinesIdentity(flaw, of: call) ? [flaw] : []
            }
            if deployment != nil { judge(&flaws, heard, wanted, &walk) }
            aspects += flaws.map { .member($0) }
        }
        return aspects
    }

    /// The calls that may tell of bidders by other names than their own.
    private static let withAliases: Set = ["GET /auctions/*/bids", "GET /auctions/*/highest-bid"]

    /// Whether a call is refused for another reason that is documented of it: which of two that apply is
    /// said first is open.
    private func isAnotherReason(
        _ expected: Transcript.Answer, _ actual: HTTPResponse, _ document: JSONNode?,
        of operation: String
    ) -> Bool {
        let wanted = expected.document?["error"]?.string
        guard let word = document?["error"]?.string, word != wanted else { return false }
        // Whether the device is looked at before the state is not said, nor in which words that refuses.
        if wanted == "FINGERPRINT_REQUIRED", actual.status != expected.response.status {
            return true
        }
        return documented[operation].refusals.contains(word)
            || wanted.map { Silences.says($0, document) } ?? false
    }

    /// Leaves of the differences what can be judged among strangers.
    private func judge(
        _ flaws: inout [Correspondence.Flaw], _ heard: Heard, _ wanted: JSONNode, _ walk: inout Walk
    ) {
        if Deployment.hasGoneOn(flaws) {
            walk.isOver = true
            flaws = []
            return
        }
        let operation = heard.call.operation
        flaws = flaws.filter { Deployment.isJudged($0, of: operation) }
        if heard.call.method != "GET", !operation.hasSuffix("/enter") {
            walk.order = WaitingOrder()
        }
        guard operation.contains("/queues/"), let expected = wanted["position"]?.number?.double,
            let told = heard.document?["position"], let actual = told.number?.double
        else { return }
        let place = String(heard.call.path.split(separator: "/")[1])
        guard !walk.order.accepts(expected, actual, in: place) else { return }
        flaws.append(
            Correspondence.Flaw(
                path: ["position"], place: ["position"], kind: .value,
                expected: wanted["position"], actual: told))
    }
}
