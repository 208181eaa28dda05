extension JSONNode: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes a string.
    public init(stringLiteral value: String) { self.init(.string(value)) }
    /// Makes a boolean.
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    /// Makes a number.
    public init(integerLiteral value: Int) { self.init(value) }
    /// `null`; there is no `nil` literal for it, which would make `node["absent"] == nil` false.
    public static let null = JSONNode(.null)
    /// Makes an array.
    public init(arrayLiteral elements: JSONNode...) { self.init(.array(elements)) }
    /// Makes an object whose members stand in the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONNode)...) {
        self.init(.object(elements.map { JSONMember($0, $1) }))
    }

    /// Makes a string.
    public init(_ string: String) { self.init(.string(string)) }
    /// Makes a string, or `null` for none.
    public init(_ string: String?) { self.init(string.map(JSONValue.string) ?? .null) }
    /// Makes a boolean.
    public init(_ bool: Bool) { self.init(.bool(bool)) }
    /// Makes a number.
    public init(_ integer: Int) { self.init(.number(JSONNumber(text: String(integer)))) }
    /// Makes a number, or `null` for none.
    public init(_ integer: Int?) {
        self.init(integer.map { .number(JSONNumber(text: String($0))) } ?? .null)
    }
    /// Makes an array.
    public init(_ elements: [JSONNode]) { self.init(.array(elements)) }
    /// Makes an object.
    public init(_ members: [JSONMember]) { self.init(.object(members)) }
}
