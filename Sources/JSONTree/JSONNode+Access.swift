extension JSONNode {
    /// The member of that name, the last one when there are several, nil when this is no object.
    public subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.key.isExactly(key) }?.node
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

    /// Every member whose name stood in the same object before, at any depth, in the order of the text.
    ///
    /// RFC 8259 section 4: "The names within an object SHOULD be unique"; what is made of others is
    /// for the caller to say.
    public var duplicateMembers: [JSONMember] {
        var duplicates: [JSONMember] = []
        collectDuplicates(into: &duplicates)
        return duplicates
    }

    private func collectDuplicates(into duplicates: inout [JSONMember]) {
        switch value {
        case .null, .bool, .number, .string: return
        case .array(let elements):
            for element in elements { element.collectDuplicates(into: &duplicates) }
        case .object(let members):
            var seen = Set<ExactText>(minimumCapacity: members.count)
            for member in members {
                let isFirst = seen.insert(ExactText(text: member.key)).inserted
                if !isFirst { duplicates.append(member) }
                member.node.collectDuplicates(into: &duplicates)
            }
        }
    }
}
