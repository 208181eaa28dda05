import JSONTree
import SafeText

/// The part of a large value that reports can show, so that no more of it is kept.
///
/// It ends between two words: a secret that was cut would not be known to the mask any more.
enum Excerpt {
    /// How much of a message's body is kept; reports show less.
    static let bodyBytes = 64 << 10
    /// How much of a document is kept where it differs.
    static let nodeBytes = 16 << 10
    /// No word that is a secret is longer.
    private static let wordBytes = 8 << 10

    /// The beginning of a body.
    static func bytes(_ bytes: [UInt8], limit: Int = bodyBytes) -> [UInt8] {
        guard bytes.count > limit else { return bytes }
        let tail = bytes[(limit - wordBytes)..<limit]
        let end = tail.lastIndex(where: isBetweenWords).map { $0 + 1 } ?? tail.startIndex
        return Array(bytes[..<end])
    }

    /// The beginning of a text.
    static func text(_ text: String, limit: Int = nodeBytes) -> String {
        guard text.utf8.count > limit else { return text }
        return String(decoding: bytes(Array(text.utf8), limit: limit), as: UTF8.self) + "…"
    }

    /// A text that was cut already, without the word it was cut in.
    static func wholeWords(_ text: String) -> String {
        let end = text.utf8.lastIndex { isBetweenWords($0) && $0 != UInt8(ascii: "\"") }
        return text.utf8.count < 80 ? text : String(text[..<(end ?? text.startIndex)]) + " …"
    }

    /// A document's beginning as a document: what is left out of it is `"…"`.
    static func node(_ node: JSONNode, room: Int = nodeBytes) -> JSONNode {
        var room = room
        return part(node, &room)
    }

    private static func part(_ node: JSONNode, _ room: inout Int) -> JSONNode {
        var node = node
        room -= 8
        switch node.value {
        case .null, .bool: break
        case .number(let number):
            if number.text.utf8.count > room, number.text.utf8.count > 40 {
                node.value = .string("…")
            }
            room -= number.text.utf8.count
        case .string(let string):
            room -= string.utf8.count
            node.value = .string(text(string))
        case .array(let elements):
            var kept: [JSONNode] = []
            for element in elements {
                guard room > 0 else {
                    kept.append("…")
                    break
                }
                kept.append(part(element, &room))
            }
            node.value = .array(kept)
        case .object(let members):
            var kept: [JSONMember] = []
            for member in members {
                guard room > 0 else {
                    kept.append(JSONMember("…", "…"))
                    break
                }
                room -= member.key.utf8.count
                kept.append(JSONMember(text(member.key), part(member.node, &room)))
            }
            node.value = .object(kept)
        }
        return node
    }

    private static func isBetweenWords(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "\"'<>,;{}[]()".utf8.contains(byte)
    }
}

extension JSONNode {
    /// Whether it has nothing inside.
    var isScalar: Bool { members == nil && elements == nil }

    /// An object or array of which only that is kept, and whether it is empty.
    var closed: JSONNode {
        switch value {
        case .object(let members) where !members.isEmpty: JSONNode([JSONMember("…", "…")])
        case .array(let elements) where !elements.isEmpty: JSONNode(["…"])
        default: JSONNode(value)
        }
    }
}
