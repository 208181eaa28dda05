import JSONTree

/// What a document says of each call.
extension OpenAPIBuilder {
    func operation(_ route: Route, _ entry: OperationEntry) -> JSONNode {
        let clauses = clauses.clauses(of: entry)
        var members: [JSONMember] = [
            JSONMember("operationId", JSONNode(route.name)),
            JSONMember("tags", [JSONNode(entry.chapter)]),
            JSONMember("summary", JSONNode(entry.summary)),
        ]
        let about = about(route, entry, clauses)
        if !about.isEmpty { members.append(JSONMember("description", JSONNode(about))) }
        if let page = self.clauses.page(of: clauses) {
            members.append(JSONMember("externalDocs", page))
        }
        if !clauses.isEmpty {
            let ids = clauses.map { JSONNode($0.id) }
            members.append(JSONMember("x-fanfare-clauses", JSONNode(ids)))
        }
        if let security = security(route) {
            members.append(JSONMember("security", JSONNode(security)))
        }
        let parameters = parameters(route, entry)
        if !parameters.isEmpty { members.append(JSONMember("parameters", JSONNode(parameters))) }
        if let body = body(route, entry) { members.append(JSONMember("requestBody", body)) }
        members.append(JSONMember("responses", responses(route, entry)))
        return JSONNode(members)
    }

    /// The entry's words, the statements that the documentation makes, and what is refused.
    private func about(
        _ route: Route, _ entry: OperationEntry, _ clauses: [ClauseTexts.Clause]
    ) -> String {
        let stated = clauses.filter { ["A", "R", "G"].contains($0.evidence) }.map { "- \($0.text)" }
        let refused = errors.refusals(of: route).map { status, words in
            "- `\(status)` " + words.map(\.word).joined(separator: ", ")
        }
        let parts = [
            entry.about, stated.isEmpty ? nil : stated.joined(separator: "\n"),
            refused.isEmpty ? nil : "Refused with:\n\n" + refused.joined(separator: "\n"),
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private func security(_ route: Route) -> [JSONNode]? {
        if case .control = route.access { return route.input.needsToken ? nil : [] }
        return route.access.security
    }

    private func parameters(_ route: Route, _ entry: OperationEntry) -> [JSONNode] {
        var parameters: [JSONNode] = []
        if let open = route.template.firstIndex(of: "{"),
            let close = route.template.firstIndex(of: "}")
        {
            let name = route.template[route.template.index(after: open)..<close]
            parameters.append([
                "name": JSONNode(String(name)), "in": "path", "required": true,
                "description": entry.parameter?["description"] ?? "",
                "schema": ["type": "string"], "example": entry.parameter?["example"] ?? "",
            ])
        }
        for parameter in route.queryParameters(entry) {
            parameters.append([
                "name": JSONNode(parameter.name), "in": "query",
                "description": JSONNode(parameter.about), "schema": printer.node(parameter.schema),
            ])
        }
        var shared = entry.takesFingerprint ? ["fingerprint"] : []
        if case .control = route.access, route.input.needsToken {
            shared += ["organizationHeader", "organizationQuery"]
        }
        return parameters
            + shared.map { ["$ref": JSONNode("#/components/parameters/\($0)")] }
    }

    private func body(_ route: Route, _ entry: OperationEntry) -> JSONNode? {
        if case .control = route.access, case .bytes = route.input.body {
            return ["required": true, "content": ["application/octet-stream": ["schema": bytes]]]
        }
        guard let name = entry.body else { return nil }
        var content = [JSONMember("schema", printer.node(schemas.component(name)))]
        let sent = examples.all.filter {
            $0.call == route.row && $0.status < 300 && $0.request != nil
        }
        if !sent.isEmpty {
            let written = sent.map { example in
                JSONMember(
                    example.name,
                    ["summary": JSONNode(example.summary), "value": example.request ?? .null])
            }
            content.append(JSONMember("examples", JSONNode(written)))
        }
        return [
            "required": JSONNode(!entry.bodyIsOptional),
            "content": ["application/json": JSONNode(content)],
        ]
    }

    /// What only the mock understands.
    var bytes: JSONNode { printer.node(Schema(.text(Schema.TextRules(format: "binary")))) }
}
