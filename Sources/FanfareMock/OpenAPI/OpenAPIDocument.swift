import HTTPEngine
import JSONTree

/// The description of the API in a dialect of OpenAPI.
///
/// It is made of what the mock serves and what the suite expects, so that it cannot drift from them.
public struct OpenAPIDocument: Sendable {
    private let before: [JSONMember]
    private let after: [JSONMember]
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
        let all = servers.flatMap { server in
            prefixes.map { prefix -> JSONNode in
                let url = JSONMember("url", JSONNode(server + prefix))
                guard prefix.isEmpty, prefixes.count > 1 else { return JSONNode([url]) }
                return JSONNode([url, JSONMember("description", "The same without the prefix.")])
            }
        }
        return JSONNode(before + [JSONMember("servers", JSONNode(all))] + after)
    }
}

extension OpenAPIDocument {
    /// The document for whoever asks for it, under the address that was asked.
    func reply(to request: HTTPRequest) -> Reply {
        Reply(200, node(servers: [Self.address(of: request)]))
    }

    /// The address that a request was sent to, as far as it says so.
    private static func address(of request: HTTPRequest) -> String {
        guard let host = request.headers["Host"], !host.isEmpty, host.utf8.allSatisfy(isOfHost)
        else { return standardServer }
        let isSecure = request.headers["X-Forwarded-Proto"] == "https"
        return "\(isSecure ? "https" : "http")://\(host)"
    }

    /// The bytes of names, addresses and ports (RFC 3986 section 3.2.2), of the latter's brackets too.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~:[]".utf8.contains(byte)
        }
    }
}
