package import JSONTree

/// A target file with what a look at the target has found out, a word beside every member.
package enum FilledTarget {
    /// The file: what the old one says, if there is one, and the resources by role.
    package static func text(
        _ old: JSONNode?, address: TargetAddress, resources: [String: String]
    ) throws(JSONError) -> String {
        let starter = try JSONNode(parsing: Starter.target)
        let words = starter["$comment"]?.members ?? []
        var members = (old?.members ?? []).filter { !["$comment", "resources"].contains($0.key) }
        if old == nil {
            members = (starter.members ?? []).filter {
                ["keys", "patience", "timeout", "access", "pace"].contains($0.key)
            }
            members.insert(JSONMember("url", JSONNode(address.description)), at: 0)
            members.insert(JSONMember("name", JSONNode(address.host)), at: 0)
        }
        let order = words.map(\.key)
        let found = resources.sorted { $0.key < $1.key }.map {
            JSONMember($0.key, JSONNode($0.value))
        }
        members.append(JSONMember("resources", JSONNode(found)))
        members.sort {
            (order.firstIndex(of: $0.key) ?? order.count)
                < (order.firstIndex(of: $1.key) ?? order.count)
        }
        let document = JSONNode([JSONMember("$comment", JSONNode(words))] + members)
        return document.text(.indented) + "\n"
    }
}
