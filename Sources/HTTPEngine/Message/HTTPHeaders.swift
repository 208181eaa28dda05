/// The fields of a message, in order, kept as one buffer of bytes.
///
/// A name nobody asks for never becomes a `String`. What a program puts together lies in memory as
/// it goes over the wire, and its fields are looked for there; where those of a received head lie is
/// kept beside it.
public struct HTTPHeaders: Sendable {
    /// Where a name and its value lie in `storage`.
    struct Field: Sendable {
        var nameStart: UInt32
        var nameCount: UInt32
        var valueStart: UInt32
        var valueCount: UInt32

        var name: Range<Int> { Int(nameStart)..<Int(nameStart + nameCount) }
        var value: Range<Int> { Int(valueStart)..<Int(valueStart + valueCount) }
    }

    private(set) var storage: [UInt8]
    /// Where the fields lie, unless they are in wire form.
    private(set) var ranges: [Field]
    /// Whether `storage` is exactly the lines `name: value CRLF` of all fields in their order.
    private(set) var isWireForm: Bool
    /// What is among the fields in wire form that a server would otherwise see to by itself.
    private(set) var ownFields: OwnFields = []

    /// Makes an empty list of fields.
    public init() {
        storage = []
        ranges = []
        isWireForm = true
    }

    /// Makes an empty list with room for so many bytes, to spare growing.
    public init(reservingBytes bytes: Int) {
        self.init()
        storage.reserveCapacity(bytes)
    }

    /// Takes over a received head and where its fields lie.
    init(received storage: [UInt8], fields: [Field]) {
        self.storage = storage
        ranges = fields
        isWireForm = false
    }

    /// Takes over lines that were in wire form before.
    init(wireForm storage: [UInt8]) {
        self.init()
        self.storage = storage
        ownFields = searchedOwnFields
    }

    /// How many bytes all names and values have.
    package var byteCount: Int { fields.reduce(0) { $0 + Int($1.nameCount + $1.valueCount) } }

    /// Adds a field at the end, beside any of the same name.
    ///
    /// Control bytes in the value become spaces (RFC 9110 section 5.5) and bytes no name may hold
    /// become `-`, so that no value can smuggle a second field into a message.
    public mutating func append(_ name: String, _ value: String) {
        var (name, value) = (name, value)
        name.withUTF8 { name in value.withUTF8 { value in appendLine(name, value) } }
    }

    /// Adds a field whose value is given as bytes.
    public mutating func append(_ name: String, bytes value: some Sequence<UInt8>) {
        var name = name
        let copied: Void? = value.withContiguousStorageIfAvailable { value in
            name.withUTF8 { name in appendLine(name, value) }
        }
        guard copied == nil else { return }
        Array(value).withUnsafeBufferPointer { value in
            name.withUTF8 { name in appendLine(name, value) }
        }
    }

    /// Adds a field whose value is a number, without making a `String` of it.
    public mutating func append(_ name: String, _ value: Int) {
        var digits = DecimalDigits(value)
        var name = name
        digits.withBytes { value in name.withUTF8 { name in appendLine(name, value) } }
    }

    /// Adds fields that are known to be some, in the order in which they are written.
    public mutating func appendPlain(_ write: (inout PlainFields) -> Void) {
        guard isWireForm else {
            var lines = HTTPHeaders()
            lines.appendPlain(write)
            return append(contentsOf: lines)
        }
        ownFields.formUnion(storage.appendFields(write))
    }

    /// Adds all fields of another list at the end.
    public mutating func append(contentsOf other: HTTPHeaders) {
        if isWireForm, other.isWireForm {
            storage.append(contentsOf: other.storage)
            ownFields.formUnion(other.ownFields)
            return
        }
        for field in other.fields {
            append(other.text(field.name), bytes: other.storage[field.value])
        }
    }

    /// Gives a name exactly one value, in the place of its first field if there was one.
    public mutating func set(_ name: String, _ value: String) {
        let fields = fields
        guard let index = fields.firstIndex(where: { matches($0, name) }) else {
            return append(name, value)
        }
        keep(fields)
        append(name, value)
        let added = ranges.removeLast()
        let rest = ranges[(index + 1)...].filter { !matches($0, name) }
        ranges.replaceSubrange((index + 1)..., with: rest)
        ranges[index] = added
    }

    /// Removes every field of a name.
    public mutating func remove(_ name: String) {
        if contains(name) { keep(fields.filter { !matches($0, name) }) }
    }

    /// Goes over from lines to these places in them.
    private mutating func keep(_ fields: [Field]) {
        ranges = fields
        isWireForm = false
    }

    private mutating func appendLine(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) {
        let start = storage.count
        storage.append(contentsOf: name)
        storage.append(.colon)
        storage.append(.space)
        let valueStart = storage.count
        storage.append(contentsOf: value)
        for index in start..<(start + name.count) where !storage[index].isTokenByte {
            storage[index] = .hyphen
        }
        for index in valueStart..<storage.count where !storage[index].isFieldValueByte {
            storage[index] = .space
        }
        storage.append(.carriageReturn)
        storage.append(.lineFeed)
        note(Field(lineAt: start, nameCount: name.count, valueCount: value.count))
    }

    /// Keeps where a line lies that was added, or what it is.
    private mutating func note(_ field: Field) {
        if isWireForm { ownFields.formUnion(ownField(field)) } else { ranges.append(field) }
    }
}
