/// A part of a state that is written down as bytes and read back exactly as it was.
///
/// Both functions name the same parts in the same order. What can be worked out from other parts is
/// not written. A type whose parts are private conforms in its own file, every other one in this folder.
package protocol Stored {
    /// Reads what `write` has written; refuses whatever no state can hold.
    init(from reader: inout StateReader) throws(StateError)
    /// Writes all parts, in their order.
    func write(to writer: inout StateWriter)
}

extension Bool: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self = try reader.choice(of: 2, "true or false") == 1
    }

    package func write(to writer: inout StateWriter) { writer.byte(self ? 1 : 0) }
}

extension UInt64: Stored {
    package init(from reader: inout StateReader) throws(StateError) { self = try reader.word() }

    package func write(to writer: inout StateWriter) { writer.word(self) }
}

extension Int64: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let bits = try reader.number()
        self = Int64(bitPattern: bits >> 1 ^ (bits & 1 == 1 ? .max : 0))
    }

    /// Zigzag: numbers near zero, of either sign, take few bytes.
    package func write(to writer: inout StateWriter) {
        writer.number(UInt64(bitPattern: self << 1 ^ self >> 63))
    }
}

extension Int: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self = Int(try Int64(from: &reader))
    }

    package func write(to writer: inout StateWriter) { Int64(self).write(to: &writer) }
}

extension String: Stored {
    package init(from reader: inout StateReader) throws(StateError) { self = try reader.text() }

    package func write(to writer: inout StateWriter) { writer.text(self) }
}

extension Optional: Stored where Wrapped: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self = try reader.choice(of: 2, "there or not") == 1 ? Wrapped(from: &reader) : nil
    }

    package func write(to writer: inout StateWriter) {
        writer.byte(self == nil ? 0 : 1)
        self?.write(to: &writer)
    }
}

extension Array: Stored where Element: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        self.init()
        reserveCapacity(reader.reservation(for: count, of: Element.self))
        reader.enterList()
        for index in 0..<count {
            reader.atElement(index)
            append(try Element(from: &reader))
        }
        reader.leave()
    }

    package func write(to writer: inout StateWriter) {
        writer.number(UInt64(count))
        for element in self { element.write(to: &writer) }
    }
}
