/// A place inside a document by the names and indices that lead to it (RFC 6901).
public struct JSONPointer: Sendable, CustomStringConvertible {
    /// The unescaped reference tokens, none for the whole document.
    public var tokens: [String]

    /// Makes a pointer out of unescaped reference tokens.
    public init(tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads the string form: empty, or a `/` before every token; nil for anything else.
    ///
    /// The work is done on UTF-8, because a combining mark after a `/` would hide it in a `Character`.
    public init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == .slash else { return nil }
        tokens = []
        let parts = text.utf8.split(separator: .slash, omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
    }

    /// The string form, `~` and `/` inside tokens escaped.
    public var description: String {
        var text: [UInt8] = []
        for token in tokens {
            text.append(.slash)
            for byte in token.utf8 {
                switch byte {
                case .tilde: text.append(contentsOf: [.tilde, .zero])
                case .slash: text.append(contentsOf: [.tilde, .one])
                default: text.append(byte)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The pointer to a member or element below this one.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// RFC 6901 section 3: `escaped = "~" ( "0" / "1" )`, and no other `~`.
    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var token: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == .tilde else {
                token.append(byte)
                continue
            }
            switch rest.next() {
            case .zero: token.append(.tilde)
            case .one: token.append(.slash)
            default: return nil
            }
        }
        return String(decoding: token, as: UTF8.self)
    }
}

extension JSONPointer: Hashable {
    /// Compares the tokens byte by byte, as names are compared.
    public static func == (one: JSONPointer, other: JSONPointer) -> Bool {
        one.tokens.elementsEqual(other.tokens) { $0.isExactly($1) }
    }

    /// Hashes the tokens' bytes.
    public func hash(into hasher: inout Hasher) {
        for token in tokens { token.hashExactly(into: &hasher) }
    }
}

extension JSONNode {
    /// The node a pointer leads to, nil when there is none.
    ///
    /// A token is a name where it meets an object, `0` too, and an index where it meets an array.
    public subscript(pointer: JSONPointer) -> JSONNode? {
        var node = self
        for token in pointer.tokens {
            guard let next = node.child(token) else { return nil }
            node = next
        }
        return node
    }

    private func child(_ token: String) -> JSONNode? {
        switch value {
        case .null, .bool, .number, .string: nil
        case .object: self[token]
        case .array: Self.index(token).flatMap { self[$0] }
        }
    }

    /// Reads `array-index = %x30 / ( %x31-39 *(%x30-39) )`; `-` means the element after the last.
    private static func index(_ token: String) -> Int? {
        guard token.utf8.allSatisfy({ $0 >= .zero && $0 <= .nine }),
            token.utf8.first != .zero || token.utf8.count == 1
        else { return nil }
        return Int(token)
    }
}

extension UInt8 {
    fileprivate static let slash = UInt8(ascii: "/")
    fileprivate static let tilde = UInt8(ascii: "~")
    fileprivate static let one = UInt8(ascii: "1")
}
