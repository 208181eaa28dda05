import JSONTree

/// Makes a document of routes and of what is known of them.
struct OpenAPIBuilder {
    let description: EditionDescription
    let options: OpenAPIOptions
    /// The beginnings of paths, as the servers of the document name them.
    let prefixes: [String]
    let operations: [(route: Route, entry: OperationEntry)]
    let payloads: PayloadPatterns
    let clauses: ClauseTexts
    let examples: RecordedExamples
    let printer: SchemaPrinter
    var schemas: SchemaCatalogue
    private(set) var errors: ErrorVocabulary

    init(
        _ routes: [Route], _ description: EditionDescription, prefixes: [String],
        _ options: OpenAPIOptions
    ) {
        self.description = description
        self.options = options
        self.prefixes = prefixes
        payloads = description.payloads
        clauses = ClauseTexts(description.name)
        examples = RecordedExamples(description.name)
        printer = SchemaPrinter(dialect: options.dialect)
        let last = Set(description.chapters.filter(\.isLast).map(\.name))
        // A test sees to it that every route is described.
        let described = routes.compactMap { route in
            description.entry(of: route).map { (route: route, entry: $0) }
        }
        operations =
            described.filter { !last.contains($0.entry.chapter) }
            + described.filter { last.contains($0.entry.chapter) }
        schemas = SchemaCatalogue(
            description.chapters.flatMap(\.schemas), payloads,
            MemberWords(description.frame["members"]), isFlat: options.isFlat)
        for (route, entry) in operations {
            guard let name = entry.body, let schema = route.bodySchema(entry) else { continue }
            schemas.add(name, schema)
        }
        errors = ErrorVocabulary(operations, payloads, description.standard)
        errors.addSchemas(to: &schemas, options.errors, description.frame["errors"])
        addEvents()
    }

    /// The document without its servers: what stands before them, and what behind.
    func parts() -> (before: [JSONMember], after: [JSONMember]) {
        let frame = description.frame
        let isNew = options.dialect == .v3_1
        let info = (frame["info"]?.members ?? []).filter { isNew || $0.key != "summary" }
        var after = [
            JSONMember("security", frame["security"] ?? []), JSONMember("tags", tags),
            JSONMember("paths", paths),
        ]
        if !webhooks.isEmpty {
            after.append(JSONMember(isNew ? "webhooks" : "x-webhooks", webhookItems))
        }
        after.append(JSONMember("components", components))
        if let pages = frame["externalDocs"] { after.append(JSONMember("externalDocs", pages)) }
        return (
            [
                JSONMember("openapi", JSONNode(options.dialect.version)),
                JSONMember("info", JSONNode(info)),
            ], after
        )
    }

    private var tags: JSONNode {
        var names: [String] = []
        for name in operations.map(\.entry.chapter) where !names.contains(name) {
            names.append(name)
        }
        names += description.chapters.filter { !$0.webhooks.isEmpty }.map(\.name)
        return JSONNode(
            names.map { name in
                let about = description.chapters.first { $0.name == name }?.about
                return ["name": JSONNode(name), "description": JSONNode(about ?? "")]
            })
    }

    private var paths: JSONNode {
        var paths: [(template: String, operations: [JSONMember])] = []
        for (route, entry) in operations {
            let operation = JSONMember(route.method.lowercased(), operation(route, entry))
            if let index = paths.firstIndex(where: { $0.template == route.template }) {
                paths[index].operations.append(operation)
            } else {
                paths.append((route.template, [operation]))
            }
        }
        return JSONNode(paths.map { JSONMember($0.template, JSONNode($0.operations)) })
    }

    private var components: JSONNode {
        let frame = description.frame["components"]
        var members = [
            JSONMember(
                "schemas",
                JSONNode(schemas.all.map { JSONMember($0.name, printer.node($0.schema)) }))
        ]
        if options.errors == .one { members.append(JSONMember("responses", sharedResponses)) }
        for key in ["parameters", "headers"] {
            let described = (frame?[key]?.members ?? []).map {
                JSONMember($0.key, printed($0.node))
            }
            if !described.isEmpty { members.append(JSONMember(key, JSONNode(described))) }
        }
        if !usedExamples.isEmpty {
            members.append(JSONMember("examples", JSONNode(usedExamples)))
        }
        if let schemes = frame?["securitySchemes"] {
            members.append(JSONMember("securitySchemes", schemes))
        }
        return JSONNode(members)
    }

    /// A parameter or a header of the frame, its schema in this dialect.
    func printed(_ node: JSONNode) -> JSONNode {
        JSONNode(
            (node.members ?? []).map { member in
                guard member.key == "schema" else { return member }
                return JSONMember("schema", printer.node(Schema(member.node)))
            })
    }

    private var usedExamples: [JSONMember] {
        let types = Set(webhooks.map(\.type))
        let calls = Set(operations.map(\.route.row))
        return examples.all.filter { calls.contains($0.call) || types.contains($0.call) }.map {
            JSONMember($0.name, ["summary": JSONNode($0.summary), "value": $0.value])
        }
    }

    /// References to examples by their names, for the content of a body.
    func references(to examples: [RecordedExamples.Example]) -> [JSONMember] {
        guard !examples.isEmpty else { return [] }
        let references = examples.map {
            JSONMember($0.name, ["$ref": JSONNode("#/components/examples/\($0.name)")])
        }
        return [JSONMember("examples", JSONNode(references))]
    }
}
