import JSONTree

/// Expectations in the words of Hurl; what it has no words for stays as a comment.
enum HurlAsserts {
    static func lines(_ block: AnswerBlock) -> [String] {
        var lines: [String] = []
        if let status = block.status { lines.append(text(status)) }
        for (name, pattern) in block.headers { lines += asserts("header \"\(name)\"", pattern) }
        if block.empty != nil { lines.append("bytes count == 0") }
        if let body = block.body { lines += below("$", body) }
        return lines
    }

    private static func text(_ status: StatusPattern) -> String {
        if case .exactly(let number) = status.alternatives.first, status.alternatives.count == 1 {
            return "status == \(number)"
        }
        let forms = status.alternatives.map { alternative in
            switch alternative {
            case .exactly(let number): String(number)
            case .hundred(let number): "\(number).."
            }
        }
        return "status toString matches /^(\(forms.joined(separator: "|")))$/"
    }

    /// A JSON pointer as a JSONPath.
    static func path(_ pointer: String) -> String {
        (JSONPointer(pointer)?.tokens ?? []).reduce("$") { $0 + step($1) }
    }

    private static func step(_ token: String) -> String {
        if Int(token) != nil { return "[\(token)]" }
        let isPlain = token.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
        return isPlain ? ".\(token)" : "['\(token)']"
    }

    private static func below(_ path: String, _ pattern: Pattern) -> [String] {
        switch pattern.kind {
        case .object(let members):
            members.flatMap { below(path + step(HurlExport.variables($0.key)), $0.pattern) }
        case .array(let elements):
            ["jsonpath \"\(path)\" count == \(elements.count)"]
                + elements.enumerated().flatMap { below("\(path)[\($0)]", $1) }
        default: asserts("jsonpath \"\(path)\"", pattern)
        }
    }

    private static func asserts(_ query: String, _ pattern: Pattern) -> [String] {
        switch pattern.kind {
        case .scalar(let node): return ["\(query) == \(node.text())"]
        case .text(let template):
            let text = HurlExport.variables(template)
            return ["\(query) == " + (template.onlyVariable == nil ? JSONNode(text).text() : text)]
        case .matcher(let matcher, orNull: false): return ["\(query) \(predicate(matcher))"]
        case .once(let inner): return asserts(query, inner)
        case .matcher, .oneOf, .not, .each, .includes, .claims, .object, .array:
            return ["# \(query): " + PatternText(pattern).lines.joined(separator: " ")]
        }
    }

    private static func predicate(_ matcher: Matcher) -> String {
        switch matcher {
        case .string, .id: "matches /./"
        case .timestamp:
            "matches /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$/"
        case .utc:
            "matches /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)$/"
        case .integer, .unixTime: "toString matches /^-?\\d+$/"
        case .number: "isNumber"
        case .boolean: "isBoolean"
        case .object, .array: "isCollection"
        case .digits(let count): "matches /^\\d{\(count)}$/"
        case .jwt: "matches /^eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]+$/"
        case .lists(let text):
            "matches /(?i)(^|[, ])\(HurlExport.variables(text))([, ]|$)/"
        case .contains(let text): "contains \(JSONNode(HurlExport.variables(text)).text())"
        case .httpDate: "matches / GMT$/"
        case .absent: "not exists"
        }
    }
}
