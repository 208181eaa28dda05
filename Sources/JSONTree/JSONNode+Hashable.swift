extension JSONNode: Hashable {
    /// Compares values and order, not places.
    public static func == (one: JSONNode, other: JSONNode) -> Bool { one.value == other.value }

    /// Hashes the value, not the place.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension JSONValue: Hashable {
    /// Compares strings byte by byte and numbers by their text.
    public static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.isExactly(other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// Hashes the kind and what it holds.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let bool): hasher.combine(bool)
        case .number(let number): hasher.combine(number)
        case .string(let string): string.hashExactly(into: &hasher)
        case .array(let elements): hasher.combine(elements)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONMember: Hashable {
    /// Compares name and value, not places.
    public static func == (one: JSONMember, other: JSONMember) -> Bool {
        one.key.isExactly(other.key) && one.node == other.node
    }

    /// Hashes name and value, not places.
    public func hash(into hasher: inout Hasher) {
        key.hashExactly(into: &hasher)
        hasher.combine(node)
    }
}
