import HTTPEngine
import JSONTree

/// Collects routes with what is known of them and makes the parts of an OpenAPI document.
struct OpenAPIBuilder {
    private var schemas: SchemaConverter
    /// What the chapters are about, by name.
    private let about: [String: String]
    private let standard: StandardAnswers
    private var paths: [(template: String, operations: [JSONMember])] = []
    private var chapters: [String] = []

    init(_ payloads: PayloadPatterns, _ about: [String: String], _ standard: StandardAnswers) {
        schemas = SchemaConverter(payloads)
        self.about = about
        self.standard = standard
    }

    /// Adds an operation below its path.
    mutating func add(_ route: Route, _ entry: OperationEntry) {
        if !chapters.contains(entry.chapter) { chapters.append(entry.chapter) }
        let operation = JSONMember(route.method.lowercased(), operation(route, entry))
        if let index = paths.firstIndex(where: { $0.template == route.template }) {
            paths[index].operations.append(operation)
        } else {
            paths.append((route.template, [operation]))
        }
    }

    /// The frame with tags, paths and schemas filled in.
    mutating func finish(_ frame: JSONNode) -> JSONNode {
        var components = frame["components"]?.members ?? []
        components.append(JSONMember("schemas", JSONNode(componentSchemas())))
        let tags = chapters.map { chapter -> JSONNode in
            [
                "name": JSONNode(chapter),
                "description": JSONNode(about[chapter] ?? ""),
            ]
        }
        let paths = paths.map { JSONMember($0.template, JSONNode($0.operations)) }
        return JSONNode(
            (frame.members ?? []).filter { $0.key != "components" } + [
                JSONMember("tags", JSONNode(tags)), JSONMember("paths", JSONNode(paths)),
                JSONMember("components", JSONNode(components)),
            ])
    }

    /// The payloads that were referred to, which may refer to others in turn.
    private mutating func componentSchemas() -> [JSONMember] {
        var members: [JSONMember] = []
        while members.count < schemas.used.count {
            let name = schemas.used[members.count]
            members.append(
                JSONMember(SchemaConverter.component(name), schemas.schema(schemas.payloads[name])))
        }
        return members.sorted { $0.key < $1.key }
    }

    private mutating func operation(_ route: Route, _ entry: OperationEntry) -> JSONNode {
        var members: [JSONMember] = [
            JSONMember("operationId", JSONNode(route.name)),
            JSONMember("tags", [JSONNode(entry.chapter)]),
            JSONMember("summary", JSONNode(entry.summary)),
        ]
        if let about = entry.about { members.append(JSONMember("description", JSONNode(about))) }
        members.append(JSONMember("security", JSONNode(route.access.security)))
        let parameters = parameters(route, entry)
        if !parameters.isEmpty { members.append(JSONMember("parameters", JSONNode(parameters))) }
        if let body = entry.body {
            members.append(
                JSONMember(
                    "requestBody",
                    [
                        "required": JSONNode(!entry.bodyIsOptional),
                        "content": ["application/json": ["schema": body]],
                    ]))
        }
        members.append(JSONMember("responses", responses(route, entry)))
        return JSONNode(members)
    }

    private func parameters(_ route: Route, _ entry: OperationEntry) -> [JSONNode] {
        var parameters: [JSONNode] = []
        if route.template.contains("{id}") {
            parameters.append([
                "name": "id", "in": "path", "required": true,
                "description": entry.parameter?["description"] ?? "",
                "schema": ["type": "string", "minLength": 1],
                "example": entry.parameter?["example"] ?? "",
            ])
        }
        for parameter in entry.query {
            let description = parameter.node.members ?? []
            parameters.append(
                JSONNode(
                    [JSONMember("name", JSONNode(parameter.key)), JSONMember("in", "query")]
                        + description))
        }
        if entry.takesFingerprint {
            parameters.append(["$ref": "#/components/parameters/fingerprint"])
        }
        return parameters
    }
}

extension OpenAPIBuilder {
    private mutating func responses(_ route: Route, _ entry: OperationEntry) -> JSONNode {
        var patterns: [Int: [JSONNode]] = [:]
        for answer in entry.answers { patterns[answer.status, default: []] += answer.patterns }
        for (status, name) in standard.payloads(route, entry) {
            patterns[status, default: []].append(JSONNode(name))
        }
        let statuses = patterns.sorted { $0.key < $1.key }
        return JSONNode(
            statuses.map { status, patterns in
                JSONMember(String(status), response(status, patterns))
            })
    }

    private mutating func response(_ status: Int, _ patterns: [JSONNode]) -> JSONNode {
        var members = [
            JSONMember("description", JSONNode(Self.description(status))),
            JSONMember("headers", JSONNode(headers(status, patterns))),
        ]
        if !patterns.isEmpty {
            members.append(
                JSONMember("content", ["application/json": ["schema": anyOf(patterns)]]))
        }
        return JSONNode(members)
    }

    private func headers(_ status: Int, _ patterns: [JSONNode]) -> [JSONMember] {
        standard.headers(status, patterns.compactMap(\.string)).map { name, component in
            JSONMember(name, ["$ref": JSONNode("#/components/headers/\(component)")])
        }
    }

    /// A status in words.
    private static func description(_ status: Int) -> String {
        let reason = HTTPStatus.reason(status)
        return reason.isEmpty ? "Answer \(status)" : reason
    }

    /// A text names a payload here; everything else is a pattern.
    private mutating func anyOf(_ patterns: [JSONNode]) -> JSONNode {
        schemas.anyOf(
            patterns.map { pattern in pattern.string.map { ["$payload": JSONNode($0)] } ?? pattern }
        )
    }
}
