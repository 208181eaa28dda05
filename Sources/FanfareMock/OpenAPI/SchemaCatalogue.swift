import JSONTree

/// The components of a document, each under one name.
struct SchemaCatalogue {
    private var byName: [String: Schema] = [:]
    /// In a flat document: the component that stands in place of one of its states.
    private var unions: [String: String] = [:]
    private let payloads: PayloadPatterns
    private let components: [String: String]
    private let words: MemberWords

    /// Reads what the data of an edition declares.
    init(
        _ entries: [SchemaEntry], _ payloads: PayloadPatterns, _ words: MemberWords, isFlat: Bool
    ) {
        self.payloads = payloads
        self.words = words
        components = Dictionary(
            entries.compactMap { entry in entry.payload.map { ($0, entry.name) } },
            uniquingKeysWith: { first, _ in first })
        for entry in entries { add(entry, isFlat: isFlat) }
    }

    /// The components by name, in its order.
    var all: [(name: String, schema: Schema)] {
        byName.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The component that is to be referred to by a name.
    func component(_ name: String) -> Schema {
        let name = unions[name] ?? name
        precondition(byName[name] != nil, "no schema is called '\(name)'")
        return .component(name)
    }

    /// What a component is.
    func about(_ name: String) -> String? { byName[unions[name] ?? name]?.about }

    /// A schema as it was written, its references led to what this document has.
    func resolved(_ schema: Schema) -> Schema {
        guard case .component(let name) = schema.shape else {
            guard case .list(let element) = schema.shape else { return schema }
            var list = schema
            list.shape = .list(of: resolved(element))
            return list
        }
        return component(name)
    }

    /// Adds a component; two of one name must be alike.
    mutating func add(_ name: String, _ schema: Schema) {
        var described = words.describe(schema, in: name)
        if let former = byName[name] {
            described.about = former.about
            precondition(former == described, "two schemas are called '\(name)'")
        } else {
            byName[name] = described
        }
    }

    /// Adds a component that is made of patterns.
    mutating func add(
        _ name: String, about: String?, patterns: [JSONNode], among others: [JSONNode] = [],
        members: JSONNode?, change: (inout Schema) -> Void = { _ in }
    ) {
        var reader = PatternSchemas(
            payloads, components: components, parts: SchemaParts(members))
        let objects = patterns.flatMap { reader.objects($0) }
        var schema = Schema(
            .object(reader.properties(of: objects, among: others)), about: about)
        change(&schema)
        add(name, schema)
        for part in reader.named {
            var schema = part.schema
            schema.about = words[part.name] ?? words[part.member]
            add(part.name, schema)
        }
    }

    private mutating func add(_ entry: SchemaEntry, isFlat: Bool) {
        if var schema = entry.written {
            schema.about = entry.about
            return add(entry.name, schema)
        }
        guard let tag = entry.tag, !isFlat else {
            for state in entry.cases where entry.tag != nil { unions[state.component] = entry.name }
            var members = entry.members?.members ?? []
            if let tag = entry.tag {
                // What told the states apart is one list of words for all of them.
                let name = entry.name + tag.prefix(1).uppercased() + tag.dropFirst()
                members.append(JSONMember(tag, JSONNode(name)))
            }
            return add(
                entry.name, about: entry.about, patterns: entry.patterns,
                members: JSONNode(members))
        }
        addChoice(entry, tag)
    }

    /// One component for each word of the tag, and one for whichever of them it is.
    private mutating func addChoice(_ entry: SchemaEntry, _ tag: String) {
        let reader = PatternSchemas(payloads, components: components, parts: SchemaParts(nil))
        let objects = entry.patterns.flatMap { reader.objects($0) }
        for state in entry.cases {
            let own = objects.filter { Self.words($0[tag]).contains(state.word) }
            precondition(!own.isEmpty, "no pattern of \(entry.name) has the \(tag) \(state.word)")
            add(
                state.component, about: nil, patterns: own, among: objects, members: entry.members
            ) { $0.fix(tag, to: state.word) }
        }
        let cases = entry.cases.map { Schema.Choice.Case(word: $0.word, component: $0.component) }
        add(
            entry.name, Schema(.choice(Schema.Choice(tag: tag, cases: cases)), about: entry.about))
    }

    private static func words(_ pattern: JSONNode?) -> [String] {
        guard let pattern else { return [] }
        return pattern["$oneOf"]?.elements?.compactMap(\.string) ?? [pattern.string ?? ""]
    }
}

extension Schema {
    /// Leaves a member one word only.
    mutating func fix(_ member: String, to word: String) {
        guard case .object(var properties) = shape,
            let index = properties.firstIndex(where: { $0.name == member })
        else { return }
        properties[index].schema = .word(word)
        shape = .object(properties)
    }
}

/// What members mean, by their name or, where that differs, by that of their component and theirs.
struct MemberWords: Sendable {
    private let byName: [String: String]

    init(_ node: JSONNode?) {
        byName = Dictionary(
            (node?.members ?? []).map { ($0.key, $0.node.string ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    /// What a name means, nil where nobody says.
    subscript(name: String) -> String? { byName[name] }

    /// A component with what its members mean.
    func describe(_ schema: Schema, in component: String) -> Schema {
        var described = schema
        described.about = schema.about ?? byName[component]
        switch schema.shape {
        case .object(let properties):
            described.shape = .object(properties.map { describe($0, in: component) })
        case .list(let element): described.shape = .list(of: describe(element, in: component))
        case .map(let value): described.shape = .map(to: describe(value, in: component))
        case .anything, .boolean, .text, .integer, .number, .component, .choice: break
        }
        return described
    }

    private func describe(_ property: Schema.Property, in component: String) -> Schema.Property {
        var property = property
        property.schema = describe(property.schema, in: "\(component).\(property.name)")
        property.schema.about = property.schema.about ?? byName[property.name]
        return property
    }
}
