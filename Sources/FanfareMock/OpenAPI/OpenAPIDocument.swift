import JSONTree

/// The description of edition v1 as OpenAPI 3.1.
///
/// The routes say which calls there are and who may make them, `fixtures/operations` what goes in
/// and which answers there are, `fixtures/payloads` what those look like. So it cannot drift from
/// what the mock does and the suite expects.
public enum OpenAPIDocument {
    /// The document, laid out for people.
    public static var text: String { document.text(.indented) + "\n" }

    /// The document as it is served, made once.
    static let bytes = document.bytes()

    /// The document.
    static var document: JSONNode {
        var builder = OpenAPIBuilder(PayloadPatterns.v1)
        let entries = Dictionary(
            OperationEntry.v1.map { ($0.call, $0.entry) }, uniquingKeysWith: { first, _ in first })
        for route in consumerRoutes {
            // A test sees to it that every route is described.
            guard let entry = entries["\(route.method) \(route.template)"] else { continue }
            builder.add(route, entry)
        }
        return builder.finish(EmbeddedFile.document("fixtures/operations/v1.json"))
    }
}
