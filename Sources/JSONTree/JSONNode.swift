/// One value of a JSON document (RFC 8259), with the place in the text where it stood.
///
/// Objects keep the order of their members and every duplicate; numbers keep their text. Two nodes
/// are equal when they hold the same values in the same order, wherever they stood, strings and names
/// compared byte by byte.
public struct JSONNode: Sendable {
    /// What the node is.
    public var value: JSONValue
    /// The offset of its first byte in the parsed text, -1 for a node made in code.
    public var offset: Int

    /// Makes a node out of a value; `offset` stays -1 unless it was read from a text.
    public init(_ value: JSONValue, offset: Int = -1) {
        self.value = value
        self.offset = offset
    }
}

/// The six kinds of JSON value.
public enum JSONValue: Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, as it was written.
    case number(JSONNumber)
    /// A string, its escapes resolved.
    case string(String)
    /// An array.
    case array([JSONNode])
    /// An object, its members in their order.
    case object([JSONMember])
}

/// One `"key": value` of an object.
public struct JSONMember: Sendable {
    /// The name, its escapes resolved.
    public var key: String
    /// The offset of the name's opening quote in the parsed text, -1 for a member made in code.
    public var keyOffset: Int
    /// The value.
    public var node: JSONNode

    /// Makes a member out of a name and a value.
    public init(_ key: String, _ node: JSONNode, keyOffset: Int = -1) {
        self.key = key
        self.node = node
        self.keyOffset = keyOffset
    }
}

/// A number as its text, so that `1.0`, `1` and `1e0` stay three different texts.
public struct JSONNumber: Sendable, Hashable {
    /// The text, by the grammar of RFC 8259 section 6.
    public let text: String

    /// Keeps a text that is known to follow the grammar.
    public init(text: String) {
        self.text = text
    }

    /// The whole number it is written as, nil when it has a fraction or an exponent or is too large.
    public var integer: Int? { Int(text) }
    /// The nearest double; an exponent beyond its range gives an infinity or zero.
    public var double: Double { Double(text) ?? .nan }
}
