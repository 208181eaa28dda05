import JSONTree

/// What is known of one operation beside its route: words, fields and answers, read from data.
struct OperationEntry: Sendable {
    let summary: String
    let about: String?
    /// The chapter of the documentation it belongs to.
    let chapter: String
    /// What the path's parameter means, with an example.
    let parameter: JSONNode?
    /// The query's parameters, by name: description and schema.
    let query: [JSONMember]
    /// The schema of the body.
    let body: JSONNode?
    let bodyIsOptional: Bool
    let takesFingerprint: Bool
    /// Patterns and names of payloads by status; no pattern for an answer without a body.
    let answers: [(status: Int, patterns: [JSONNode])]

    private static let members: Set<String> = [
        "summary", "about", "query", "body", "bodyIsOptional", "takesFingerprint",
        "answers",
    ]

    init(_ node: JSONNode, in chapter: JSONNode) {
        for member in node.members ?? [] where !Self.members.contains(member.key) {
            preconditionFailure("an operation has no '\(member.key)'")
        }
        summary = node["summary"]?.string ?? ""
        about = node["about"]?.string
        self.chapter = chapter["chapter"]?.string ?? ""
        parameter = chapter["parameter"]
        query = node["query"]?.members ?? []
        body = node["body"]
        bodyIsOptional = node["bodyIsOptional"]?.bool ?? false
        takesFingerprint = node["takesFingerprint"]?.bool ?? false
        answers = (node["answers"]?.members ?? []).map { answer in
            (Int(answer.key) ?? 0, Self.patterns(answer.node))
        }
    }

    /// A single alternative needs no array; `null` means that there is no body.
    private static func patterns(_ node: JSONNode) -> [JSONNode] {
        node.isNull ? [] : node.elements ?? [node]
    }
}
