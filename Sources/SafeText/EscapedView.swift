import Foundations

/// The bytes of a text with a layer of escapes resolved, each knowing where it came from.
///
/// It reads the escapes of URLs (`%73`), JSON (`\u0073`, `\n`, `\/`), Swift (`\u{73}`) and HTML
/// (`&#115;`, `&#x73;`, `&amp;`) side by side, and leaves alone what is none.
struct EscapedView {
    private(set) var bytes: [UInt8]
    /// For every byte where it begins in the text, and at the end the text's length; nil if unmoved.
    private var origins: [Int]?

    /// A text as it is.
    init(_ text: [UInt8]) {
        bytes = text
    }

    /// The bytes of the text that these came from.
    func source(of range: Range<Int>) -> Range<Int> {
        origins.map { $0[range.lowerBound]..<$0[range.upperBound] } ?? range
    }

    /// The view with one layer less, nil when there is none.
    func unescaped() -> EscapedView? {
        guard let first = bytes.firstIndex(where: Self.mayBegin) else { return nil }
        var inner = Array(bytes[..<first])
        var places = Array(0..<first)
        inner.reserveCapacity(bytes.count)
        places.reserveCapacity(bytes.count + 1)
        var index = first
        var found = false
        while index < bytes.count {
            let escape = Self.mayBegin(bytes[index]) ? escape(at: index) : nil
            let resolved = escape?.bytes ?? [bytes[index]]
            inner += resolved
            places += repeatElement(index, count: resolved.count)
            index += escape?.length ?? 1
            found = found || escape != nil
        }
        guard found else { return nil }
        places.append(bytes.count)
        var view = self
        view.bytes = inner
        view.origins = origins.map { origins in places.map { origins[$0] } } ?? places
        return view
    }

    private static func mayBegin(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "&")
    }

    private typealias Escape = (bytes: [UInt8], length: Int)

    private func escape(at index: Int) -> Escape? {
        switch bytes[index] {
        case UInt8(ascii: "%"):
            number(from: index + 1, digits: 2, radix: 16).map { ([UInt8($0)], 3) }
        case UInt8(ascii: "\\"): backslash(index)
        default: entity(index)
        }
    }

    private func backslash(_ index: Int) -> Escape? {
        switch byte(index + 1) {
        case UInt8(ascii: "u"):
            return braces(index) ?? pair(index)
                ?? number(from: index + 2, digits: 4, radix: 16).map { (Self.utf8($0), 6) }
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            // Which control it is does not matter: they are all compared as spaces.
            return ([0x20], 2)
        case UInt8(ascii: "x"):
            return number(from: index + 2, digits: 2, radix: 16).map { (Self.utf8($0), 4) }
        case UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"):
            return ([bytes[index + 1]], 2)
        default: return nil
        }
    }

    /// `\u{1B}`, at most eight digits.
    private func braces(_ index: Int) -> Escape? {
        guard byte(index + 2) == UInt8(ascii: "{"),
            let end = bytes[(index + 3)...].prefix(9).firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        return number(from: index + 3, digits: end - index - 3, radix: 16)
            .map { (Self.utf8($0), end + 1 - index) }
    }

    /// `\uD83D\uDE00`: a character beyond 16 bits in two halves (RFC 8259 section 7).
    private func pair(_ index: Int) -> Escape? {
        guard let high = number(from: index + 2, digits: 4, radix: 16), high >> 10 == 0x36,
            bytes[(index + 6)...].starts(with: "\\u".utf8),
            let low = number(from: index + 8, digits: 4, radix: 16), low >> 10 == 0x37
        else { return nil }
        return (Self.utf8(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF)), 12)
    }

    private static let names = [
        "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&apos;": "'",
    ].map { (name: Array($0.utf8), bytes: Array($1.utf8)) }

    private func entity(_ index: Int) -> Escape? {
        let rest = bytes[index...].prefix(12)
        if let name = Self.names.first(where: { rest.starts(with: $0.name) }) {
            return (name.bytes, name.name.count)
        }
        guard rest.starts(with: "&#".utf8), let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
            return nil
        }
        let isHexadecimal = (byte(index + 2) ?? 0) | 0x20 == UInt8(ascii: "x")
        let start = index + (isHexadecimal ? 3 : 2)
        return number(from: start, digits: end - start, radix: isHexadecimal ? 16 : 10)
            .map { (Self.utf8($0), end + 1 - index) }
    }

    private func number(from start: Int, digits: Int, radix: Int) -> Int? {
        guard digits > 0, start + digits <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[start..<start + digits] {
            guard let digit = byte.hexadecimalValue.map(Int.init), digit < radix else {
                return nil
            }
            number = number * radix + digit
        }
        return number
    }

    private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private static func utf8(_ number: Int) -> [UInt8] {
        Array(String(UnicodeScalar(UInt32(number)).map(Character.init) ?? "\u{FFFD}").utf8)
    }
}
