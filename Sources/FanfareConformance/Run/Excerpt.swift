import HTTPEngine
import JSONTree

/// The part of a large value that reports can show, so that no more of it is kept.
///
/// It ends between two words: a secret that was cut would not be known to the mask any more.
enum Excerpt {
    /// How much of the messages and differences of a scenario is kept.
    static let scenarioBytes = 128 << 10
    /// How much of a message's body is kept; reports show less.
    static let bodyBytes = 64 << 10
    /// How much is kept of anything, however much there is of others.
    static let leastBytes = 4 << 10
    /// How much of a document is kept where it differs.
    static let nodeBytes = 16 << 10
    /// How much of a member's name is kept.
    static let nameBytes = 1 << 10
    /// No word that is a secret is longer, unless it is known by its beginning.
    private static let wordBytes = 16 << 10

    /// What may be kept of one thing where there is so much room for all that follow.
    static func part(of room: Int) -> Int { min(bodyBytes, max(leastBytes, room)) }

    /// The beginning of a list of headers; a long value is cut, and those that follow are left out.
    static func headers(_ headers: HTTPHeaders, limit: Int) -> HTTPHeaders {
        guard headers.byteCount > limit else { return headers }
        var kept = HTTPHeaders()
        var room = limit
        for (name, value) in headers where room > 0 {
            let (name, value) = (text(name, limit: room), text(value, limit: room))
            room -= name.utf8.count + value.utf8.count
            kept.append(name, value)
        }
        return kept
    }

    /// The beginning of a body.
    static func bytes(_ bytes: [UInt8], limit: Int = bodyBytes) -> [UInt8] {
        guard bytes.count > limit else { return bytes }
        let tail = bytes[max(0, limit - wordBytes)..<limit]
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

    /// What a value takes in memory beside its text.
    static let nodeOverhead = 40

    /// A document's beginning as a document: what is left out of it is `"…"`.
    static func node(_ node: JSONNode, room: Int = nodeBytes) -> JSONNode {
        var room = room
        return part(node, &room)
    }

    private static func part(_ node: JSONNode, _ room: inout Int) -> JSONNode {
        var node = node
        room -= nodeOverhead
        switch node.value {
        case .null, .bool: break
        case .number(let number):
            if number.text.utf8.count > room, number.text.utf8.count > 40 {
                let (count, beginning) = (number.text.utf8.count, number.text.prefix(20))
                node.value = .string("a number of \(count) characters: \(beginning)…")
            }
            room -= number.text.utf8.count
        case .string(let string):
            let kept = text(string, limit: max(nameBytes, min(nodeBytes, room)))
            room -= kept.utf8.count
            node.value = .string(kept)
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
                let key = text(member.key, limit: nameBytes)
                room -= key.utf8.count
                kept.append(JSONMember(key, part(member.node, &room)))
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
