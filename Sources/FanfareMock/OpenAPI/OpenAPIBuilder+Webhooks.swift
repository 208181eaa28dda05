import JSONTree

/// What a document says of the calls that a receiver gets.
extension OpenAPIBuilder {
    var webhooks: [WebhookEntry] { description.chapters.flatMap(\.webhooks) }

    /// Adds a component for each webhook, the envelope with its type and its data, and one for
    /// whichever of them it is.
    mutating func addEvents() {
        for webhook in webhooks {
            schemas.add(
                webhook.component, about: webhook.summary,
                patterns: [["$payload": "webhook/envelope"]],
                members: ["data": ["$ref": JSONNode(webhook.data)]]
            ) { $0.fix("type", to: webhook.type) }
        }
        guard let name = description.frame["webhooks"]?["name"]?.string else { return }
        let cases = webhooks.map { Schema.Choice.Case(word: $0.type, component: $0.component) }
        schemas.add(
            name,
            Schema(
                .choice(Schema.Choice(tag: "type", cases: cases)),
                about: description.frame["webhooks"]?["about"]?.string))
    }

    var webhookItems: JSONNode {
        JSONNode(webhooks.map { JSONMember($0.type, ["post": item($0)]) })
    }

    private func item(_ webhook: WebhookEntry) -> JSONNode {
        let frame = description.frame["webhooks"]
        let chapter = description.chapters.first {
            $0.webhooks.contains { $0.type == webhook.type }
        }
        let content =
            [JSONMember("schema", printer.node(.component(webhook.component)))]
            + references(to: examples.examples(of: webhook.type, 200))
        let headers = (frame?["parameters"]?.elements ?? []).map { printed($0) }
        return [
            "operationId": JSONNode("webhooks.\(webhook.type)"),
            "tags": [JSONNode(chapter?.name ?? "")], "summary": JSONNode(webhook.summary),
            "security": [],
            "parameters": JSONNode(headers),
            "requestBody": [
                "required": true, "content": ["application/json": JSONNode(content)],
            ],
            "responses": frame?["responses"] ?? [:],
        ]
    }
}
