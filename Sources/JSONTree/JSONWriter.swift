import Foundations

/// Writes one JSON document straight into bytes, for what is written too often to be a tree first.
///
/// It sets commas by itself and escapes values; that members stand in objects and names are plain is
/// the caller's care.
public struct JSONWriter: ~Copyable {
    private var output: [UInt8] = []
    /// Whether something stands before, in the same object or array.
    private var followsValue = false

    /// Begins with room for so many bytes.
    public init(capacity: Int = 256) { output.reserveCapacity(capacity) }

    /// Ends the document and gives its bytes.
    public consuming func finish() -> [UInt8] { output }

    /// Writes an object with the members that `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(.openBrace)
        body(&self)
        close(.closeBrace)
    }

    /// Writes an array with the values that `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(.openBracket)
        body(&self)
        close(.closeBracket)
    }

    /// Writes the name of a member, which needs no escapes; its value comes next.
    public mutating func name(_ name: StaticString) {
        if followsValue { output.append(.comma) }
        output.append(.quote)
        output.append(name)
        output.append(.quote)
        output.append(.colon)
        followsValue = false
    }

    /// Writes a string.
    public mutating func string(_ string: String) {
        // Lent by nearly every string; `withUTF8` would take a copy that it may change.
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable { text in
            separate()
            JSONNode.writeString(text, to: &output)
        }
        if isWritten == nil { raw(JSONNode(string).bytes()) }
    }

    /// Writes a string of these bytes, which need no escapes.
    public mutating func plainString(_ text: Span<UInt8>) {
        separate()
        output.append(.quote)
        output.append(contentsOf: text)
        output.append(.quote)
    }

    /// Writes a whole number.
    public mutating func integer(_ integer: Int) {
        separate()
        output.append(contentsOf: String(integer).utf8)
    }

    /// Writes a tree.
    public mutating func node(_ node: JSONNode) {
        if case .null = node.value { return null() }
        raw(node.bytes())
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        output.append("null")
    }

    private mutating func raw(_ bytes: [UInt8]) {
        separate()
        output.append(contentsOf: bytes)
    }

    private mutating func separate() {
        if followsValue { output.append(.comma) }
        followsValue = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        output.append(bracket)
        followsValue = false
    }

    private mutating func close(_ bracket: UInt8) {
        output.append(bracket)
        followsValue = true
    }
}

/// What takes the members of an object one after the other: a writer, or the members of a tree.
public protocol JSONMemberSink: ~Copyable {
    /// Adds a member that is a string, or `null` for none.
    mutating func member(_ name: StaticString, _ string: String?)
    /// Adds a member that is a string of these bytes, which need no escapes.
    mutating func member(_ name: StaticString, plain text: Span<UInt8>)
    /// Adds a member that is a whole number, or `null` for none.
    mutating func member(_ name: StaticString, _ integer: Int?)
    /// Adds a member that is a tree.
    mutating func member(_ name: StaticString, _ node: JSONNode)
}

extension JSONWriter: JSONMemberSink {
    /// Writes a member that is a string, or `null` for none.
    public mutating func member(_ name: StaticString, _ string: String?) {
        self.name(name)
        if let string { self.string(string) } else { null() }
    }

    /// Writes a member that is a string of these bytes, which need no escapes.
    public mutating func member(_ name: StaticString, plain text: Span<UInt8>) {
        self.name(name)
        plainString(text)
    }

    /// Writes a member that is a whole number, or `null` for none.
    public mutating func member(_ name: StaticString, _ integer: Int?) {
        self.name(name)
        if let integer { self.integer(integer) } else { null() }
    }

    /// Writes a member that is a tree.
    public mutating func member(_ name: StaticString, _ node: JSONNode) {
        self.name(name)
        self.node(node)
    }
}

extension [JSONMember]: JSONMemberSink {
    /// Adds a member that is a string of these bytes.
    public mutating func member(_ name: StaticString, plain text: Span<UInt8>) {
        member(name, text.text)
    }

    /// Adds a member that is a string, or `null` for none.
    public mutating func member(_ name: StaticString, _ string: String?) {
        append(JSONMember(name.description, JSONNode(string)))
    }

    /// Adds a member that is a whole number, or `null` for none.
    public mutating func member(_ name: StaticString, _ integer: Int?) {
        append(JSONMember(name.description, JSONNode(integer)))
    }

    /// Adds a member that is a tree.
    public mutating func member(_ name: StaticString, _ node: JSONNode) {
        append(JSONMember(name.description, node))
    }
}
