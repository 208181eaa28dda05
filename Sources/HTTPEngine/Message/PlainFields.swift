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
        let nameCount = name.utf8CodeUnitCount
        own.formUnion(HTTPHeaders.OwnFields(name))
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
    mutating func end() {
        guard rest.isEmpty, space.count - count >= 2 else {
            return rest.append(contentsOf: [.carriageReturn, .lineFeed])
        }
        (space[count], space[count + 1]) = (.carriageReturn, .lineFeed)
        count += 2
    }

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
