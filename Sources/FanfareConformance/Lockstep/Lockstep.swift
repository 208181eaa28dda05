import HTTPEngine
import JSONTree

/// Plays stories on a target while an oracle plays along, and compares their answers.
final class Lockstep {
    /// What a story came to.
    struct Outcome {
        /// The differences, in order.
        var differences: [StoryDifference] = []
        /// How many moves were played.
        var moves = 0
        /// What was answered, call by call.
        var trace: [Step] = []
        /// The target's calls and outcomes.
        var reached: [Reached] = []
    }

    /// A call and its outcome.
    struct Reached: Hashable, Sendable {
        let operation: String
        let outcome: String
    }

    /// A move as it was played.
    struct Step {
        /// Its place in the story.
        let move: Int
        /// Where each value that it speaks of came from, by the phrase's own name.
        var sources: [String: Source] = [:]
        /// What the oracle answered, nil for a move without an answer.
        var expected: HTTPResponse?
        /// What the target answered.
        var actual: HTTPResponse?
        /// Whether a code was read after it.
        var readsCode = false
    }

    /// Where a value came from.
    struct Source: Hashable {
        /// The move.
        let move: Int
        /// The names of the members that lead to it; none for a code from the inbox.
        let path: [String]
    }

    private let oracle: any LockstepSide
    private let target: any LockstepSide
    private let documented: DocumentedAnswers
    private let book = PhraseBook()
    /// Whether everything is noted that a scenario is written from.
    var keepsTrace = false

    init(
        oracle: any LockstepSide, target: any LockstepSide, documented: DocumentedAnswers
    ) {
        self.oracle = oracle
        self.target = target
        self.documented = documented
    }

    /// Plays a story to its end, or to where the two have become different worlds.
    func play(_ story: Story) throws(LockstepFailure) -> Outcome {
        defer {
            oracle.end()
            target.end()
        }
        let world = StoryWorld.document(story.rules)
        try oracle.begin(world)
        try target.begin(world)
        var walk = Walk(expected: Bindings(), actual: Bindings())
        walk.expected.add(oracle.keys(elsewhere: false), oracle.keys(elsewhere: true))
        walk.actual.add(target.keys(elsewhere: false), target.keys(elsewhere: true))
        var outcome = Outcome()
        for (index, move) in story.moves.enumerated() {
            switch move {
            case .advance(let span):
                try oracle.advance(span)
                try target.advance(span)
                outcome.moves += 1
                if keepsTrace { outcome.trace.append(Step(move: index)) }
            case .call(let call):
                guard try play(call, index, &walk, &outcome) else { return outcome }
            }
        }
        return outcome
    }

    private struct Walk {
        var expected: Bindings
        var actual: Bindings
        var correspondence = Correspondence()
        /// Where each value came from.
        var sources: [String: [Source]] = [:]
    }

    /// Plays one call; false where the two have parted.
    private func play(
        _ call: CallMove, _ index: Int, _ walk: inout Walk, _ outcome: inout Outcome
    ) throws(LockstepFailure) -> Bool {
        guard let request = request(call, walk.expected, oracle),
            let other = self.request(call, walk.actual, target)
        else { return true }
        let expected = try oracle.answer(to: request)
        let actual = try target.answer(to: other)
        outcome.moves += 1
        let document = expected.json
        let otherDocument = actual.json
        outcome.reached.append(
            Reached(
                operation: call.operation,
                outcome: Self.outcome(expected, document)))
        var step = Step(move: index, expected: expected, actual: actual)
        if keepsTrace { step.sources = sources(call, walk) }
        compare(call, index, (expected, document), (actual, otherDocument), &walk, &outcome)
        let isGranted = expected.status < 300
        guard isGranted == (actual.status < 300) else {
            if keepsTrace { outcome.trace.append(step) }
            return false
        }
        if isGranted {
            take(call, index, document, otherDocument, &walk)
            if let recipient = call.codeTo {
                let code = try oracle.code(to: recipient)
                let otherCode = try target.code(to: recipient)
                if let code, let otherCode {
                    walk.expected.add(code, as: call.codeName)
                    walk.actual.add(otherCode, as: call.codeName)
                    walk.sources[call.codeName, default: []].append(Source(move: index, path: []))
                    step.readsCode = true
                }
            }
        }
        if keepsTrace { outcome.trace.append(step) }
        return true
    }

    private static func outcome(_ response: HTTPResponse, _ document: JSONNode?) -> String {
        let word = response.status < 300 ? document?["status"]?.string : document?["error"]?.string
        return "\(response.status)" + (word.map { " \($0)" } ?? "")
    }

    private func compare(
        _ call: CallMove, _ index: Int, _ expected: (HTTPResponse, JSONNode?),
        _ actual: (HTTPResponse, JSONNode?), _ walk: inout Walk, _ outcome: inout Outcome
    ) {
        var aspects: [StoryDifference.Aspect] = []
        let isGranted = expected.0.status < 300
        if isGranted != (actual.0.status < 300) {
            aspects.append(.outcome)
        } else {
            if expected.0.status != actual.0.status { aspects.append(.status) }
            if !isGranted {
                let word = expected.1?["error"]?.string
                if let word, word != actual.1?["error"]?.string { aspects.append(.word) }
            } else if let document = expected.1 {
                let context = Correspondence.Context(
                    documented: documented[call.operation], expected: document,
                    expectedNow: oracle.now, actualNow: target.now)
                let flaws = walk.correspondence.flaws(actual.1 ?? .null, in: context)
                aspects += flaws.map { .member($0) }
            }
        }
        for aspect in aspects {
            guard
                let clause = documented.ranked(
                    call.operation, aspect, expected: expected.0, actual: actual.0
                ).first
            else { continue }
            outcome.differences.append(
                StoryDifference(
                    move: index, operation: call.operation, aspect: aspect, clause: clause,
                    expected: expected.0, actual: actual.0))
        }
    }

    /// Takes what both answers give.
    private func take(
        _ call: CallMove, _ index: Int, _ document: JSONNode?, _ other: JSONNode?,
        _ walk: inout Walk
    ) {
        for gift in call.gives {
            let pointer = JSONPointer(tokens: gift.path)
            guard let value = document?[pointer]?.string, let otherValue = other?[pointer]?.string
            else { continue }
            walk.expected.add(value, as: gift.name)
            walk.actual.add(otherValue, as: gift.name)
            walk.sources[gift.name, default: []].append(Source(move: index, path: gift.path))
        }
    }

    private func sources(_ call: CallMove, _ walk: Walk) -> [String: Source] {
        var found: [String: Source] = [:]
        let texts =
            [call.path, call.token].compactMap(\.self) + call.headers.compactMap(\.value.string)
            + (call.body ?? []).flatMap { $0.value.texts }
        for text in texts {
            for case .value(let name, let age) in book[text].pieces {
                guard let all = walk.sources[name], all.count > age else { continue }
                let key = age == 0 ? name : "\(name)_\(age)"
                found[key] = all[all.count - 1 - age]
            }
        }
        return found
    }
}

extension Lockstep {
    /// A call as one of the servers is sent it; nil where it speaks of what is not there yet.
    private func request(
        _ call: CallMove, _ bindings: Bindings, _ side: any LockstepSide
    ) -> HTTPRequest? {
        guard let path = bindings.filled(book[call.path]) else { return nil }
        var request = HTTPRequest(method: call.method, target: side.address.basePath + path)
        request.headers.append("Host", side.address.authority)
        let keys = side.keys(elsewhere: call.isElsewhere)
        switch call.credential {
        case .publishable: request.headers.append("X-Publishable-Key", keys.publishableKey)
        case .secret: request.headers.append("Authorization", "Bearer " + (keys.secretKey ?? ""))
        case .secretHeaders:
            request.headers.append("X-Organization-Id", keys.organizationId ?? "")
            request.headers.append("X-Secret-Key", keys.secretKey ?? "")
        case .nobody: break
        }
        if let token = call.token {
            guard let value = bindings.filled(book[token]) else { return nil }
            request.headers["Authorization"] = "Bearer " + value
        }
        for header in call.headers {
            guard let text = header.value.string, let value = bindings.filled(book[text]) else {
                return nil
            }
            request.headers[header.name] = value
        }
        if let body = call.body {
            var members: [JSONMember] = []
            for field in body {
                guard let value = filled(field.value, bindings) else { return nil }
                members.append(JSONMember(field.name, value))
            }
            request.headers.append("Content-Type", "application/json")
            request.body = JSONNode(members).bytes()
        }
        return request
    }

    private func filled(_ node: JSONNode, _ bindings: Bindings) -> JSONNode? {
        switch node.value {
        case .null, .bool, .number: return node
        case .string(let text): return bindings.filled(book[text]).map { JSONNode($0) }
        case .array(let elements):
            var filled: [JSONNode] = []
            for element in elements {
                guard let value = self.filled(element, bindings) else { return nil }
                filled.append(value)
            }
            return JSONNode(filled)
        case .object(let members):
            var filled: [JSONMember] = []
            for member in members {
                guard let value = self.filled(member.node, bindings) else { return nil }
                filled.append(JSONMember(member.key, value))
            }
            return JSONNode(filled)
        }
    }
}

extension Bindings {
    /// The keys, which a story may speak of.
    fileprivate mutating func add(_ keys: TargetKeys, _ other: TargetKeys) {
        add(keys.publishableKey, as: "publishableKey")
        add(other.publishableKey, as: "other.publishableKey")
        if let id = keys.organizationId { add(id, as: "organizationId") }
    }
}

extension JSONNode {
    /// Every text inside.
    var texts: [String] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let members): members.flatMap { $0.node.texts }
        }
    }
}
