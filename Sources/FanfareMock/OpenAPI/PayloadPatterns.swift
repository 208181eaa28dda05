import JSONTree

/// The payload patterns of an edition, by name: `queue/entered`.
struct PayloadPatterns: Sendable {
    let byName: [String: JSONNode]

    init(_ byName: [String: JSONNode]) { self.byName = byName }

    /// The pattern with every payload that has members replaced written out.
    ///
    /// A payload that is used as it is stays a reference, so that it is described once.
    func flattened(_ pattern: JSONNode) -> JSONNode {
        guard let members = pattern.members, let name = pattern["$payload"]?.string,
            members.count > 1
        else { return pattern }
        return members.filter { $0.key != "$payload" }.reduce(self[name]) { $0.replacing($1) }
    }

    /// The pattern of a name.
    subscript(name: String) -> JSONNode {
        guard let pattern = byName[name] else {
            preconditionFailure("no payload is called '\(name)'")
        }
        return pattern
    }
}

/// The JSON documents that the mock carries.
enum EmbeddedFile {
    /// The documents in a folder by their path below it, without `.json`.
    static func documents(below folder: String) -> [String: JSONNode] {
        var documents: [String: JSONNode] = [:]
        for file in EmbeddedFiles.all where file.path.hasPrefix(folder) {
            let name = file.path.dropFirst(folder.count).dropLast(".json".count)
            documents[String(name)] = document(file)
        }
        return documents
    }

    /// The document at a path.
    static func document(_ path: String) -> JSONNode {
        guard let file = EmbeddedFiles.all.first(where: { $0.path == path }) else {
            preconditionFailure("\(path) is not embedded")
        }
        return document(file)
    }

    private static func document(_ file: (path: String, text: String)) -> JSONNode {
        do {
            return try JSONNode(parsing: file.text)
        } catch {
            preconditionFailure("embedded file \(file.path): \(error)")
        }
    }
}

extension JSONNode {
    /// The object with a member replaced, objects inside objects member by member.
    fileprivate func replacing(_ member: JSONMember) -> JSONNode {
        var members = self.members ?? []
        guard let index = members.firstIndex(where: { $0.key == member.key }) else {
            return JSONNode(members + [member])
        }
        if members[index].node.members != nil, let inner = member.node.members {
            members[index].node = inner.reduce(members[index].node) { $0.replacing($1) }
        } else {
            members[index] = member
        }
        return JSONNode(members)
    }
}
