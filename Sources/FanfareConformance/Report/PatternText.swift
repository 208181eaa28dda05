import JSONTree

/// A pattern as indented lines, as one would write it.
struct PatternText {
    private(set) var lines: [String] = []
    private let matching = Matching(value: { _ in nil }, now: { nil })

    init(_ pattern: Pattern) {
        add(pattern, label: "", level: 0)
    }

    private mutating func add(_ pattern: Pattern, label: String, level: Int) {
        let indent = String(repeating: "  ", count: level)
        switch pattern.kind {
        case .object(let members) where !members.isEmpty:
            lines.append(indent + label + "{")
            for member in members {
                add(
                    member.pattern, label: JSONNode(member.key.source).text() + ": ",
                    level: level + 1)
            }
            lines.append(indent + "}")
        case .array(let elements) where !elements.isEmpty:
            lines.append(indent + label + "[")
            for element in elements { add(element, label: "", level: level + 1) }
            lines.append(indent + "]")
        case .each(let element): add(element, label: label + "each ", level: level)
        case .once(let inner): add(inner, label: label + "once ", level: level)
        case .claims(let claims): add(claims, label: label + "$jwt with ", level: level)
        case .scalar, .text, .matcher, .oneOf, .not, .includes, .object, .array:
            lines.append(indent + label + matching.expectedText(pattern))
        }
    }
}
