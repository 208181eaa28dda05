import Foundations
import JSONTree

/// Reads scenario files.
struct ScenarioDecoder {
    let patterns: PatternDecoder
    var beginnings = Beginnings()
    var readings = Readings()

    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let scenario = [
            "$schema", "title", "clause", "why", "sandbox", "world", "receiver", "given", "steps",
        ]
        static let send = [
            "why", "when", "send", "origin", "as", "token", "headers", "body", "text", "times",
            "expect", "keep",
        ]
        static let advance = ["why", "when", "advance"]
        static let inbox = ["why", "when", "inbox", "expect", "keep"]
        static let webhook = ["why", "when", "webhook", "about", "attempt", "expect", "keep"]
        static let together = ["why", "when", "together", "expect"]
        static let request = ["send", "origin", "as", "token", "headers", "body", "text"]
        static let releases = ["times", "send"]
        static let answers = ["answers"]
        static let expected = ["clause", "status", "headers", "body", "empty", "stop"]
        static let block = expected + ["when", "reading", "answers"]
        static let group = ["count"] + expected
    }

    func scenario(named name: String, in file: SuiteFile) throws(SuiteProblem) -> Scenario {
        let root = try Cursor(file)
        try root.allow(Members.scenario)
        let steps = try root.require("steps").elements()
        guard !steps.isEmpty else { throw try root.require("steps").problem("expected a step") }
        let given = try given(root.member("given"))
        var decoded = given.steps
        for step in steps { decoded.append(try self.step(step)) }
        var scenario = Scenario(
            name: name,
            title: try root.require("title").string(),
            clause: try reference(root.require("clause")),
            needsSandbox: try root.member("sandbox")?.bool() ?? (root.member("world") != nil),
            world: try world(root.member("world")),
            receiverStatus: try root.member("receiver")?.integer(200...599),
            beginnings: given.beginnings,
            steps: decoded,
            file: file)
        scenario.used = Set(scenario.variables.map(\.name)).sorted()
        return scenario
    }

    /// The steps that the sentences of a beginning stand for.
    private func given(
        _ cursor: Cursor?
    ) throws(SuiteProblem) -> (beginnings: [String], steps: [Step]) {
        guard let cursor else { return ([], []) }
        let sentences = try cursor.elements()
        guard !sentences.isEmpty else { throw cursor.problem("expected a sentence") }
        var (beginnings, decoded): ([String], [Step]) = ([], [])
        for sentence in sentences {
            let (beginning, steps) = try self.beginnings.steps(for: sentence)
            beginnings.append(beginning)
            let text = try sentence.string()
            for step in steps { decoded.append(try self.step(step, given: text)) }
        }
        return (beginnings, decoded)
    }

    private func world(_ cursor: Cursor?) throws(SuiteProblem) -> JSONNode? {
        guard let cursor else { return nil }
        guard cursor.node.members != nil else { throw cursor.expected("a world, as an object") }
        return cursor.node
    }

    private func reference(_ cursor: Cursor) throws(SuiteProblem) -> ClauseReference {
        ClauseReference(id: try cursor.string("the id of a clause"), place: cursor.place)
    }

    private static let kinds = ["send", "advance", "inbox", "webhook", "together"]

    private func step(
        _ cursor: Cursor, given: String? = nil
    ) throws(SuiteProblem) -> Step {
        guard let members = cursor.node.members else { throw cursor.expected("an object") }
        let kinds = members.map(\.key).filter(Self.kinds.contains)
        guard let kind = kinds.first, kinds.count == 1 else {
            let found = members.map(\.key).joined(separator: ", ")
            let hint =
                members.lazy.map { Nearest.hint(for: $0.key, in: Self.kinds) }
                .first { !$0.isEmpty } ?? ""
            throw cursor.problem(
                "a step has exactly one of send, advance, inbox, webhook, together; found \(found)."
                    + hint)
        }
        return Step(
            place: cursor.place,
            given: given,
            why: try cursor.member("why")?.string(),
            action: try action(kind, cursor),
            keep: try keep(cursor.member("keep")),
            condition: try condition(cursor.member("when")))
    }

    /// The answer to a reading that something presumes: `{ "linking.takenIdentifier": "refuse" }`.
    func condition(_ cursor: Cursor?) throws(SuiteProblem) -> ReadingCondition? {
        guard let cursor else { return nil }
        let members = try cursor.members()
        guard members.count == 1, let member = members.first else {
            throw cursor.expected("one reading with an answer")
        }
        let reading = try readings.reading(member.key, at: member.place)
        let name = try member.value.string("an answer to the reading")
        return ReadingCondition(
            reading: reading.id,
            answer: try readings.answer(name, to: reading, at: member.value.place).name)
    }

    private func action(_ kind: String, _ cursor: Cursor) throws(SuiteProblem) -> Step.Action {
        switch kind {
        case "send":
            try cursor.allow(Members.send)
            return try send(cursor)
        case "advance":
            try cursor.allow(Members.advance)
            return .advance(try span(cursor.require("advance")))
        case "inbox":
            try cursor.allow(Members.inbox)
            return .inbox(
                Template(try cursor.require("inbox").string("a recipient")),
                expect: try message(cursor.member("expect")))
        case "webhook":
            try cursor.allow(Members.webhook)
            return .webhook(
                WebhookPattern(
                    type: try cursor.require("webhook").string("the type of a webhook"),
                    about: Template(
                        try cursor.require("about").string("an id that its data names")),
                    attempt: try cursor.member("attempt")?.integer(1...8) ?? 1,
                    expect: try blocks(cursor.require("expect"))))
        default:
            try cursor.allow(Members.together)
            return try together(cursor)
        }
    }

    private func span(_ cursor: Cursor) throws(SuiteProblem) -> TimeSpan {
        let what = "a duration such as \"61s\", \"10m1s\", \"1h\", \"30d\" or \"500ms\""
        guard let span = TimeSpan(try cursor.string(what)) else { throw cursor.expected(what) }
        return span
    }

    private func keep(_ cursor: Cursor?) throws(SuiteProblem) -> [Keep] {
        guard let cursor else { return [] }
        var keeps: [Keep] = []
        for (name, place, value) in try cursor.members() {
            guard Template("{\(name)}").onlyVariable == name, !name.contains(".") else {
                throw SuiteProblem(
                    at: place, pointer: cursor.pointer,
                    "the name '\(name)' is no variable: letters, digits and '_', a letter first")
            }
            keeps.append(Keep(name: name, source: try source(value), place: place))
        }
        return keeps
    }

    private func source(_ cursor: Cursor) throws(SuiteProblem) -> Keep.Source {
        let what =
            "a JSON pointer (\"/session/consumerId\", \"\" for the whole body) or \"header:Name\""
        let text = try cursor.string(what)
        if text.hasPrefix("header:") { return .header(String(text.dropFirst(7))) }
        guard JSONPointer(text) != nil else { throw cursor.expected(what) }
        return .body(Template(text))
    }
}
