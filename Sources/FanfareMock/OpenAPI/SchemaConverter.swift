import JSONTree

/// Writes payload patterns as JSON Schema (2020-12), as OpenAPI 3.1 wants it.
struct SchemaConverter {
    let payloads: PayloadPatterns
    /// The payloads that schemas refer to, in the order they were met.
    private(set) var used: [String] = []

    init(_ payloads: PayloadPatterns) { self.payloads = payloads }

    /// The schema of a pattern.
    mutating func schema(_ pattern: JSONNode) -> JSONNode {
        switch pattern.value {
        case .null: ["type": "null"]
        case .bool, .number: ["const": pattern]
        case .string(let text):
            FormSchema(pattern: text).map { JSONNode($0.schema) } ?? [
                "const": JSONNode(Self.literal(text))
            ]
        case .array(let elements): tuple(elements)
        case .object: object(payloads.flattened(pattern))
        }
    }

    /// A reference to a payload's schema.
    mutating func reference(_ name: String) -> JSONNode {
        if !used.contains(name) { used.append(name) }
        return ["$ref": JSONNode("#/components/schemas/\(Self.component(name))")]
    }

    /// The schema of whatever fits one of several patterns.
    mutating func anyOf(_ patterns: [JSONNode]) -> JSONNode {
        if patterns.count == 1 { return schema(patterns[0]) }
        if patterns.allSatisfy({ $0.isLiteral }) { return ["enum": JSONNode(patterns)] }
        return ["anyOf": JSONNode(patterns.map { schema($0) })]
    }

    /// `queue/status-admitted` as components are called: `QueueStatusAdmitted`.
    static func component(_ name: String) -> String {
        name.split { $0 == "/" || $0 == "-" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined()
    }

    /// `$$` stands for a `$` that is meant.
    private static func literal(_ text: String) -> String {
        text.hasPrefix("$$") ? String(text.dropFirst()) : text
    }
}

extension SchemaConverter {
    private mutating func object(_ pattern: JSONNode) -> JSONNode {
        let members = pattern.members ?? []
        guard let rule = members.first, rule.key.hasPrefix("$"), !rule.key.hasPrefix("$$") else {
            return plainObject(members)
        }
        switch rule.key {
        case "$payload": return reference(rule.node.string ?? "")
        case "$oneOf": return anyOf(alternatives(rule.node.elements ?? []))
        case "$not": return ["not": schema(rule.node)]
        // A pattern wants one element at least, so that a check is not empty; the API does not.
        case "$each": return ["type": "array", "items": schema(rule.node)]
        case "$includes":
            let parts = (rule.node.elements ?? []).map { part -> JSONNode in
                ["contains": schema(part)]
            }
            return ["type": "array", "allOf": JSONNode(parts)]
        case "$jwt": return JSONNode(FormSchema.jwt.schema)
        default: preconditionFailure("no pattern has the rule '\(rule.key)'")
        }
    }

    /// What a rule allows: no absence, which a schema says elsewhere, and no empty array beside an
    /// array of any length.
    private func alternatives(_ patterns: [JSONNode]) -> [JSONNode] {
        let hasArray = patterns.contains { $0["$each"] != nil }
        return patterns.filter { !$0.isAbsent && !(hasArray && $0.elements?.isEmpty == true) }
    }

    private mutating func plainObject(_ members: [JSONMember]) -> JSONNode {
        var properties: [JSONMember] = []
        for member in members {
            properties.append(
                JSONMember(
                    Self.literal(member.key),
                    member.node.isAbsent ? false : schema(member.node)))
        }
        let required = members.filter { !$0.node.mayBeAbsent }.map {
            JSONNode(Self.literal($0.key))
        }
        var schema: [JSONMember] = [JSONMember("type", "object")]
        if !required.isEmpty { schema.append(JSONMember("required", JSONNode(required))) }
        schema.append(JSONMember("properties", JSONNode(properties)))
        return JSONNode(schema)
    }

    private mutating func tuple(_ elements: [JSONNode]) -> JSONNode {
        guard !elements.isEmpty else { return ["type": "array", "maxItems": 0] }
        return [
            "type": "array", "prefixItems": JSONNode(elements.map { schema($0) }),
            "minItems": JSONNode(elements.count), "maxItems": JSONNode(elements.count),
        ]
    }
}

extension JSONNode {
    fileprivate var isAbsent: Bool { string == "$absent" }

    /// Whether an object may do without the member that has this pattern.
    fileprivate var mayBeAbsent: Bool {
        isAbsent || (self["$oneOf"]?.elements?.contains(where: \.isAbsent) ?? false)
    }

    /// Whether the pattern is fulfilled by one value only.
    fileprivate var isLiteral: Bool {
        switch value {
        case .null, .bool, .number: true
        case .string(let text): !text.hasPrefix("$")
        case .array, .object: false
        }
    }
}
