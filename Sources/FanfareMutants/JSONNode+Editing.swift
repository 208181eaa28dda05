import JSONTree

extension JSONNode {
    /// The member of a name; setting nil removes it.
    subscript(editing key: String) -> JSONNode? {
        get { self[key] }
        set {
            guard var members else { return }
            if let index = members.firstIndex(where: { $0.key == key }) {
                if let newValue {
                    members[index].node = newValue
                } else {
                    members.remove(at: index)
                }
            } else if let newValue {
                members.append(JSONMember(key, newValue))
            }
            value = .object(members)
        }
    }

    /// Changes every value that a path leads to; `*` stands for any member or element.
    mutating func change(_ path: String..., by body: (inout JSONNode) -> Void) {
        change(path[...], body)
    }

    private mutating func change(_ path: ArraySlice<String>, _ body: (inout JSONNode) -> Void) {
        guard let step = path.first else { return body(&self) }
        let rest = path.dropFirst()
        switch value {
        case .object(var members):
            for index in members.indices where step == "*" || members[index].key == step {
                members[index].node.change(rest, body)
            }
            value = .object(members)
        case .array(var elements):
            guard step == "*" else { return }
            for index in elements.indices { elements[index].change(rest, body) }
            value = .array(elements)
        case .null, .bool, .number, .string: return
        }
    }

    /// Changes a value wherever an object has a member of that name, at any depth.
    mutating func changeAll(_ key: String, by body: (inout JSONNode) -> Void) {
        switch value {
        case .object(var members):
            for index in members.indices {
                if members[index].key == key { body(&members[index].node) }
                members[index].node.changeAll(key, by: body)
            }
            value = .object(members)
        case .array(var elements):
            for index in elements.indices { elements[index].changeAll(key, by: body) }
            value = .array(elements)
        case .null, .bool, .number, .string: return
        }
    }

    /// Adds to a whole number.
    mutating func add(_ difference: Int) {
        if let integer { self = JSONNode(integer + difference) }
    }
}
