import JSONTree

/// Writes schemas in a dialect of OpenAPI.
struct SchemaPrinter {
    let dialect: OpenAPIDialect

    /// A schema as JSON.
    func node(_ schema: Schema) -> JSONNode {
        var members = shape(schema)
        // Nothing stands beside a bare reference.
        if case .component = schema.shape, !schema.allowsNull { return JSONNode(members) }
        if let about = schema.about { members.append(JSONMember("description", JSONNode(about))) }
        if let standard = schema.standard { members.append(JSONMember("default", standard)) }
        if let example = schema.example {
            members.append(
                dialect == .v3_1
                    ? JSONMember("examples", [example]) : JSONMember("example", example))
        }
        return JSONNode(members)
    }

    /// The path of a component's schema.
    static func path(_ component: String) -> String { "#/components/schemas/\(component)" }

    private func shape(_ schema: Schema) -> [JSONMember] {
        switch schema.shape {
        case .anything: return []
        case .boolean: return type("boolean", schema)
        case .text(let rules): return type("string", schema) + members(rules, schema)
        case .integer(let bounds): return type("integer", schema) + members(bounds)
        case .number(let bounds): return type("number", schema) + members(bounds)
        case .list(let element):
            return type("array", schema) + [JSONMember("items", node(element))]
        case .map(let value):
            let others = value.shape == .anything ? true : node(value)
            return type("object", schema) + [JSONMember("additionalProperties", others)]
        case .object(let properties): return type("object", schema) + members(properties)
        case .component(let name): return reference(name, allowsNull: schema.allowsNull)
        case .choice(let choice): return members(choice)
        }
    }

    private func type(_ name: String, _ schema: Schema) -> [JSONMember] {
        guard schema.allowsNull else { return [JSONMember("type", JSONNode(name))] }
        return switch dialect {
        case .v3_1: [JSONMember("type", [JSONNode(name), "null"])]
        case .v3_0: [JSONMember("type", JSONNode(name)), JSONMember("nullable", true)]
        }
    }

    private func members(_ rules: Schema.TextRules, _ schema: Schema) -> [JSONMember] {
        var members: [JSONMember?] = [
            rules.format.map { JSONMember("format", JSONNode($0)) },
            rules.pattern.map { JSONMember("pattern", JSONNode($0)) },
            rules.minLength.map { JSONMember("minLength", JSONNode($0)) },
            rules.maxLength.map { JSONMember("maxLength", JSONNode($0)) },
        ]
        if let words = rules.words {
            let isConstant = words.count == 1 && !schema.allowsNull && dialect == .v3_1
            let values = words.map { JSONNode($0) } + (schema.allowsNull ? [.null] : [])
            members.append(
                isConstant
                    ? JSONMember("const", values[0]) : JSONMember("enum", JSONNode(values)))
        }
        return members.compactMap(\.self)
    }

    private func members(_ bounds: Schema.Bounds) -> [JSONMember] {
        [
            bounds.minimum.map { JSONMember("minimum", JSONNode(.number($0))) },
            bounds.maximum.map { JSONMember("maximum", JSONNode(.number($0))) },
        ].compactMap(\.self)
    }

    private func members(_ properties: [Schema.Property]) -> [JSONMember] {
        let required = properties.filter(\.isRequired).map { JSONNode($0.name) }
        let list = properties.map { JSONMember($0.name, node($0.schema)) }
        return (required.isEmpty ? [] : [JSONMember("required", JSONNode(required))])
            + [JSONMember("properties", JSONNode(list))]
    }

    /// 3.0 lets nothing stand beside a reference but inside `allOf`.
    private func reference(_ name: String, allowsNull: Bool) -> [JSONMember] {
        let reference = JSONMember("$ref", JSONNode(Self.path(name)))
        guard allowsNull else { return [reference] }
        return switch dialect {
        case .v3_1: [JSONMember("oneOf", [JSONNode([reference]), ["type": "null"]])]
        case .v3_0: [JSONMember("nullable", true), JSONMember("allOf", [JSONNode([reference])])]
        }
    }

    private func members(_ choice: Schema.Choice) -> [JSONMember] {
        let references = choice.cases.map { node(.component($0.component)) }
        let mapping = choice.cases.map {
            JSONMember($0.word, JSONNode(Self.path($0.component)))
        }
        return [
            JSONMember("oneOf", JSONNode(references)),
            JSONMember(
                "discriminator",
                ["propertyName": JSONNode(choice.tag), "mapping": JSONNode(mapping)]),
        ]
    }
}
