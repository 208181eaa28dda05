import JSONTree

/// One way for a value of an answer to be wrong.
enum Change: Sendable, Hashable {
    /// Left out.
    case dropped
    /// Replaced by `null`.
    case null
    /// Of another JSON type.
    case retyped
    /// Under another name.
    case renamed
    /// Another value of the same type and form.
    case changed
    /// One less.
    case less
    /// This text, which another answer at the same place may well hold.
    case becomes(String)
    /// Moved in time by so many seconds.
    case moved(Int)
    /// A time without its zone.
    case withoutZone
    /// A time with an offset instead of `Z`.
    case withOffset
    /// A time in milliseconds where seconds are meant.
    case milliseconds
    /// A number with a fraction.
    case fraction
    /// An empty string or array.
    case emptied
    /// A string or array cut short.
    case cut
    /// An array with one element too many.
    case longer
    /// An array in the opposite order.
    case reversed
    /// A token whose header names another algorithm.
    case otherAlgorithm
    /// A value where there must be none.
    case added

    var word: String {
        switch self {
        case .dropped: "dropped"
        case .null: "null"
        case .retyped: "retyped"
        case .renamed: "renamed"
        case .changed: "changed"
        case .less: "one-less"
        case .becomes(let text): "becomes-" + text.kebab
        case .moved(let seconds): seconds < 0 ? "\(-seconds)s-earlier" : "\(seconds)s-later"
        case .withoutZone: "without-zone"
        case .withOffset: "with-offset"
        case .milliseconds: "in-milliseconds"
        case .fraction: "fraction"
        case .emptied: "emptied"
        case .cut: "cut"
        case .longer: "longer"
        case .reversed: "reversed"
        case .otherAlgorithm: "other-algorithm"
        case .added: "added"
        }
    }

    /// What it makes of a value; values it cannot be made of stay.
    func edit(_ node: JSONNode?) -> Edit {
        guard let node else { return self == .added ? .replace("unasked") : .keep }
        switch self {
        case .dropped: return .drop
        case .renamed: return .rename
        case .null: return node.isNull ? .keep : .replace(.null)
        case .retyped: return Self.replacing(node, by: node.retyped)
        case .added: return .keep
        case .becomes(let text): return Self.replacing(node, by: JSONNode(text))
        case .changed: return Self.replacing(node, by: node.changed)
        case .less: return Self.replacing(node, by: node.integer.map { JSONNode($0 - 1) })
        case .fraction:
            return Self.replacing(node, by: node.integer.map { JSONNode(number: "\($0).5") })
        case .moved(let seconds): return Self.replacing(node, by: node.moved(seconds: seconds))
        case .milliseconds:
            return Self.replacing(node, by: node.integer.map { JSONNode($0 * 1000) })
        case .withoutZone, .withOffset, .emptied, .cut, .longer, .reversed, .otherAlgorithm:
            return Self.replacing(node, by: reformed(node))
        }
    }

    private static func replacing(_ node: JSONNode, by other: JSONNode?) -> Edit {
        guard let other, other != node else { return .keep }
        return .replace(other)
    }

    private func reformed(_ node: JSONNode) -> JSONNode? {
        switch (self, node.value) {
        case (.withoutZone, .string(let text)): JSONNode(String(text.dropLast()))
        case (.withOffset, .string(let text)): JSONNode(text.dropLast() + "+00:00")
        case (.emptied, .string): ""
        case (.emptied, .array): []
        case (.cut, .string(let text)): JSONNode(String(text.dropLast()))
        case (.cut, .array(let elements)): JSONNode(Array(elements.dropLast()))
        case (.longer, .array(let elements)):
            JSONNode(elements + [elements.last ?? JSONNode([JSONMember]())])
        case (.reversed, .array(let elements)): JSONNode(Array(elements.reversed()))
        case (.otherAlgorithm, .string(let text)): Self.otherAlgorithm(text)
        default: nil
        }
    }

    private static func otherAlgorithm(_ text: String) -> JSONNode? {
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count == 3 else { return nil }
        let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        return JSONNode(([header] + parts[1...]).joined(separator: "."))
    }
}

extension JSONNode {
    fileprivate init(number text: String) { self.init(.number(JSONNumber(text: text))) }

    /// The value in the type a careless server would give it.
    fileprivate var retyped: JSONNode? {
        switch value {
        case .null: nil
        case .bool(let bool): JSONNode(String(bool))
        case .number(let number): JSONNode(number.text)
        case .string: 7
        case .array: [:]
        case .object: []
        }
    }

    /// Another value of the same type; a time stays a time, a number of digits as many digits.
    fileprivate var changed: JSONNode? {
        switch value {
        case .null: "unasked"
        case .bool(let bool): JSONNode(!bool)
        case .number(let number):
            JSONNode(number: number.integer.map { String($0 + 1) } ?? String(number.double + 1))
        case .string(let text): moved(seconds: 3600) ?? JSONNode(Self.other(text))
        case .array(let elements): JSONNode(Array(elements.dropLast()))
        case .object: [:]
        }
    }

    private static func other(_ text: String) -> String {
        guard let last = text.last, last.isASCII, last.isNumber else { return text + "x" }
        return text.dropLast() + (last == "0" ? "1" : "0")
    }

    /// A time moved, as text or in seconds.
    fileprivate func moved(seconds: Int) -> JSONNode? {
        if let integer { return JSONNode(integer + seconds) }
        guard let text = string, let instant = Instant(iso8601: text) else { return nil }
        let span = TimeSpan(milliseconds: seconds * 1000)
        return JSONNode(instant.advanced(by: span).description)
    }
}

extension String {
    /// Lower case, with a hyphen for everything that is no letter or digit.
    var kebab: String {
        String(lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}
