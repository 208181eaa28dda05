import HTTPEngine
import JSONTree

/// A story as a scenario file that shows its last difference.
struct StoryScenario {
    private let story: Plot
    private let trace: [Lockstep.Step]
    private let difference: StoryDifference
    private let documented: DocumentedAnswers.Answers
    /// What each answer that is spoken of later is called, by its move.
    private var names: [Int: String] = [:]

    /// Nil where the trace does not lead to the difference.
    init?(
        _ story: Plot, _ outcome: Lockstep.Outcome, _ difference: StoryDifference,
        _ documented: DocumentedAnswers.Answers
    ) {
        guard let last = outcome.trace.firstIndex(where: { $0.move == difference.move }) else {
            return nil
        }
        self.story = story
        self.difference = difference
        self.documented = documented
        trace = Array(outcome.trace[...last])
        expectation = .null
        for step in trace {
            for source in step.sources.values where names[source.move] == nil {
                names[source.move] = name(of: source)
            }
        }
        guard let expectation = expected() else { return nil }
        self.expectation = expectation
    }

    private var expectation: JSONNode

    /// The file, as the scenario of a clause.
    func text(title: String, clause: Clause) -> String {
        var members = [
            JSONMember("title", JSONNode(title)),
            JSONMember("clause", JSONNode(clause.id)),
            JSONMember("world", world),
            JSONMember("steps", JSONNode(trace.flatMap(steps))),
        ]
        members.insert(JSONMember("$schema", "../../../schema/scenario.schema.json"), at: 0)
        return JSONNode(members).text(.indented) + "\n"
    }

    /// Who does each step, as a person reads it; nobody where the clock moves or a code is read.
    var speakers: [String] {
        let people = story.people
        return trace.flatMap { step -> [String] in
            guard case .call(let call) = story.moves[step.move] else { return [""] }
            let speaker = call.isOfServer ? "the server" : people[step.move] ?? "somebody"
            let place = call.isElsewhere ? ", in the other organization" : ""
            return [speaker + place] + (readsMessage(call, step) ? [""] : [])
        }
    }

    private func readsMessage(_ call: CallMove, _ step: Lockstep.Step) -> Bool {
        step.readsCode && names[step.move] != nil && call.codeTo != nil
    }

    /// Of the world, what the story goes into.
    private var world: JSONNode {
        let texts = story.moves.flatMap { move -> [String] in
            guard case .call(let call) = move else { return [] }
            return call.path.split(separator: "/").map(String.init)
                + (call.body ?? []).flatMap { $0.value.texts }
        }
        return StoryWorld.document(story.rules).only(Set(texts))
    }

    private mutating func name(of source: Lockstep.Source) -> String {
        var word = "answer"
        if case .call(let call) = story.moves[source.move] {
            let gift = source.path.isEmpty ? call.codeName : call.gives.first?.name ?? ""
            var person = String(gift.prefix { $0 != "." })
            if StoryWorld.people.contains(person), let owner = story.people[source.move] {
                person = owner
            }
            if !person.isEmpty { word = person + (source.path.isEmpty ? "Code" : "") }
            if word == "answer" { word = "seen" }
        }
        let taken = Set(names.values)
        if !taken.contains(word) { return word }
        return (2...).lazy.map { "\(word)\($0)" }.first { !taken.contains($0) } ?? word
    }

    /// A value as a variable of the scenario.
    private func variable(_ source: Lockstep.Source) -> String? {
        guard let name = names[source.move] else { return nil }
        return "{" + ([name] + source.path).joined(separator: ".") + "}"
    }

    private func steps(_ step: Lockstep.Step) -> [JSONNode] {
        switch story.moves[step.move] {
        case .advance(let span): return [["advance": JSONNode("\(span)")]]
        case .call(let call):
            var members = request(call, step)
            let name = names[step.move]
            if step.move == difference.move {
                members.append(JSONMember("expect", expectation))
            } else if let response = step.actual, response.status >= 300 {
                members.append(JSONMember("expect", ["status": "4xx"]))
            }
            if readsMessage(call, step), let name, let recipient = call.codeTo {
                return [
                    JSONNode(members),
                    ["inbox": JSONNode(recipient), "keep": .init([JSONMember(name, "/code")])],
                ]
            }
            if let name { members.append(JSONMember("keep", .init([JSONMember(name, "")]))) }
            return [JSONNode(members)]
        }
    }

    private func request(_ call: CallMove, _ step: Lockstep.Step) -> [JSONMember] {
        var members = [
            JSONMember("send", JSONNode("\(call.method) " + text(call.path, step)))
        ]
        var headers = call.headers.map {
            JSONMember($0.name, JSONNode(text($0.value.string ?? "", step)))
        }
        switch (call.credential, call.isElsewhere) {
        case (.publishable, false): break
        case (.publishable, true):
            headers.append(JSONMember("X-Publishable-Key", "{other.publishableKey}"))
        case (.secret, true):
            members.append(JSONMember("as", "nobody"))
            headers.append(JSONMember("Authorization", "Bearer {other.secretKey}"))
        case (.secretHeaders, true):
            members.append(JSONMember("as", "nobody"))
            headers.append(JSONMember("X-Organization-Id", "{other.organizationId}"))
            headers.append(JSONMember("X-Secret-Key", "{other.secretKey}"))
        default: members.append(JSONMember("as", JSONNode(call.credential.rawValue)))
        }
        if let token = call.token {
            members.append(JSONMember("token", JSONNode(text(token, step))))
        }
        if !headers.isEmpty { members.append(JSONMember("headers", JSONNode(headers))) }
        if let body = call.body {
            let fields = body.map { JSONMember($0.name, filled($0.value, step)) }
            members.append(
                call.layout == .plain
                    ? JSONMember("body", JSONNode(fields))
                    : JSONMember("text", JSONNode(call.layout.text(JSONNode(fields)))))
        }
        return members
    }

    private func filled(_ node: JSONNode, _ step: Lockstep.Step) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: node
        case .string(let string): JSONNode(text(string, step))
        case .array(let elements): JSONNode(elements.map { filled($0, step) })
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, filled($0.node, step)) })
        }
    }

    private func text(_ text: String, _ step: Lockstep.Step) -> String {
        Template(text).segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable(let name): step.sources[name].flatMap(variable) ?? "{\(name)}"
            }
        }.joined()
    }
}

// What is expected of the last answer.
extension StoryScenario {
    private mutating func expected() -> JSONNode? {
        let status = difference.expected.status
        switch difference.aspect {
        case .outcome:
            return ["status": JSONNode(status < 300 ? "2xx" : "4xx")]
        case .status: return ["status": JSONNode(status)]
        case .word:
            return [
                "status": "4xx", "body": ["error": difference.expected.json?["error"] ?? .null],
            ]
        case .header(let name):
            let value = difference.expected.headers[name]
            let pattern: JSONNode =
                if let value { Int(value) == nil ? "$string" : JSONNode(value) } else { "$absent" }
            return ["headers": JSONNode([JSONMember(name, pattern)])]
        case .member(let flaw):
            guard let leaf = leaf(flaw) else { return nil }
            return [
                "status": "2xx", "body": wrapped(leaf, flaw.path[...], difference.expected.json),
            ]
        }
    }

    private mutating func leaf(_ flaw: Correspondence.Flaw) -> JSONNode? {
        func signed(_ span: TimeSpan) -> String {
            span.milliseconds < 0
                ? "-\(TimeSpan(milliseconds: -span.milliseconds))" : "+\(span)"
        }
        switch flaw.kind {
        case .value:
            guard let expected = flaw.expected, !expected.isNull else {
                return ["$oneOf": [.null, "$absent"]]
            }
            let isThere = flaw.actual?.isNull == false
            return isThere && expected.isScalar ? expected : form(of: expected, at: flaw.place)
        case .moment(let span):
            return (flaw.expected?.string).flatMap(stated)
                ?? JSONNode("$timestamp(\(signed(span.rounded)))")
        case .stamp(let span): return JSONNode("$unixTime(\(signed(span.rounded)))")
        case .notTheSame(let known): return source(of: known).map { JSONNode($0) }
        case .notNew:
            return (flaw.actual?.string).flatMap { source(of: $0) }.map { ["$not": JSONNode($0)] }
        case .count(let count): return JSONNode([JSONNode](repeating: [:], count: count))
        case .unexpected: return "$absent"
        }
    }

    /// An instant that a request of the story states, as it states it.
    private func stated(_ text: String) -> JSONNode? {
        guard let instant = Timestamp(iso8601: text, allowsOffset: true) else { return nil }
        let texts = story.moves.flatMap { move -> [String] in
            guard case .call(let call) = move else { return [] }
            return (call.body ?? []).flatMap { $0.value.texts }
        }
        return texts.first { Timestamp(iso8601: $0, allowsOffset: true) == instant }
            .map { JSONNode("$timestamp(=\($0))") }
    }

    /// What is documented of a value, with forms in place of what each server has its own of.
    private func form(of node: JSONNode, at place: [String]) -> JSONNode {
        switch node.value {
        case .null: return ["$oneOf": [.null, "$absent"]]
        case .bool, .number: return node
        case .string(let text):
            if let instant = stated(text) { return instant }
            if Timestamp(iso8601: text, allowsOffset: true) != nil { return "$timestamp" }
            let words = documented.members[place]?.words ?? []
            return words.contains(text) || StoryWorld.ids.contains(text) ? node : "$string"
        case .array(let elements):
            return JSONNode(elements.map { form(of: $0, at: place + ["*"]) })
        case .object(let members):
            return JSONNode(
                members.compactMap { member -> JSONMember? in
                    let inner = place + [member.key]
                    if documented.members[inner]?.isRequired ?? false {
                        return JSONMember(member.key, form(of: member.node, at: inner))
                    }
                    let table = place + ["*"]
                    guard documented.members[inner] == nil, documented.members[table] != nil,
                        StoryWorld.ids.contains(member.key)
                    else { return nil }
                    return JSONMember(member.key, form(of: member.node, at: table))
                })
        }
    }

    /// A variable for a text that an answer before held.
    private mutating func source(of text: String) -> String? {
        for step in trace where step.move != difference.move {
            guard let path = step.actual?.json?.path(to: text) else { continue }
            let source = Lockstep.Source(move: step.move, path: path)
            if step.readsCode { continue }
            if names[step.move] == nil { names[step.move] = name(of: source) }
            return variable(source)
        }
        return nil
    }

    /// A value inside of the objects and lists that lead to it.
    private func wrapped(
        _ leaf: JSONNode, _ path: ArraySlice<String>, _ document: JSONNode?
    ) -> JSONNode {
        guard let key = path.first else { return leaf }
        let rest = path.dropFirst()
        if key == "$jwt" { return ["$jwt": wrapped(leaf, rest, nil)] }
        if let elements = document?.elements, let index = Int(key) {
            var patterns = elements.map { _ in JSONNode([JSONMember]()) }
            guard patterns.indices.contains(index) else { return leaf }
            patterns[index] = wrapped(leaf, rest, elements[index])
            return JSONNode(patterns)
        }
        return JSONNode([JSONMember(key, wrapped(leaf, rest, document?[key]))])
    }
}

extension TimeSpan {
    /// In whole seconds.
    fileprivate var rounded: TimeSpan {
        TimeSpan(milliseconds: Int((Double(milliseconds) / 1000).rounded()) * 1000)
    }
}

extension JSONNode {
    /// The names of the members that lead to a text.
    fileprivate func path(to text: String) -> [String]? {
        switch value {
        case .string(let own): return own == text ? [] : nil
        case .null, .bool, .number: return nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let path = element.path(to: text) { return ["\(index)"] + path }
            }
        case .object(let members):
            for member in members {
                if let path = member.node.path(to: text) { return [member.key] + path }
            }
        }
        return nil
    }

    /// A world without the distributions that nobody names.
    fileprivate func only(_ names: Set<String>) -> JSONNode {
        switch value {
        case .null, .bool, .number, .string: return self
        case .array(let elements):
            return JSONNode(
                elements.map { $0.only(names) }.filter { element in
                    guard let id = element["id"]?.string else { return true }
                    return names.contains(id) || element.holds(names)
                })
        case .object(let members):
            return JSONNode(
                members.compactMap { member in
                    if member.key == "waitlist", !member.node.holds(names) { return nil }
                    let inner = member.node.only(names)
                    if inner.elements?.isEmpty ?? false, member.key != "experiences" { return nil }
                    return JSONMember(member.key, inner)
                })
        }
    }

    /// Whether something inside is named.
    private func holds(_ names: Set<String>) -> Bool {
        if let id = self["id"]?.string, names.contains(id) { return true }
        if let members { return members.contains { $0.node.holds(names) } }
        return elements?.contains { $0.holds(names) } ?? false
    }
}
