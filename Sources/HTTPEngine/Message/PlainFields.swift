/// Writes fields that are known to be some: a token for a name, no control bytes in a value.
///
/// What a program writes into every message need not be looked at every time, and lands in its place
/// at one stroke.
public struct PlainFields: ~Copyable {
    private let space: UnsafeMutableBufferPointer<UInt8>
    private var count = 0
    /// What there was no more space for.
    private var rest: [UInt8] = []
    fileprivate var own: HTTPHeaders.OwnFields = []

    fileprivate init(_ space: UnsafeMutableBufferPointer<UInt8>) { self.space = space }

    /// Adds a field whose value is given as bytes.
    public mutating func add(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        own.formUnion(HTTPHeaders.OwnFields(name))
        write(name, value)
    }

    /// Adds the field `Date`.
    public mutating func add(date: [UInt8]) {
        own.insert(.date)
        date.withUnsafeBufferPointer { write("Date", $0) }
    }

    /// Adds whole lines, each with its end; none is one that a server would add by itself.
    public mutating func add(lines: StaticString) {
        write(UnsafeBufferPointer(start: lines.utf8Start, count: lines.utf8CodeUnitCount))
    }

    /// Adds bytes of the head as they are.
    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        guard rest.isEmpty, space.count - count >= bytes.count,
            let end = space.baseAddress.map({ $0 + count })
        else { return rest.append(contentsOf: bytes) }
        end.update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Adds a line without asking whether a server would add it.
    mutating func write(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        let nameCount = name.utf8CodeUnitCount
        guard rest.isEmpty, space.count - count >= nameCount + value.count + 4,
            let line = space.baseAddress.map({ $0 + count })
        else { return addToRest(name, value) }
        line.update(from: name.utf8Start, count: nameCount)
        (line[nameCount], line[nameCount + 1]) = (.colon, .space)
        if let start = value.baseAddress {
            (line + nameCount + 2).update(from: start, count: value.count)
        }
        let end = nameCount + 2 + value.count
        (line[end], line[end + 1]) = (.carriageReturn, .lineFeed)
        count += end + 2
    }

    /// Adds a field with a fixed value.
    public mutating func add(_ name: StaticString, _ value: StaticString) {
        add(name, UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Adds a field whose value is given as bytes.
    public mutating func add(_ name: StaticString, _ value: [UInt8]) {
        value.withUnsafeBufferPointer { add(name, $0) }
    }

    /// Adds a field whose value is a number.
    public mutating func add(_ name: StaticString, _ value: Int) {
        var digits = DecimalDigits(value)
        digits.withBytes { add(name, $0) }
    }

    /// Adds the empty line that ends a head.
    mutating func end() { add(lines: "\r\n") }

    private mutating func addToRest(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        rest.append(
            contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        rest.append(contentsOf: [.colon, .space])
        rest.append(contentsOf: value)
        rest.append(contentsOf: [.carriageReturn, .lineFeed])
    }

    fileprivate consuming func move(to output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: space[..<count]))
        if !rest.isEmpty { output.append(contentsOf: rest) }
    }
}

extension [UInt8] {
    /// Adds lines of a head, and says which of them a server would add by itself.
    @discardableResult
    mutating func appendFields(_ write: (inout PlainFields) -> Void) -> HTTPHeaders.OwnFields {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 768) { space in
            var fields = PlainFields(space)
            write(&fields)
            let own = fields.own
            fields.move(to: &self)
            return own
        }
    }
}
