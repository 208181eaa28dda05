import Foundations

/// Writes fields that are known to be some: a token for a name, no control bytes in a value.
///
/// What a program writes into every message need not be looked at every time.
public struct PlainFields: ~Copyable {
    fileprivate var lines: [UInt8] = []
    fileprivate var own: HTTPHeaders.OwnFields = []

    /// Adds a field whose value is given as bytes.
    public mutating func add(_ name: StaticString, _ value: Span<UInt8>) {
        own.formUnion(HTTPHeaders.OwnFields(name))
        write(name, value)
    }

    /// Adds a field whose value is given as bytes.
    public mutating func add(_ name: StaticString, _ value: [UInt8]) { add(name, value.span) }

    /// Adds a field with a fixed value.
    public mutating func add(_ name: StaticString, _ value: StaticString) {
        own.formUnion(HTTPHeaders.OwnFields(name))
        lines.append(name)
        lines.append(": ")
        lines.append(value)
        lines.append("\r\n")
    }

    /// Adds a field whose value is a number.
    public mutating func add(_ name: StaticString, _ value: Int) {
        DecimalDigits(value).withBytes { add(name, $0) }
    }

    /// Adds the field `Date`.
    public mutating func add(date: [UInt8]) {
        own.insert(.date)
        write("Date", date.span)
    }

    /// Adds whole lines, each with its end; none is one that a server would add by itself.
    public mutating func add(lines: StaticString) { self.lines.append(lines) }

    /// Adds bytes of the head as they are.
    mutating func write(_ bytes: [UInt8]) { lines.append(contentsOf: bytes) }

    /// Adds a line without asking whether a server would add it.
    mutating func write(_ name: StaticString, _ value: Span<UInt8>) {
        lines.append(name)
        lines.append(": ")
        lines.append(contentsOf: value)
        lines.append("\r\n")
    }

    /// Adds the empty line that ends a head.
    mutating func end() { lines.append("\r\n") }
}

extension [UInt8] {
    /// Adds lines of a head, and says which of them a server would add by itself.
    @discardableResult
    mutating func appendFields(_ write: (inout PlainFields) -> Void) -> HTTPHeaders.OwnFields {
        var fields = PlainFields()
        swap(&fields.lines, &self)
        write(&fields)
        swap(&fields.lines, &self)
        return fields.own
    }
}
