extension Matcher {
    /// The names, with the form of their argument.
    static let forms = [
        "$string", "$id", "$id(prefix_)", "$timestamp", "$timestamp(+60s)", "$integer", "$number",
        "$boolean", "$object", "$array", "$digits(6)", "$jwt", "$contains(text)", "$httpDate",
        "$absent",
    ]

    private static let names: [String: Matcher] = [
        "string": .string, "id": .id(prefix: nil), "timestamp": .timestamp(nil),
        "integer": .integer, "number": .number, "boolean": .boolean, "object": .object,
        "array": .array, "jwt": .jwt, "httpDate": .httpDate, "absent": .absent,
    ]

    /// Reads what follows the `$`: a name, and perhaps an argument in brackets.
    init?(source: Substring) {
        guard let bracket = source.firstIndex(of: "(") else {
            guard let matcher = Self.names[String(source)] else { return nil }
            self = matcher
            return
        }
        guard source.last == ")" else { return nil }
        let argument = source[source.index(after: bracket)...].dropLast()
        guard !argument.isEmpty else { return nil }
        switch source[..<bracket] {
        case "id": self = .id(prefix: String(argument))
        case "contains": self = .contains(Template(String(argument)))
        case "digits":
            guard let count = Int(argument), (1...1000).contains(count) else { return nil }
            self = .digits(count)
        case "timestamp":
            guard let offset = Self.offset(argument) else { return nil }
            self = .timestamp(offset)
        default: return nil
        }
    }

    private static func offset(_ text: Substring) -> TimeSpan? {
        guard let sign = text.first, sign == "+" || sign == "-",
            let span = TimeSpan(text.dropFirst())
        else { return nil }
        return TimeSpan(milliseconds: sign == "-" ? -span.milliseconds : span.milliseconds)
    }

    /// The matcher as a suite writes it.
    package var source: String {
        switch self {
        case .string: "$string"
        case .id(nil): "$id"
        case .id(let prefix?): "$id(\(prefix))"
        case .timestamp(nil): "$timestamp"
        case .timestamp(let offset?):
            "$timestamp(\(offset.milliseconds > 0 ? "+" : "-")\(TimeSpan(milliseconds: abs(offset.milliseconds))))"
        case .integer: "$integer"
        case .number: "$number"
        case .boolean: "$boolean"
        case .object: "$object"
        case .array: "$array"
        case .digits(let count): "$digits(\(count))"
        case .jwt: "$jwt"
        case .contains(let text): "$contains(\(text.source))"
        case .httpDate: "$httpDate"
        case .absent: "$absent"
        }
    }
}
