import JSONTree

/// What the data of an edition says of its calls beside their routes.
///
/// The routes say which calls there are and who may make them, `fixtures/operations` what goes in
/// and which answers there are, `fixtures/payloads` what those look like.
final class EditionDescription: Sendable {
    let name: String
    /// What is known of each operation, by method and path: `POST /queues/{id}/enter`.
    let operations: [(call: String, entry: OperationEntry)]
    let chapters: [Chapter]
    let frame: JSONNode
    let standard: StandardAnswers
    private let byCall: [String: OperationEntry]
    private let bodies: [String: SchemaEntry]

    /// A part of the documentation.
    struct Chapter: Sendable {
        let name: String
        let about: String
        /// Whether it stands behind the others.
        let isLast: Bool
        let schemas: [SchemaEntry]
        let webhooks: [WebhookEntry]

        fileprivate init(_ node: JSONNode) {
            name = node["chapter"]?.string ?? ""
            about = node["about"]?.string ?? ""
            isLast = node["last"]?.bool ?? false
            schemas = (node["schemas"]?.members ?? []).map { SchemaEntry($0.key, $0.node) }
            webhooks = (node["webhooks"]?.members ?? []).map { WebhookEntry($0.key, $0.node) }
        }
    }

    /// Reads the data of the edition with a name.
    init(_ name: String, _ standard: StandardAnswers) {
        self.name = name
        let nodes = EmbeddedFile.documents(below: "fixtures/operations/\(name)/")
            .sorted { $0.key < $1.key }.map(\.value)
        operations = nodes.flatMap { chapter in
            (chapter["operations"]?.members ?? []).map { operation in
                (operation.key, OperationEntry(operation.node, in: chapter))
            }
        }
        byCall = Dictionary(
            operations.map { ($0.call, $0.entry) }, uniquingKeysWith: { first, _ in first })
        chapters = nodes.map { Chapter($0) }
        bodies = Dictionary(
            chapters.flatMap(\.schemas).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        frame = EmbeddedFile.document("fixtures/operations/\(name).json")
        self.standard = standard
    }

    /// Describes an edition by nothing but its routes.
    init(withoutData standard: StandardAnswers) {
        name = ""
        operations = []
        byCall = [:]
        chapters = []
        bodies = [:]
        frame = JSONNode([JSONMember]())
        self.standard = standard
    }

    /// The patterns of its payloads.
    var payloads: PayloadPatterns {
        PayloadPatterns(EmbeddedFile.documents(below: "fixtures/payloads/\(name)/"))
    }

    /// What the documentation says of an operation beside its route.
    func entry(of route: Route) -> OperationEntry? { byCall[route.row] }

    /// The members that an operation's body may have; nil for one that takes no body.
    func fields(of route: Route) -> [String]? {
        entry(of: route)?.body.map { bodies[$0]?.fields ?? [] }
    }
}

/// What every operation of a kind answers, so that no entry has to say it.
struct StandardAnswers: Sendable {
    /// The refusals that who may call and what is sent bring with them, by status: payloads or patterns.
    let payloads: @Sendable (Route, OperationEntry) -> [(Int, JSONNode)]
    /// The headers of every answer, and those that a status or a payload brings with it, by the
    /// component that describes them.
    let headers:
        @Sendable (_ status: Int, _ payloads: [String]) -> [(name: String, component: String)]
}
