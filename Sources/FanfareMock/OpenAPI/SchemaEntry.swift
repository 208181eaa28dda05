import JSONTree

/// A component as an edition's data declares it: of patterns, or written out.
struct SchemaEntry: Sendable {
    let name: String
    let about: String?
    /// What it is made of, each of which a value may fit.
    let patterns: [JSONNode]
    /// The schema as it stands, in place of patterns.
    let written: Schema?
    /// The member whose word tells its states apart, and a component for each.
    let tag: String?
    let cases: [(word: String, component: String)]
    /// What stands inside and has a name.
    let members: JSONNode?

    private static let keys: Set = ["about", "patterns", "schema", "tag", "cases", "members"]

    init(_ name: String, _ node: JSONNode) {
        for member in node.members ?? [] where !Self.keys.contains(member.key) {
            preconditionFailure("the schema \(name) has no '\(member.key)'")
        }
        self.name = name
        about = node["about"]?.string
        patterns = (node["patterns"]?.elements ?? []).map { pattern in
            pattern.string.map { ["$payload": JSONNode($0)] } ?? pattern
        }
        written = node["schema"].map { Schema($0) }
        tag = node["tag"]?.string
        cases = (node["cases"]?.members ?? []).map { ($0.key, $0.node.string ?? "") }
        members = node["members"]
    }

    /// The payload that it describes as it stands, if it describes one.
    var payload: String? {
        guard tag == nil, patterns.count == 1, patterns[0].members?.count == 1 else { return nil }
        return patterns[0]["$payload"]?.string
    }

    /// The names of the members of a body.
    var fields: [String] {
        guard case .object(let properties)? = written?.shape else { return [] }
        return properties.map(\.name)
    }
}
