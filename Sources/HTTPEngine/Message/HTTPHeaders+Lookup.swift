extension HTTPHeaders {
    /// The first value of a name, whatever the case of its letters.
    public subscript(name: String) -> String? {
        get { field(named: name).map { text($0.value) } }
        set {
            if let newValue { set(name, newValue) } else { remove(name) }
        }
    }

    /// All values of a name, in order.
    public func values(for name: String) -> [String] {
        fields.filter { matches($0, name) }.map { text($0.value) }
    }

    /// Whether there is a field of a name.
    public func contains(_ name: String) -> Bool { field(named: name) != nil }

    /// The bytes of the first value of a name, shared with the head they came in.
    public func bytes(for name: StaticString) -> ArraySlice<UInt8>? {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return field(named: name).map { storage[$0.value] }
    }

    /// Lends the bytes of the first value of a name, for comparisons that must not allocate.
    public func withValue<Result>(
        of name: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        guard let field = field(named: name) else { return nil }
        return storage.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[field.value]))
        }
    }

    /// Whether the first value of a name is exactly this text.
    public func value(of name: String, equals text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in withValue(of: name) { $0.elementsEqual(text) } ?? false }
    }

    /// Whether a text may stand as the name of a field (RFC 9110 section 5.6.2, `token`).
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isTokenByte)
    }

    /// Whether a text may stand as the value of a field (RFC 9110 section 5.5).
    package static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy(\.isFieldValueByte)
    }

    /// Whether a comma-separated list holds a member, as `Connection: keep-alive, Upgrade` does.
    func listContains(_ name: String, _ member: String) -> Bool {
        var member = member
        return member.withUTF8 { member in
            fields.contains { field in
                matches(field, name)
                    && storage[field.value].split(separator: .comma).contains { element in
                        element.trimmedOfBlanks.equalsIgnoringCase(member)
                    }
            }
        }
    }

    private func field(named name: String) -> Field? {
        var name = name
        return name.withUTF8 { field(named: $0) }
    }

    private func field(named name: UnsafeBufferPointer<UInt8>) -> Field? {
        firstField { field, storage in
            Int(field.nameCount) == name.count
                && equalIgnoringCase(storage, from: Int(field.nameStart), name)
        }
    }

    func matches(_ field: Field, _ name: String) -> Bool {
        var name = name
        return name.withUTF8 { storage[field.name].equalsIgnoringCase($0) }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: storage[range], as: UTF8.self)
    }
}

private func equalIgnoringCase(
    _ storage: UnsafeBufferPointer<UInt8>, from start: Int, _ name: UnsafeBufferPointer<UInt8>
) -> Bool {
    for index in name.indices
    where storage[start + index].lowercased != name[index].lowercased {
        return false
    }
    return true
}

extension HTTPHeaders: RandomAccessCollection {
    /// The position of the first field.
    public var startIndex: Int { 0 }
    /// The position after the last field.
    public var endIndex: Int { fields.count }
    /// The field at a position.
    public subscript(position: Int) -> (name: String, value: String) {
        let field = fields[position]
        return (text(field.name), text(field.value))
    }
    /// Goes through the fields in one pass.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.lazy.map { (name: text($0.name), value: text($0.value)) }.makeIterator()
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Makes a list of fields in the order written; a name may stand more than once.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(reservingBytes: elements.count * 32)
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPHeaders: Equatable {
    /// Whether both hold the same fields in the same order; the case of names does not count.
    public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        let (mine, others) = (left.fields, right.fields)
        return mine.count == others.count
            && zip(mine, others).allSatisfy { mine, other in
                left.storage[mine.name].equalsIgnoringCase(right.storage[other.name])
                    && left.storage[mine.value] == right.storage[other.value]
            }
    }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The fields as lines, for people.
    public var description: String { map { "\($0.name): \($0.value)" }.joined(separator: "\n") }
}
