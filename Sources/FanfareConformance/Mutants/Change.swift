import Foundations
import JSONTree

/// One way for a value of an answer to be wrong.
enum Change: Sendable, Hashable {
    /// Left out.
    case dropped
    /// Replaced by `null`.
    case null
    /// Of a JSON type that is none of these; also where it was left out or null.
    case retyped(not: Set<String>)
    /// Under another name.
    case renamed
    /// Another value of the same type and form.
    case changed
    /// Something that is none of the values that may stand there.
    case unlisted
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
    /// A number below zero.
    case negative
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
        case .changed, .unlisted: "changed"
        case .less: "one-less"
        case .becomes(let text): "becomes-" + text.kebab
        case .moved(let seconds): seconds < 0 ? "\(-seconds)s-earlier" : "\(seconds)s-later"
        case .withoutZone: "without-zone"
        case .withOffset: "with-offset"
        case .milliseconds: "in-milliseconds"
        case .fraction: "fraction"
        case .negative: "negative"
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
        if let node, !node.isNull { return edit(present: node) }
        switch self {
        case .added: return node == nil ? .replace("unasked") : .keep
        case .unlisted: return .replace("unasked")
        case .retyped(let kinds): return Self.replacing(node, by: JSONNode.of(kindNotIn: kinds))
        case .emptied: return .replace("")
        case .withoutZone: return .replace("2026-01-01T00:00:00")
        case .withOffset: return .replace("2026-01-01T00:00:00+02:00")
        case .null: return node == nil ? .replace(.null) : .keep
        case .fraction: return .replace(JSONNode(number: "0.5"))
        case .dropped: return node == nil ? .keep : .drop
        case .renamed: return node == nil ? .keep : .rename
        case .changed: return node == nil ? .keep : .replace("unasked")
        case .becomes, .less, .negative, .moved, .milliseconds, .cut, .longer, .reversed,
            .otherAlgorithm:
            return .keep
        }
    }

    private func edit(present node: JSONNode) -> Edit {
        switch self {
        case .dropped: return .drop
        case .renamed: return .rename
        case .null: return .replace(.null)
        case .retyped(let kinds):
            return Self.replacing(node, by: node.retyped(notIn: kinds))
        case .added: return .keep
        case .unlisted: return .replace("unasked")
        case .becomes(let text): return Self.replacing(node, by: JSONNode(text))
        case .changed: return Self.replacing(node, by: node.changed)
        case .less: return Self.replacing(node, by: node.less)
        case .fraction:
            return Self.replacing(node, by: node.integer.map { JSONNode(number: "\($0).5") })
        case .negative: return Self.replacing(node, by: node.integer.map { JSONNode(-1 - abs($0)) })
        case .moved(let seconds): return Self.replacing(node, by: node.moved(seconds: seconds))
        case .milliseconds:
            return Self.replacing(node, by: node.integer.map { JSONNode($0 * 1000) })
        case .withoutZone, .withOffset, .emptied, .cut, .longer, .reversed, .otherAlgorithm:
            return Self.replacing(node, by: reformed(node))
        }
    }

    private static func replacing(_ node: JSONNode?, by other: JSONNode?) -> Edit {
        guard let other, other != node else { return .keep }
        return .replace(other)
    }

    private func reformed(_ node: JSONNode) -> JSONNode? {
        switch (self, node.value) {
        case (.withoutZone, .string(let text)): JSONNode(String(text.dropLast()))
        case (.withOffset, .string(let text)): JSONNode(text.dropLast() + "+02:00")
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

    /// A value of the first type that is not among some.
    fileprivate static func of(kindNotIn kinds: Set<String>) -> JSONNode? {
        let values: [JSONNode] = [7, "unasked", [:], [], false]
        return values.first { !kinds.contains($0.kind) }
    }

    /// The value in the type a careless server would give it, else in any that is not right.
    fileprivate func retyped(notIn kinds: Set<String>) -> JSONNode? {
        let careless: JSONNode? =
            switch value {
            case .null: nil
            case .bool(let bool): JSONNode(String(bool))
            case .number(let number): JSONNode(number.text)
            case .string: 7
            case .array: [:]
            case .object: []
            }
        guard let careless, !kinds.contains(careless.kind) else { return .of(kindNotIn: kinds) }
        return careless
    }

    /// Another value of the same type; a time stays a time, a number of digits as many digits.
    fileprivate var changed: JSONNode? {
        switch value {
        case .null: "unasked"
        case .bool(let bool): JSONNode(!bool)
        case .number(let number):
            JSONNode(number: number.integer.map { String($0 + step) } ?? String(number.double + 1))
        case .string(let text): moved(seconds: 3600) ?? JSONNode(Self.other(text))
        case .array(let elements): JSONNode(Array(elements.dropLast()))
        case .object: [:]
        }
    }

    /// A whole number one lower, a time in seconds an hour earlier.
    fileprivate var less: JSONNode? { integer.map { JSONNode($0 - step) } }

    /// What counts as near: a second more or less is within the tolerance for times.
    private var step: Int { integer.map { $0 > 1_000_000_000 ? 3600 : 1 } ?? 1 }

    private static func other(_ text: String) -> String {
        guard let last = text.last, last.isASCII, last.isNumber else { return text + "x" }
        return text.dropLast() + (last == "0" ? "1" : "0")
    }

    /// A time moved, as text or in seconds.
    fileprivate func moved(seconds: Int) -> JSONNode? {
        if let integer { return JSONNode(integer + seconds) }
        guard let text = string, let instant = Timestamp(iso8601: text) else { return nil }
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
