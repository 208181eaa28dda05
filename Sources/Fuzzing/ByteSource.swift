/// Makes choices out of bytes; when they run out, every choice is the first.
struct ByteSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number(below bound: Int) -> Int { Int(byte()) % bound }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(below: elements.count)]
    }

    /// One of some, nil when there are none.
    mutating func pickAny<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : pick(elements)
    }

    /// Some of the next bytes as they are.
    mutating func bytes(atMost limit: Int) -> [UInt8] {
        let piece = rest.prefix(number(below: limit + 1))
        rest = rest.dropFirst(piece.count)
        return Array(piece)
    }

    mutating func text(atMost limit: Int) -> String {
        String(decoding: bytes(atMost: limit), as: UTF8.self)
    }
}
