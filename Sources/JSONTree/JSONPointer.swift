/// A place inside a document by the names and indices that lead to it (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The unescaped reference tokens, none for the whole document.
    public var tokens: [String]

    /// Makes a pointer out of unescaped reference tokens.
    public init(tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads the string form: empty, or a `/` before every token; nil for anything else.
    public init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        tokens = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
    }

    /// The string form, `~` and `/` inside tokens escaped.
    public var description: String {
        tokens.map { token in
            "/" + token.replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }

    /// The pointer to a member or element below this one.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// RFC 6901 section 4: first `~1` becomes `/`, then `~0` becomes `~`; any other `~` is an error.
    private static func unescape(_ part: Substring) -> String? {
        var rest = part
        var token = ""
        while let tilde = rest.firstIndex(of: "~") {
            token += rest[..<tilde]
            rest = rest[rest.index(after: tilde)...]
            switch rest.popFirst() {
            case "0": token += "~"
            case "1": token += "/"
            default: return nil
            }
        }
        return token + rest
    }
}

extension JSONNode {
    /// The node a pointer leads to, nil when there is none.
    public subscript(pointer: JSONPointer) -> JSONNode? {
        var node = self
        for token in pointer.tokens {
            guard let next = node[token] ?? node.element(token) else { return nil }
            node = next
        }
        return node
    }

    /// RFC 6901 section 4: an index is `0` or digits without a leading zero.
    private func element(_ token: String) -> JSONNode? {
        guard let index = Int(token), String(index) == token else { return nil }
        return self[index]
    }
}
