import JSONTree

/// What the data of an edition says of its calls beside their routes.
///
/// The routes say which calls there are and who may make them, `fixtures/operations` what goes in
/// and which answers there are, `fixtures/payloads` what those look like.
final class EditionDescription: Sendable {
    /// What is known of each operation, by method and path: `POST /queues/{id}/enter`.
    let operations: [(call: String, entry: OperationEntry)]
    let payloads: PayloadPatterns
    private let byCall: [String: OperationEntry]
    /// What the chapters are about, by name.
    private let chapters: [String: String]
    private let frame: JSONNode
    private let standard: StandardAnswers

    /// Reads the data of the edition with a name.
    init(_ name: String, _ standard: StandardAnswers) {
        let chapters = EmbeddedFile.documents(below: "fixtures/operations/\(name)/")
            .sorted { $0.key < $1.key }.map(\.value)
        operations = chapters.flatMap { chapter in
            (chapter["operations"]?.members ?? []).map { operation in
                (operation.key, OperationEntry(operation.node, in: chapter))
            }
        }
        byCall = Dictionary(
            operations.map { ($0.call, $0.entry) }, uniquingKeysWith: { first, _ in first })
        self.chapters = Dictionary(
            chapters.map { ($0["chapter"]?.string ?? "", $0["about"]?.string ?? "") },
            uniquingKeysWith: { first, _ in first })
        payloads = PayloadPatterns(EmbeddedFile.documents(below: "fixtures/payloads/\(name)/"))
        frame = EmbeddedFile.document("fixtures/operations/\(name).json")
        self.standard = standard
    }

    /// Describes an edition by nothing but its routes.
    init(withoutData standard: StandardAnswers) {
        operations = []
        byCall = [:]
        chapters = [:]
        payloads = PayloadPatterns([:])
        frame = JSONNode([JSONMember]())
        self.standard = standard
    }

    /// What the documentation says of an operation beside its route.
    func entry(of route: Route) -> OperationEntry? { byCall["\(route.method) \(route.template)"] }

    /// The OpenAPI document of some routes.
    func document(of routes: [Route]) -> JSONNode {
        var builder = OpenAPIBuilder(payloads, chapters, standard)
        for route in routes {
            // A test sees to it that every route is described.
            guard let entry = entry(of: route) else { continue }
            builder.add(route, entry)
        }
        return builder.finish(frame)
    }
}

/// What every operation of a kind answers, so that no entry has to say it.
struct StandardAnswers: Sendable {
    /// The payloads that who may call and what is sent bring with them, by status.
    let payloads: @Sendable (Route, OperationEntry) -> [(Int, String)]
    /// The headers of every answer, and those that a status or a payload brings with it, by the
    /// component that describes them.
    let headers:
        @Sendable (_ status: Int, _ payloads: [String]) -> [(name: String, component: String)]
}
