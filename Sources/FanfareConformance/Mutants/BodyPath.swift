import Foundations
import JSONTree

/// The way to values inside an answer's body; more than one where a step means any.
struct BodyPath: Sendable, Hashable, CustomStringConvertible {
    enum Step: Sendable, Hashable {
        /// The member of that name, or the element of that number.
        case member(String)
        /// Every member or element.
        case any
        /// From a token to its claims.
        case claims
    }

    var steps: [Step] = []

    func appending(_ step: Step) -> BodyPath { BodyPath(steps: steps + [step]) }

    var description: String {
        let words = steps.map { step in
            switch step {
            case .member(let name): name
            case .any: "any"
            case .claims: "claims"
            }
        }
        return words.isEmpty ? "body" : words.joined(separator: ".")
    }
}

/// What becomes of one value.
enum Edit {
    case keep
    case drop
    case rename
    case replace(JSONNode)

    /// Whether anything becomes of it.
    var isChange: Bool { if case .keep = self { false } else { true } }
}

extension JSONNode {
    /// The document with an edit made wherever a path leads, nil when it changes nothing.
    func edited(at path: BodyPath, _ edit: (JSONNode?) -> Edit) -> JSONNode? {
        switch Self.edit(self, path.steps[...], edit) {
        case .keep, .drop, .rename: nil
        case .replace(let node): node
        }
    }

    private static func edit(
        _ node: JSONNode?, _ steps: ArraySlice<BodyPath.Step>, _ edit: (JSONNode?) -> Edit
    ) -> Edit {
        guard let step = steps.first else { return edit(node) }
        guard let node else { return .keep }
        func inside(_ child: JSONNode?) -> Edit { self.edit(child, steps.dropFirst(), edit) }
        switch (node.value, step) {
        case (.object(let members), .member(let name)):
            return object(members, inside) { $0.key == name }
                ?? addition(name, inside(nil), to: members)
        case (.object(let members), .any): return object(members, inside) { _ in true } ?? .keep
        case (.array(let elements), .member(let name)):
            return array(elements, inside) { String($0) == name }
        case (.array(let elements), .any): return array(elements, inside) { _ in true }
        case (.string(let text), .claims): return claims(text, inside)
        default: return .keep
        }
    }

    /// Nil when no member is meant.
    private static func object(
        _ members: [JSONMember], _ inside: (JSONNode?) -> Edit, where isMeant: (JSONMember) -> Bool
    ) -> Edit? {
        guard members.contains(where: isMeant) else { return nil }
        var isChanged = false
        let result = members.compactMap { member -> JSONMember? in
            let edit = isMeant(member) ? inside(member.node) : .keep
            isChanged = isChanged || edit.isChange
            switch edit {
            case .keep: return member
            case .drop: return nil
            case .rename: return JSONMember(renamed(member.key), member.node)
            case .replace(let node): return JSONMember(member.key, node)
            }
        }
        return isChanged ? .replace(JSONNode(result)) : .keep
    }

    private static func addition(_ name: String, _ edit: Edit, to members: [JSONMember]) -> Edit {
        guard case .replace(let node) = edit else { return .keep }
        return .replace(JSONNode(members + [JSONMember(name, node)]))
    }

    private static func array(
        _ elements: [JSONNode], _ inside: (JSONNode?) -> Edit, where isMeant: (Int) -> Bool
    ) -> Edit {
        var isChanged = false
        let result = elements.enumerated().compactMap { index, element -> JSONNode? in
            let edit = isMeant(index) ? inside(element) : .keep
            isChanged = isChanged || edit.isChange
            switch edit {
            case .keep, .rename: return element
            case .drop: return nil
            case .replace(let node): return node
            }
        }
        return isChanged ? .replace(JSONNode(result)) : .keep
    }

    /// Puts other claims into a token; its signature stays, for the suite cannot verify it.
    private static func claims(_ text: String, _ inside: (JSONNode?) -> Edit) -> Edit {
        guard let token = try? CompactToken(text), case .replace(let claims) = inside(token.claims)
        else { return .keep }
        var parts = text.split(separator: ".").map(String.init)
        parts[1] = Base64URL.encode(claims.bytes())
        return .replace(JSONNode(parts.joined(separator: ".")))
    }

    /// `enteredAt` becomes `entered_at`, the most common way to differ; `status` becomes `statusValue`.
    private static func renamed(_ key: String) -> String {
        let snake = key.reduce(into: "") {
            $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1)
        }
        return snake == key ? key + "Value" : snake
    }
}
