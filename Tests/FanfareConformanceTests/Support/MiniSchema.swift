import Foundation
import JSONTree

/// As much of JSON Schema 2020-12 as our own schemas use; an unknown keyword is a test failure.
struct MiniSchema {
    private let root: JSONNode

    init(_ root: JSONNode) {
        self.root = root
    }

    /// Every violation, each with the place in the document.
    func violations(_ document: JSONNode) -> [String] { violations(root, document, "") }

    private static let annotations: Set = ["$schema", "title", "description", "$defs", "default"]

    private func violations(_ schema: JSONNode, _ node: JSONNode, _ at: String) -> [String] {
        (schema.members ?? []).flatMap { keyword -> [String] in
            if Self.annotations.contains(keyword.key) { return [] }
            return check(keyword.key, keyword.node, schema, node, at).map { "\(at): \($0)" }
        }
    }

    private func accepts(_ schema: JSONNode, _ node: JSONNode) -> Bool {
        violations(schema, node, "").isEmpty
    }

    private func check(
        _ keyword: String, _ value: JSONNode, _ schema: JSONNode, _ node: JSONNode, _ at: String
    ) -> [String] {
        switch keyword {
        case "$ref":
            let pointer = JSONPointer(String((value.string ?? "").dropFirst()))
            guard let target = pointer.flatMap({ root[$0] }) else { return ["no \(value.text())"] }
            return violations(target, node, at)
        case "type":
            return Self.types(value).contains(node.schemaType) ? [] : ["is \(node.schemaType)"]
        case "enum": return (value.elements ?? []).contains(node) ? [] : ["not in enum"]
        case "const": return value == node ? [] : ["not \(value.text())"]
        case "not": return accepts(value, node) ? ["matches 'not'"] : []
        case "oneOf":
            let count = (value.elements ?? []).count { accepts($0, node) }
            return count == 1 ? [] : ["matches \(count) of oneOf"]
        case "anyOf":
            return (value.elements ?? []).contains { accepts($0, node) } ? [] : ["none of anyOf"]
        case "minimum", "maximum", "minLength", "maxLength", "minItems", "minProperties":
            return bounds(keyword, value.integer ?? 0, node)
        case "pattern":
            guard let text = node.string, let regex = try? Regex(value.string ?? "") else {
                return []
            }
            return text.firstMatch(of: regex) == nil ? ["does not match \(value.text())"] : []
        case "items": return (node.elements ?? []).flatMap { violations(value, $0, at + "/items") }
        case "required":
            guard let members = node.members?.map(\.key) else { return [] }
            return (value.elements ?? []).compactMap(\.string).filter { !members.contains($0) }
                .map { "\($0) is missing" }
        case "properties":
            return (node.members ?? []).flatMap { member in
                value[member.key].map { violations($0, member.node, at + "/" + member.key) } ?? []
            }
        case "propertyNames":
            return (node.members ?? []).flatMap { violations(value, JSONNode($0.key), at) }
        case "additionalProperties": return additional(value, schema, node, at)
        default: return ["unknown keyword \(keyword)"]
        }
    }

    private func additional(
        _ value: JSONNode, _ schema: JSONNode, _ node: JSONNode, _ at: String
    ) -> [String] {
        let known = schema["properties"]?.members?.map(\.key) ?? []
        let others = (node.members ?? []).filter { !known.contains($0.key) }
        if value.bool == false { return others.map { "\($0.key) is not allowed" } }
        return others.flatMap { violations(value, $0.node, at + "/" + $0.key) }
    }

    private func bounds(_ keyword: String, _ bound: Int, _ node: JSONNode) -> [String] {
        let isFine =
            switch keyword {
            case "minimum": node.number.map { $0.double >= Double(bound) } ?? true
            case "maximum": node.number.map { $0.double <= Double(bound) } ?? true
            case "minLength": node.string.map { $0.count >= bound } ?? true
            case "maxLength": node.string.map { $0.count <= bound } ?? true
            case "minItems": node.elements.map { $0.count >= bound } ?? true
            default: node.members.map { $0.count >= bound } ?? true
            }
        return isFine ? [] : ["\(keyword) \(bound)"]
    }

    private static func types(_ value: JSONNode) -> [String] {
        let words = value.elements?.compactMap(\.string) ?? [value.string ?? ""]
        return words.contains("number") ? words + ["integer"] : words
    }
}

extension JSONNode {
    fileprivate var schemaType: String { integer != nil ? "integer" : kind }
}
