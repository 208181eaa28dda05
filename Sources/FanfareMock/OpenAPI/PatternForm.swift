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

    /// The shape of whatever fits one of some texts and numbers, none of which allows null.
    static func shape(of patterns: [JSONNode]) -> Schema.Shape {
        let texts = patterns.compactMap(\.string)
        let forms = texts.map { PatternForm($0) }
        if forms.count == patterns.count, forms.allSatisfy({ $0.name == nil }) {
            var words: [String] = []
            for form in forms where !words.contains(form.argument) { words.append(form.argument) }
            return .text(Schema.TextRules(words: words))
        }
        let literals = patterns.compactMap(\.integer).map { number in
            // Whole numbers that are listed are samples: more may come, less may not.
            Schema.Shape.integer(Schema.Bounds(minimum: JSONNumber(text: String(number))))
        }
        return (forms.compactMap(\.shape) + literals).reduce(nil, joined) ?? .anything
    }

    /// The shape of whatever has one of two shapes.
    private static func joined(_ one: Schema.Shape?, _ other: Schema.Shape) -> Schema.Shape {
        switch (one, other) {
        case (nil, _): other
        case (let one?, other) where one == other: other
        case (.integer(let one), .integer(let other)): .integer(one.joined(other))
        case (.text, .text): .text(Schema.TextRules())
        default: .anything
        }
    }

    /// The shape of a form, nil for a text that is meant as it stands.
    private var shape: Schema.Shape? {
        guard let name else { return nil }
        switch name {
        case "string", "contains", "lists", "httpDate", "id", "jwt":
            return .text(Schema.TextRules())
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

extension Schema.Bounds {
    /// The bounds of whatever is within one of both.
    fileprivate func joined(_ other: Schema.Bounds) -> Schema.Bounds {
        Schema.Bounds(
            minimum: Self.looser(minimum, other.minimum, <),
            maximum: Self.looser(maximum, other.maximum, >))
    }

    private static func looser(
        _ one: JSONNumber?, _ other: JSONNumber?, _ isLooser: (Double, Double) -> Bool
    ) -> JSONNumber? {
        guard let one, let other else { return nil }
        return isLooser(one.double, other.double) ? one : other
    }
}
