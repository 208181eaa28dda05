extension Matcher {
    /// The names, with the form of their argument.
    static let forms = [
        "$string", "$id", "$id(prefix_)", "$timestamp", "$timestamp(+60s)",
        "$timestamp(=2030-01-01T00:00:00Z)", "$utc", "$unixTime", "$unixTime(+1h)", "$integer",
        "$integer(0..)", "$integer(1..9)", "$integer(>{before})", "$number",
        "$boolean", "$object", "$array", "$digits(6)", "$jwt", "$contains(text)", "$lists(word)",
        "$httpDate",
        "$absent",
    ]

    private static let names: [String: Matcher] = [
        "string": .string, "id": .id(prefix: nil), "timestamp": .timestamp(nil), "utc": .utc,
        "unixTime": .unixTime(nil),
        "integer": .integer(nil), "number": .number, "boolean": .boolean, "object": .object,
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
        case "lists": self = .lists(Template(String(argument)))
        case "integer":
            guard let range = NumberRange(argument) else { return nil }
            self = .integer(range)
        case "contains": self = .contains(Template(String(argument)))
        case "digits":
            guard let count = Int(argument), (1...1000).contains(count) else { return nil }
            self = .digits(count)
        case "timestamp":
            guard let moment = Self.moment(argument) else { return nil }
            self = .timestamp(moment)
        case "unixTime":
            guard let offset = Self.offset(argument) else { return nil }
            self = .unixTime(offset)
        default: return nil
        }
    }

    private static func moment(_ text: Substring) -> Moment? {
        guard text.first == "=" else { return offset(text).map(Moment.after) }
        let template = Template(String(text.dropFirst()))
        let isInstant = Timestamp(iso8601: template.source, allowsOffset: true) != nil
        return isInstant || template.onlyVariable != nil ? .at(template) : nil
    }

    private static func signed(_ span: TimeSpan) -> String {
        span.milliseconds < 0 ? span.description : "+\(span)"
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
        case .timestamp(.after(let offset)?): "$timestamp(\(Self.signed(offset)))"
        case .timestamp(.at(let instant)?): "$timestamp(=\(instant.source))"
        case .utc: "$utc"
        case .unixTime(nil): "$unixTime"
        case .unixTime(let offset?): "$unixTime(\(Self.signed(offset)))"
        case .integer(nil): "$integer"
        case .integer(let range?): "$integer(\(range.source))"
        case .lists(let word): "$lists(\(word.source))"
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

extension Matcher.NumberRange {
    /// Reads `0..`, `..9`, `1..9`, `>5`, each number perhaps a variable.
    fileprivate init?(_ text: Substring) {
        if text.first == ">" {
            guard let lower = Self.bound(text.dropFirst()) else { return nil }
            self.init(lower: lower, upper: nil, excludesLower: true)
            return
        }
        let parts = text.split(separator: "..", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count > 2 else { return nil }
        let (lower, upper) = (Self.bound(parts[0]), Self.bound(parts[1]))
        guard parts[0].isEmpty || lower != nil, parts[1].isEmpty || upper != nil else { return nil }
        self.init(lower: lower, upper: upper)
    }

    private static func bound(_ text: Substring) -> Template? {
        let template = Template(String(text))
        return Int(text) != nil || template.onlyVariable != nil ? template : nil
    }

    /// The range as a suite writes it.
    var source: String {
        if excludesLower { return ">\(lower?.source ?? "")" }
        return "\(lower?.source ?? "")..\(upper?.source ?? "")"
    }

    /// Every variable that a bound is.
    var variables: [String] { (lower?.variables ?? []) + (upper?.variables ?? []) }
}
