import JSONTree

/// The description of the API in a dialect of OpenAPI.
///
/// It is made of what the mock serves and what the suite expects, so that it cannot drift from them.
public struct OpenAPIDocument: Sendable {
    let before: [JSONMember]
    let after: [JSONMember]
    private let prefixes: [String]

    /// What a document names as its address that is asked for by nobody.
    static let standardServer = "http://localhost:4802"

    init(
        _ routes: [Route], _ description: EditionDescription, prefixes: [String],
        _ options: OpenAPIOptions
    ) {
        let builder = OpenAPIBuilder(routes, description, prefixes: prefixes, options)
        (before, after) = builder.parts()
        self.prefixes = prefixes
    }

    /// The paths that the document adds to each address.
    public static var prefixes: [String] {
        Editions.all.standard.document(OpenAPIOptions()).prefixes.filter { !$0.isEmpty }
    }

    /// The document of the standard edition, laid out for people.
    public static func text(_ options: OpenAPIOptions = OpenAPIOptions()) -> String {
        Editions.all.standard.document(options).text(options)
    }

    /// The document under the servers that were asked for, laid out for people.
    func text(_ options: OpenAPIOptions) -> String {
        let servers = options.servers.isEmpty ? [Self.standardServer] : options.servers
        return node(servers: servers).text(.indented) + "\n"
    }

    /// The document for whoever finds the API at some addresses, which name no path.
    func node(servers: [String]) -> JSONNode {
        JSONNode(before + [JSONMember("servers", list(of: servers))] + after)
    }

    /// Each address with each prefix of the API.
    func list(of servers: [String]) -> JSONNode {
        let all = servers.flatMap { server in
            prefixes.map { prefix -> JSONNode in
                let url = JSONMember("url", JSONNode(server + prefix))
                guard prefix.isEmpty, prefixes.count > 1 else { return JSONNode([url]) }
                return JSONNode([url, JSONMember("description", "The same without the prefix.")])
            }
        }
        return JSONNode(all)
    }
}
