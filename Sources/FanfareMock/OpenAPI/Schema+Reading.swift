import JSONTree

/// Schemas as `fixtures/operations` writes them: the part of JSON Schema that a `Schema` can say.
extension Schema {
    /// Reads a schema; components are named without a path, `{ "$ref": "Slot", "orNull": true }`.
    init(_ node: JSONNode) {
        var fields = SchemaFields(node)
        let type = fields.take("type")
        let types = type?.elements?.compactMap(\.string) ?? type?.string.map { [$0] } ?? []
        allowsNull = types.contains("null") || fields.take("orNull")?.bool == true
        about = fields.take("description")?.string
        example = fields.take("examples")?[0]
        standard = fields.take("default")
        shape = Self.shape(types.first { $0 != "null" }, &fields)
        fields.finish()
    }

    private static func shape(_ type: String?, _ fields: inout SchemaFields) -> Shape {
        switch type {
        case nil: fields.take("$ref")?.string.map { .component($0) } ?? .anything
        case "string":
            .text(
                TextRules(
                    format: fields.take("format")?.string, pattern: fields.take("pattern")?.string,
                    minLength: fields.take("minLength")?.integer,
                    maxLength: fields.take("maxLength")?.integer,
                    words: fields.take("enum")?.elements?.compactMap(\.string)))
        case "integer": .integer(fields.takeBounds())
        case "number": .number(fields.takeBounds())
        case "boolean": .boolean
        case "array": .list(of: fields.take("items").map { Schema($0) } ?? .anything)
        case "object": objectShape(&fields)
        case let type?: preconditionFailure("no schema has the type '\(type)'")
        }
    }

    private static func objectShape(_ fields: inout SchemaFields) -> Shape {
        let others = fields.take("additionalProperties")
        guard let properties = fields.take("properties")?.members else {
            return .map(to: others.flatMap { $0.members == nil ? nil : Schema($0) } ?? .anything)
        }
        let required = fields.take("required")?.elements?.compactMap(\.string) ?? []
        return .object(
            properties.map { member in
                Property(
                    name: member.key, schema: Schema(member.node),
                    isRequired: required.contains(member.key))
            })
    }
}

/// The members of a written schema that have not been understood yet.
private struct SchemaFields {
    private let node: JSONNode
    private var rest: Set<String>

    init(_ node: JSONNode) {
        self.node = node
        rest = Set((node.members ?? []).map(\.key))
    }

    mutating func take(_ key: String) -> JSONNode? {
        rest.remove(key)
        return node[key]
    }

    mutating func takeBounds() -> Schema.Bounds {
        Schema.Bounds(minimum: take("minimum")?.number, maximum: take("maximum")?.number)
    }

    /// Every test that builds the document ends here when its data says what no schema can.
    func finish() {
        precondition(rest.isEmpty, "no schema of its type has \(rest.sorted()): \(node.text())")
    }
}
