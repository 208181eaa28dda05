import TokenSigning

/// Reads the bytes of a state, whoever made them: nothing in them is trusted.
///
/// No count is believed that the rest of the bytes could not fill, every index is held against what it
/// is an index of, and every number against the range in which the rules can calculate with it.
package struct StateReader {
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int
    /// Where in the state the reading is, for errors.
    private var places: [Frame] = []
    /// How many there are of what is referred to by index.
    var counts = StateCounts()

    private enum Frame {
        case part(StaticString)
        case element(Int)
    }

    /// Opens a state of a kind: looks at its first line and its checksum.
    package init(_ bytes: [UInt8], _ kind: StateKind) throws(StateError) {
        self.bytes = bytes
        end = max(0, bytes.count - StateKind.checksumBytes)
        offset = try Self.header(bytes, kind)
        guard offset <= end else { throw fail(.damaged, at: bytes.count) }
        let sum = StateKind.checksum(bytes[..<end])
        let found = [end, end + 8].map { start in
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        guard found == [sum.low, sum.high] else { throw fail(.damaged, at: bytes.count) }
    }

    private static func header(_ bytes: [UInt8], _ wanted: StateKind) throws(StateError) -> Int {
        func refuse(_ reason: StateError.Reason) -> StateError {
            StateError(reason: reason, place: "", offset: 0)
        }
        guard let lineEnd = bytes.prefix(64).firstIndex(of: UInt8(ascii: "\n")) else {
            throw refuse(.noState(wanted: wanted))
        }
        let words = String(decoding: bytes[..<lineEnd], as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == StateKind.name,
            let kind = StateKind(rawValue: String(words[1]))
        else { throw refuse(.noState(wanted: wanted)) }
        guard kind == wanted else { throw refuse(.otherKind(found: kind, wanted: wanted)) }
        guard words[2] == "\(StateKind.version)" else {
            throw refuse(.otherVersion(String(words[2])))
        }
        return lineEnd + 1
    }

    /// Reads a part.
    package mutating func read<Value: Stored>() throws(StateError) -> Value {
        try Value(from: &self)
    }

    /// Reads a part that errors are to name.
    package mutating func read<Value: Stored>(_ name: StaticString) throws(StateError) -> Value {
        places.append(.part(name))
        let value = try Value(from: &self)
        places.removeLast()
        return value
    }

    /// Makes sure that nothing is left.
    package func finish() throws(StateError) {
        guard offset == end else { throw fail(.goesOn) }
    }
}

/// Where it is.
extension StateReader {
    mutating func enterList() { places.append(.element(0)) }

    mutating func atElement(_ index: Int) { places[places.count - 1] = .element(index) }

    mutating func leave() { places.removeLast() }

    /// The error of a part that has a value it cannot have.
    package func unusable(expected allowed: String) -> StateError { fail(.unusable(allowed)) }

    /// Refuses the part just read unless a condition holds.
    package func require(
        _ condition: Bool, _ allowed: @autoclosure () -> String
    ) throws(StateError) {
        if !condition { throw unusable(expected: allowed()) }
    }

    private func fail(_ reason: StateError.Reason, at place: Int? = nil) -> StateError {
        var path = ""
        for place in places {
            switch place {
            case .part(let name): path += path.isEmpty ? "\(name)" : ".\(name)"
            case .element(let index): path += "[\(index)]"
            }
        }
        return StateError(reason: reason, place: path, offset: place ?? offset)
    }
}

/// The elements everything consists of.
extension StateReader {
    mutating func byte() throws(StateError) -> UInt8 {
        guard offset < end else { throw fail(.endsEarly) }
        defer { offset += 1 }
        return bytes[offset]
    }

    @inline(__always)  // 6 % of the instructions of loading
    mutating func number() throws(StateError) -> UInt64 {
        var value: UInt64 = 0
        for shift: UInt64 in stride(from: 0, through: 63, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                try require(shift < 63 || next < 2, "a number of 64 bits")
                return value
            }
        }
        throw unusable(expected: "a number of 64 bits")
    }

    mutating func word() throws(StateError) -> UInt64 {
        guard end - offset >= 8 else { throw fail(.endsEarly) }
        defer { offset += 8 }
        return bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }

    mutating func text() throws(StateError) -> String {
        let length = try count()
        let text = bytes.withUnsafeBufferPointer {
            String(
                validating: UnsafeBufferPointer(rebasing: $0[offset..<offset + length]),
                as: UTF8.self)
        }
        guard let text else { throw unusable(expected: "text in UTF-8") }
        offset += length
        return text
    }

    /// How many elements follow; each takes a byte at least.
    mutating func count() throws(StateError) -> Int {
        let count = try number()
        guard count <= UInt64(end - offset) else { throw fail(.endsEarly) }
        return Int(count)
    }

    /// Space for so many elements, but no more than the bytes that are there justify.
    func reservation<Element>(for count: Int, of _: Element.Type) -> Int {
        min(count, 4 * (end - offset) / max(1, MemoryLayout<Element>.stride) + 16)
    }

    /// One of the cases 0, 1, … of an enumeration.
    mutating func choice(of count: UInt8, _ allowed: StaticString) throws(StateError) -> UInt8 {
        let value = try byte()
        try require(value < count, "\(allowed)")
        return value
    }

    /// An index of something of which there are so many.
    mutating func index(below count: Int, of what: StaticString) throws(StateError) -> Int32 {
        let value = try number()
        try require(value < UInt64(count), "one of \(count) \(what)")
        return Int32(value)
    }

    /// A number from a range.
    package mutating func integer(in range: ClosedRange<Int>) throws(StateError) -> Int {
        let value: Int = try read()
        try require(range.contains(value), "\(range.lowerBound) to \(range.upperBound)")
        return value
    }

    /// Something counted, so far below 64 bits that no counting on reaches their end.
    package mutating func tally() throws(StateError) -> Int { try integer(in: 0...1 << 53) }
}
