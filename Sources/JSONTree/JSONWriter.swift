/// Writes one JSON document straight into bytes, for what is written too often to be a tree first.
///
/// It sets commas by itself and escapes values; that members stand in objects and names are plain is
/// the caller's care.
public struct JSONWriter: ~Copyable {
    private var output: ByteBuffer
    /// Whether something stands before, in the same object or array.
    private var followsValue = false

    /// Begins with room for so many bytes.
    public init(capacity: Int = 256) { output = ByteBuffer(capacity: capacity) }

    /// Ends the document and gives its bytes.
    public consuming func finish() -> [UInt8] { output.array }

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
        let count = name.utf8CodeUnitCount
        output.write(atMost: count + 4) { space in
            var start = 0
            if followsValue {
                space[0] = .comma
                start = 1
            }
            space[start] = .quote
            (space + start + 1).update(from: name.utf8Start, count: count)
            space[start + 1 + count] = .quote
            space[start + 2 + count] = .colon
            return start + 3 + count
        }
        followsValue = false
    }

    /// Writes a string.
    public mutating func string(_ string: String) {
        // Lent by nearly every string; `withUTF8` would take a copy that it may change.
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable { text in
            JSONNode.needsNoEscape(text) ? plainString(text) : escapedString(text)
        }
        if isWritten == nil { raw(JSONNode(string).bytes()) }
    }

    /// Writes a string of these bytes, which need no escapes.
    public mutating func plainString(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        output.write(atMost: text.count + 2) { space in
            space[0] = .quote
            if let start = text.baseAddress {
                (space + 1).update(from: start, count: text.count)
            }
            space[text.count + 1] = .quote
            return text.count + 2
        }
    }

    private mutating func escapedString(_ text: UnsafeBufferPointer<UInt8>) {
        var bytes: [UInt8] = []
        JSONNode.writeString(text, to: &bytes)
        raw(bytes)
    }

    /// Writes a whole number.
    public mutating func integer(_ integer: Int) {
        separate()
        if integer < 0 { output.append(UInt8(ascii: "-")) }
        output.appendDigits(of: integer.magnitude)
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
        bytes.withUnsafeBufferPointer { output.append($0) }
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
    mutating func member(_ name: StaticString, plain text: UnsafeBufferPointer<UInt8>)
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
    public mutating func member(_ name: StaticString, plain text: UnsafeBufferPointer<UInt8>) {
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
    public mutating func member(_ name: StaticString, plain text: UnsafeBufferPointer<UInt8>) {
        member(name, String(decoding: text, as: UTF8.self))
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
