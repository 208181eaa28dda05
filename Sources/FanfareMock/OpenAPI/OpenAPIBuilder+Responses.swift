import HTTPEngine
import JSONTree

/// What a document says of answers.
extension OpenAPIBuilder {
    func responses(_ route: Route, _ entry: OperationEntry) -> JSONNode {
        var members = entry.answers.map { status, answer in
            JSONMember(String(status), response(route, entry, status, answer))
        }
        for (status, words) in errors.refusals(of: route) {
            members.append(JSONMember(String(status), refusal(status, words)))
        }
        // A fault that was ordered has any status; generators for 3.0 do not take what is unnamed.
        if options.dialect == .v3_1, options.errors == .one, errors.name != nil {
            let reference: JSONNode = ["$ref": "#/components/responses/Unexpected"]
            members.append(JSONMember("default", reference))
        }
        return JSONNode(members)
    }

    /// What a call answers that does what it is asked.
    private func response(
        _ route: Route, _ entry: OperationEntry, _ status: Int, _ answer: OperationEntry.Answer?
    ) -> JSONNode {
        var members = [
            JSONMember("description", JSONNode(about(answer) ?? "Done.")),
            JSONMember("headers", headers(status, [])),
        ]
        switch answer {
        case .other(let media)?:
            let content = media.map { JSONMember($0, ["schema": bytes]) }
            members.append(JSONMember("content", JSONNode(content)))
        case .json(let schema)?:
            let content =
                [JSONMember("schema", printer.node(schemas.resolved(schema)))]
                + references(to: examples.examples(of: route.row, status))
            members.append(JSONMember("content", ["application/json": JSONNode(content)]))
        case nil: break
        }
        if !entry.links.isEmpty {
            let links = entry.links.map { link in
                JSONMember(
                    link.name,
                    [
                        "operationId": JSONNode(link.operation),
                        "parameters": ["id": JSONNode(link.id)],
                    ])
            }
            members.append(JSONMember("links", JSONNode(links)))
        }
        return JSONNode(members.filter { $0.node.members?.isEmpty != true })
    }

    private func about(_ answer: OperationEntry.Answer?) -> String? {
        if case .json(let schema)? = answer { about(schema) } else { nil }
    }

    /// What an answer is, by what its component is.
    private func about(_ schema: Schema?) -> String? {
        switch schema?.shape {
        case .component(let name)?: schemas.about(name)
        case .list(let element)?: about(element)
        case .boolean?: "True: it is so."
        default: schema?.about
        }
    }

    private func refusal(_ status: Int, _ words: [ErrorWord]) -> JSONNode {
        guard options.errors == .words else {
            return ["$ref": JSONNode("#/components/responses/\(sharedName(status))")]
        }
        return response(status, words, errors.union(words))
    }

    /// The answers that many calls share, one for each status that refuses.
    var sharedResponses: JSONNode {
        var members = errors.statuses.map { status in
            JSONMember(
                sharedName(status), response(status, errors.words(status), errors.name ?? ""))
        }
        if options.dialect == .v3_1, let name = errors.name {
            members.append(
                JSONMember(
                    "Unexpected",
                    [
                        "description":
                            "Any other refusal: an unknown path, a method that the path does not take, a fault.",
                        "content": [
                            "application/json": ["schema": printer.node(.component(name))]
                        ],
                    ]))
        }
        return JSONNode(members)
    }

    private func response(_ status: Int, _ words: [ErrorWord], _ component: String) -> JSONNode {
        let known = words.compactMap { examples.refusal(status, $0.word) }
        let content =
            [JSONMember("schema", printer.node(.component(component)))] + references(to: known)
        let members = [
            JSONMember("description", frame(status)?["description"] ?? ""),
            JSONMember("headers", headers(status, words.compactMap(\.payload))),
            JSONMember("content", ["application/json": JSONNode(content)]),
        ]
        return JSONNode(members.filter { $0.node.members?.isEmpty != true })
    }

    private func headers(_ status: Int, _ payloads: [String]) -> JSONNode {
        JSONNode(
            description.standard.headers(status, payloads).map { name, component in
                JSONMember(name, ["$ref": JSONNode("#/components/headers/\(component)")])
            })
    }

    private func frame(_ status: Int) -> JSONNode? {
        description.frame["responses"]?[String(status)]
    }

    private func sharedName(_ status: Int) -> String {
        guard let name = frame(status)?["name"]?.string else {
            preconditionFailure("nothing says what the status \(status) means")
        }
        return name
    }
}
