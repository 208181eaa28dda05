extension JSONNode {
    /// The member of that name, the last one when there are several, nil when this is no object.
    public subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.key == key }?.node
    }

    /// The element at that index, nil when this is no array or has no such element.
    public subscript(index: Int) -> JSONNode? {
        guard case .array(let elements) = value, elements.indices.contains(index) else {
            return nil
        }
        return elements[index]
    }

    /// Whether this is `null`.
    public var isNull: Bool { value == .null }

    /// The string, nil when this is none.
    public var string: String? {
        if case .string(let string) = value { string } else { nil }
    }

    /// The boolean, nil when this is none.
    public var bool: Bool? {
        if case .bool(let bool) = value { bool } else { nil }
    }

    /// The number, nil when this is none.
    public var number: JSONNumber? {
        if case .number(let number) = value { number } else { nil }
    }

    /// The whole number, nil when this is none or not written as one.
    public var integer: Int? { number?.integer }

    /// The elements, nil when this is no array.
    public var elements: [JSONNode]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    /// The members, nil when this is no object.
    public var members: [JSONMember]? {
        if case .object(let members) = value { members } else { nil }
    }

    /// The kind of value as a word: `null`, `boolean`, `number`, `string`, `array` or `object`.
    public var kind: String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Every second member of a name within one object, at any depth, in the order of the text.
    public var duplicateMembers: [JSONMember] {
        switch value {
        case .null, .bool, .number, .string: return []
        case .array(let elements): return elements.flatMap(\.duplicateMembers)
        case .object(let members):
            var seen: Set<String> = []
            return members.flatMap { member in
                (seen.insert(member.key).inserted ? [] : [member]) + member.node.duplicateMembers
            }
        }
    }
}
