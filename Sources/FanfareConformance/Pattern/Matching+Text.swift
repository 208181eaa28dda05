import JSONTree

extension Matching {
    /// A pattern on one line, variables filled in, as the side that was expected.
    func expectedText(_ pattern: Pattern) -> String {
        switch pattern.kind {
        case .scalar(let node): return node.text()
        case .text(let template):
            if let name = template.onlyVariable { return value(name)?.text() ?? "{\(name)}" }
            return JSONNode(filled(template)).text()
        case .matcher(let matcher, let orNull): return matcher.source + (orNull ? "?" : "")
        case .object(let members):
            let inner = members.map {
                "\(JSONNode(filled($0.key)).text()): \(expectedText($0.pattern))"
            }
            return "{" + inner.joined(separator: ", ") + "}"
        case .array(let elements): return "[" + list(elements, ", ") + "]"
        case .oneOf(let patterns): return list(patterns, " or ")
        case .once(let inner): return "once \(expectedText(inner))"
        case .not(let other): return "not \(expectedText(other))"
        case .each(let element): return "[each \(expectedText(element))]"
        case .includes(let elements): return "[…, \(list(elements, ", …, ")), …]"
        case .claims(let claims): return "$jwt with \(expectedText(claims))"
        }
    }

    private func list(_ patterns: [Pattern], _ separator: String) -> String {
        patterns.map(expectedText).joined(separator: separator)
    }
}
