import JSONTree

/// What a text of a pattern stands for: itself, or as `$name(argument)` a kind of value.
struct PatternForm {
    /// The name of a form, nil for a text that is meant as it stands.
    private let name: String?
    private let argument: String

    private init(_ text: String) {
        guard text.hasPrefix("$"), !text.hasPrefix("$$") else {
            (name, argument) = (nil, text.hasPrefix("$$") ? String(text.dropFirst()) : text)
            return
        }
        let source = text.dropFirst()
        let name = source.prefix { $0 != "(" }
        self.name = String(name)
        argument = String(source.dropFirst(name.count + 1).dropLast())
    }

    /// The shape of whatever fits one of some texts, none of which allows null.
    static func shape(of texts: [String]) -> Schema.Shape {
        let forms = texts.map { PatternForm($0) }
        if forms.allSatisfy({ $0.name == nil }) {
            var words: [String] = []
            for form in forms where !words.contains(form.argument) { words.append(form.argument) }
            return .text(Schema.TextRules(words: words))
        }
        let shapes = Set(forms.compactMap(\.shape))
        guard shapes.count != 1 else { return shapes.first ?? .anything }
        let isText = shapes.allSatisfy { if case .text = $0 { true } else { false } }
        return isText ? .text(Schema.TextRules()) : .anything
    }

    /// The shape of a form, nil for a text that is meant as it stands.
    private var shape: Schema.Shape? {
        guard let name else { return nil }
        switch name {
        case "string", "contains", "lists", "httpDate", "id", "jwt": return .text(Schema.TextRules())
        case "timestamp": return .text(Schema.TextRules(format: "date-time"))
        case "digits": return .text(Schema.TextRules(pattern: "^[0-9]{\(argument)}$"))
        case "integer", "unixTime": return .integer(bounds)
        case "number": return .number(Schema.Bounds())
        case "boolean": return .boolean
        case "object": return .map(to: .anything)
        case "array": return .list(of: .anything)
        default: preconditionFailure("no pattern is called '$\(name)'")
        }
    }

    /// The bounds of `0..`, `1..9`.
    private var bounds: Schema.Bounds {
        let parts = argument.split(separator: "..", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return Schema.Bounds() }
        let numbers = parts.map { Int($0).map { JSONNumber(text: String($0)) } }
        return Schema.Bounds(minimum: numbers[0], maximum: numbers[1])
    }
}
