/// Writes one JSON document straight into bytes, for what is written too often to be a tree first.
///
/// It sets commas by itself and escapes values; that members stand in objects and names are plain is
/// the caller's care.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// Whether something stands before, in the same object or array.
    private var followsValue = false

    /// Begins with room for so many bytes.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes an object with the members that `body` writes.
    @inline(__always)
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(.openBrace)
        body(&self)
        close(.closeBrace)
    }

    /// Writes an array with the values that `body` writes.
    @inline(__always)
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(.openBracket)
        body(&self)
        close(.closeBracket)
    }

    /// Writes the name of a member, which needs no escapes; its value comes next.
    public mutating func name(_ name: StaticString) {
        separate()
        bytes.append(.quote)
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(.quote)
        bytes.append(.colon)
        followsValue = false
    }

    /// Writes a string.
    public mutating func string(_ string: String) {
        separate()
        JSONNode.writeString(string, to: &bytes)
    }

    /// Writes a string of these bytes, which need no escapes.
    public mutating func plainString(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.append(.quote)
        bytes.append(contentsOf: text)
        bytes.append(.quote)
    }

    /// Writes a whole number.
    public mutating func integer(_ integer: Int) {
        separate()
        if (0..<10).contains(integer) {
            bytes.append(.zero + UInt8(truncatingIfNeeded: integer))
        } else {
            bytes.append(contentsOf: String(integer).utf8)
        }
    }

    /// Writes a tree.
    public mutating func node(_ node: JSONNode) {
        separate()
        node.write(to: &bytes)
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    private mutating func separate() {
        if followsValue { bytes.append(.comma) }
        followsValue = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        followsValue = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        followsValue = true
    }
}

/// What takes the members of an object one after the other: a writer, or the members of a tree.
public protocol JSONMemberSink {
    /// Adds a member that is a string, or `null` for none.
    mutating func member(_ name: StaticString, _ string: String?)
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
