import JSONTree

/// What is known of one operation beside its route: words, fields and answers, read from data.
struct OperationEntry: Sendable {
    let summary: String
    let about: String?
    /// The chapter of the documentation it belongs to.
    let chapter: String
    /// What the path's parameter means, with an example.
    let parameter: JSONNode?
    let query: [QueryParameter]
    /// The component that describes the body.
    let body: String?
    let bodyIsOptional: Bool
    let takesFingerprint: Bool
    /// Of a control call, which declares its body: what the members mean, and which must be there.
    let fields: JSONNode?
    let required: [String]
    /// What it answers when it does what it is asked, by status; nil without a body.
    let answers: [(status: Int, answer: Answer?)]
    /// What it refuses with, by status: patterns of errors.
    let refusals: [(status: Int, patterns: [JSONNode])]
    /// The statements that it follows, by their identifiers or the beginnings of these.
    let clauses: [String]
    /// What can be called next with what it answers.
    let links: [Link]

    /// A body that is answered.
    enum Answer: Sendable {
        case json(Schema)
        /// Something else, by its media types.
        case other([String])
    }

    /// A parameter of the query.
    struct QueryParameter: Sendable {
        let name: String
        let about: String
        let schema: Schema
    }

    /// An operation whose path takes a value from a call or its answer.
    struct Link: Sendable {
        let name: String
        let operation: String
        /// Where the value stands, a runtime expression.
        let id: String
    }

    private static let members: Set<String> = [
        "summary", "about", "query", "body", "bodyIsOptional", "takesFingerprint", "answers",
        "clauses", "links", "fields", "required",
    ]

    init(_ node: JSONNode, in chapter: JSONNode) {
        for member in node.members ?? [] where !Self.members.contains(member.key) {
            preconditionFailure("an operation has no '\(member.key)'")
        }
        summary = node["summary"]?.string ?? ""
        about = node["about"]?.string
        self.chapter = chapter["chapter"]?.string ?? ""
        parameter = chapter["parameter"]
        query = (node["query"]?.members ?? []).map { parameter in
            QueryParameter(
                name: parameter.key, about: parameter.node["description"]?.string ?? "",
                schema: Schema(parameter.node["schema"] ?? ["type": "string"]))
        }
        body = node["body"]?.string
        bodyIsOptional = node["bodyIsOptional"]?.bool ?? false
        takesFingerprint = node["takesFingerprint"]?.bool ?? false
        let all = (node["answers"]?.members ?? []).map { (status: Int($0.key) ?? 0, $0.node) }
        fields = node["fields"]
        required = (node["required"]?.elements ?? []).compactMap(\.string)
        answers = all.filter { $0.status < 400 }.map { ($0.status, Self.answer($0.1)) }
        refusals = all.filter { $0.status >= 400 }.map { ($0.status, $0.1.elements ?? [$0.1]) }
        clauses = (node["clauses"]?.elements ?? []).compactMap(\.string)
        links = (node["links"]?.members ?? []).map { link in
            Link(
                name: link.key, operation: link.node["operation"]?.string ?? "",
                id: link.node["id"]?.string ?? "")
        }
    }

    /// A text names a component, a media type what is no JSON; everything else is a schema.
    private static func answer(_ node: JSONNode) -> Answer? {
        if node.isNull { return nil }
        if let media = node["media"] {
            return .other(media.elements?.compactMap(\.string) ?? [media.string ?? ""])
        }
        return .json(node.string.map { .component($0) } ?? Schema(node))
    }
}

/// A webhook as an edition's data describes it.
struct WebhookEntry: Sendable {
    let type: String
    let summary: String
    /// The component that describes its data.
    let data: String

    init(_ type: String, _ node: JSONNode) {
        self.type = type
        summary = node["summary"]?.string ?? ""
        data = node["data"]?.string ?? ""
    }

    /// The component that describes the webhook as a whole: `QueueConsumerEnteredEvent`.
    var component: String { ErrorWord.joined(type) + "Event" }
}
