/// An array in pieces of a thousand, so that it is never long in growing.
///
/// An array of a million moves all of them when it is full; this one begins another piece. For the
/// same reason whoever changes a copy copies one piece.
struct Chunked<Element: Sendable>: Sendable, RandomAccessCollection, MutableCollection {
    private static var chunkSize: Int { 1024 }

    private var chunks: [[Element]] = []
    private(set) var count = 0

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(index: Int) -> Element {
        _read { yield chunks[index >> 10][index & 1023] }
        _modify { yield &chunks[index >> 10][index & 1023] }
    }

    mutating func append(_ element: Element) {
        if count & 1023 == 0 {
            chunks.append([])
            // The first piece may stay small for good.
            if count > 0 { chunks[chunks.count - 1].reserveCapacity(Self.chunkSize) }
        }
        chunks[chunks.count - 1].append(element)
        count += 1
    }

    /// Takes out the last element; there must be one.
    mutating func removeLast() {
        chunks[chunks.count - 1].removeLast()
        count -= 1
        if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    }

    /// Lets go of the oldest piece, which must be full; all elements move forward by it.
    mutating func removeFirstPiece() {
        count -= chunks.removeFirst().count
    }

    /// How many elements go at once when the oldest go.
    static var pieceSize: Int { chunkSize }

    init() {}

    init(_ elements: some Sequence<Element>) { for element in elements { append(element) } }
}

extension Chunked: Stored where Element: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        reader.enterList()
        for index in 0..<count {
            reader.atElement(index)
            append(try Element(from: &reader))
        }
        reader.leave()
    }

    func write(to writer: inout StateWriter) {
        writer.number(UInt64(count))
        for element in self { element.write(to: &writer) }
    }
}
