/// The fields of a message, in order, kept as one buffer of bytes and ranges into it.
///
/// A name nobody asks for never becomes a `String`, a whole head is two allocations, and a
/// response's fields lie in memory as they go over the wire.
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

    var storage: [UInt8]
    var ranges: [Field]
    /// Whether `storage` is exactly the lines `name: value CRLF` of all fields in their order.
    var isWireForm: Bool

    /// Makes an empty list of fields.
    public init() {
        storage = []
        ranges = []
        isWireForm = true
    }

    /// Makes an empty list with room for so many fields and bytes, to spare growing.
    public init(reservingFields fields: Int, bytes: Int) {
        self.init()
        ranges.reserveCapacity(fields)
        storage.reserveCapacity(bytes)
    }

    /// Takes over a received head and where its fields lie.
    init(received storage: [UInt8], fields: [Field]) {
        self.storage = storage
        ranges = fields
        isWireForm = false
    }

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

    /// Adds a field that is known to be one: a token as its name, no control bytes in its value.
    ///
    /// What a program writes into every message need not be looked at every time.
    public mutating func append(plain name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        let (start, nameCount) = (storage.count, name.utf8CodeUnitCount)
        let lineCount = nameCount + value.count + 4
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: lineCount) { line in
            guard let space = line.baseAddress else { return }
            space.update(from: name.utf8Start, count: nameCount)
            (space[nameCount], space[nameCount + 1]) = (.colon, .space)
            if let value = value.baseAddress {
                (space + nameCount + 2).update(from: value, count: lineCount - nameCount - 4)
            }
            (space[lineCount - 2], space[lineCount - 1]) = (.carriageReturn, .lineFeed)
            storage.append(contentsOf: UnsafeBufferPointer(line))
        }
        ranges.append(
            Field(
                nameStart: UInt32(start), nameCount: UInt32(nameCount),
                valueStart: UInt32(start + nameCount + 2), valueCount: UInt32(value.count)))
    }

    /// Adds a field that is known to be one.
    public mutating func append(plain name: StaticString, _ value: StaticString) {
        append(
            plain: name,
            UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Adds a field that is known to be one.
    public mutating func append(plain name: StaticString, _ value: [UInt8]) {
        value.withUnsafeBufferPointer { append(plain: name, $0) }
    }

    /// Adds a field that is known to be one, with a number for its value.
    public mutating func append(plain name: StaticString, _ value: Int) {
        var digits = DecimalDigits(value)
        digits.withBytes { append(plain: name, $0) }
    }

    /// Adds all fields of another list at the end.
    public mutating func append(contentsOf other: HTTPHeaders) {
        guard other.isWireForm else {
            for field in other.ranges {
                append(other.text(field.name), bytes: other.storage[field.value])
            }
            return
        }
        let shift = UInt32(storage.count)
        storage.append(contentsOf: other.storage)
        for var field in other.ranges {
            field.nameStart += shift
            field.valueStart += shift
            ranges.append(field)
        }
    }

    /// Gives a name exactly one value, in the place of its first field if there was one.
    public mutating func set(_ name: String, _ value: String) {
        guard let index = index(of: name) else { return append(name, value) }
        append(name, value)
        let added = ranges.removeLast()
        isWireForm = false
        let rest = ranges[(index + 1)...].filter { !matches($0, name) }
        ranges.replaceSubrange((index + 1)..., with: rest)
        ranges[index] = added
    }

    /// Removes every field of a name.
    public mutating func remove(_ name: String) {
        guard let first = index(of: name) else { return }
        isWireForm = false
        let rest = ranges[first...].filter { !matches($0, name) }
        ranges.replaceSubrange(first..., with: rest)
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
        ranges.append(
            Field(
                nameStart: UInt32(start), nameCount: UInt32(name.count),
                valueStart: UInt32(valueStart), valueCount: UInt32(value.count)))
    }
}
