import JSONTree

/// Reads payload patterns as schemas: several patterns of one thing become one schema.
///
/// A check wants each member's value for one state; a schema says what a member can be in all states
/// that it describes. A member that is only ever null has the type that it has elsewhere.
struct PatternSchemas {
    let payloads: PayloadPatterns
    /// The components that payloads are described by as they stand.
    let components: [String: String]
    /// Names for what stands inside, and schemas in place of what patterns leave open, by path.
    let parts: SchemaParts
    /// The components that were named inside, in the order they were met.
    private(set) var named: [(name: String, schema: Schema, member: String)] = []
    /// Where it is, from the schema's root: `session.email`.
    private var path: [String] = []

    init(_ payloads: PayloadPatterns, components: [String: String], parts: SchemaParts) {
        self.payloads = payloads
        self.components = components
        self.parts = parts
    }

    /// The schema of whatever fits one of some patterns; `others` are those of its other states.
    mutating func schema(of patterns: [JSONNode], among others: [JSONNode] = []) -> Schema {
        let values = patterns.flatMap { expanded($0) }
        let isNullable = values.contains(where: \.isNull)
        let present = values.filter { !$0.isNull }
        guard present.isEmpty else {
            return Schema(shape(of: present, among: others), allowsNull: isNullable)
        }
        let elsewhere = others.flatMap { expanded($0) }.filter { !$0.isNull }
        precondition(!elsewhere.isEmpty, "nothing says what '\(location)' is when it is not null")
        let type = shape(of: elsewhere, among: []).withoutWords
        return Schema(type, allowsNull: true)
    }

    /// The members of an object that fits one of some patterns.
    mutating func properties(
        of patterns: [JSONNode], among others: [JSONNode]
    ) -> [Schema.Property] {
        var names: [String] = []
        for name in patterns.flatMap({ $0.members ?? [] }).map(\.key) where !names.contains(name) {
            names.append(name)
        }
        return names.compactMap { name in
            let here = patterns.map { $0[name] ?? "$absent" }
            guard here.contains(where: { !$0.isAbsent }) else { return nil }
            path.append(name)
            defer { path.removeLast() }
            return Schema.Property(
                name: name, schema: part(here, others.compactMap { $0[name] }),
                isRequired: !here.contains(where: \.mayBeAbsent))
        }
    }

    /// The objects that a pattern allows, their payloads written out.
    func objects(_ pattern: JSONNode) -> [JSONNode] {
        expanded(pattern, keepsComponents: false)
    }

    private var location: String { path.joined(separator: ".") }
}

extension PatternSchemas {
    /// A member: in a component of its own where it has a name.
    private mutating func part(_ patterns: [JSONNode], _ others: [JSONNode]) -> Schema {
        switch parts.at(location) {
        case .replacement(let schema)?: return schema
        case nil: return schema(of: patterns, among: others)
        case .name(let name)?:
            var schema = schema(of: patterns, among: others)
            // What is only null here, or one word, has its words elsewhere.
            if schema.isPlainText { return schema }
            if case .list(var element) = schema.shape {
                element = named(name, element)
                schema.shape = .list(of: element)
                return schema
            }
            return named(name, schema)
        }
    }

    private mutating func named(_ name: String, _ schema: Schema) -> Schema {
        if case .component = schema.shape { return schema }
        var component = schema
        component.allowsNull = false
        named.append((name, component, path.last ?? ""))
        return Schema(.component(name), allowsNull: schema.allowsNull)
    }

    /// The alternatives of a pattern one by one, absence left out, each that allows null with null.
    private func expanded(_ pattern: JSONNode, keepsComponents: Bool = true) -> [JSONNode] {
        if let text = pattern.string {
            if text == "$absent" { return [] }
            guard text.hasPrefix("$"), !text.hasPrefix("$$"), text.hasSuffix("?") else {
                return [pattern]
            }
            return [JSONNode(String(text.dropLast())), .null]
        }
        if let alternatives = pattern["$oneOf"]?.elements {
            return alternatives.flatMap { expanded($0, keepsComponents: keepsComponents) }
        }
        if let name = pattern["$payload"]?.string, pattern.members?.count == 1 {
            if keepsComponents, components[name] != nil { return [pattern] }
            return expanded(payloads[name], keepsComponents: keepsComponents)
        }
        return [payloads.flattened(pattern)]
    }

    private mutating func shape(of patterns: [JSONNode], among others: [JSONNode]) -> Schema.Shape {
        let first = patterns[0]
        if let name = first["$payload"]?.string, let component = components[name] {
            return .component(component)
        }
        switch first.value {
        case .bool: return .boolean
        case .number, .string: return PatternForm.shape(of: patterns)
        case .null: preconditionFailure("null is no shape")
        case .array: return list(patterns, others)
        case .object:
            if first["$each"] != nil { return list(patterns, others) }
            let objects = others.flatMap { expanded($0) }.filter { $0.members != nil }
            return .object(properties(of: patterns, among: objects))
        }
    }

    private mutating func list(_ patterns: [JSONNode], _ others: [JSONNode]) -> Schema.Shape {
        func elements(_ patterns: [JSONNode]) -> [JSONNode] {
            patterns.flatMap { $0.elements ?? $0["$each"].map { [$0] } ?? [] }
        }
        let inside = elements(patterns)
        guard !inside.isEmpty else { return .list(of: .anything) }
        return .list(of: schema(of: inside, among: elements(others)))
    }
}

/// What stands inside a schema and has a name or a schema of its own, by its path.
struct SchemaParts {
    enum Part {
        case name(String)
        case replacement(Schema)
    }

    private let byPath: [String: Part]

    /// Reads `{ "session": "GuestSession", "active.queues": { "type": "object", … } }`.
    init(_ node: JSONNode?) {
        byPath = Dictionary(
            (node?.members ?? []).map { member in
                (
                    member.key,
                    member.node.string.map { .name($0) } ?? .replacement(Schema(member.node))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    func at(_ path: String) -> Part? { byPath[path] }
}

extension Schema.Shape {
    /// The type alone, for a member that is null in the state that is described.
    fileprivate var withoutWords: Schema.Shape {
        guard case .text(var rules) = self else { return self }
        rules.words = nil
        rules.minLength = nil
        return .text(rules)
    }
}

extension Schema {
    /// Whether it is a text that no list of words describes.
    fileprivate var isPlainText: Bool {
        guard case .text(let rules) = shape else { return false }
        return (rules.words ?? []).count < 2
    }
}

extension JSONNode {
    fileprivate var isAbsent: Bool { string == "$absent" }

    /// Whether an object may do without the member that has this pattern.
    fileprivate var mayBeAbsent: Bool {
        isAbsent || (self["$oneOf"]?.elements?.contains(where: \.isAbsent) ?? false)
    }
}
