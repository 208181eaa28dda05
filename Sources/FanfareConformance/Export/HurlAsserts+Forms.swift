import JSONTree

/// The forms that a single value may have.
extension HurlAsserts {
    mutating func not(_ query: String, _ other: Pattern, _ pattern: Pattern) {
        switch other.kind {
        case .scalar(let node): add("\(query) != \(Self.literal(node))")
        case .text(let template): add("\(query) != \(literal(template))")
        case .matcher(.contains(let text), orNull: false):
            add("\(query) not contains \(Self.quoted(names.text(text)))")
        default: leaveOut(query, pattern)
        }
    }

    mutating func oneOf(_ query: String, _ patterns: [Pattern], _ pattern: Pattern) {
        let nodes = patterns.compactMap { other -> JSONNode? in
            if case .scalar(let node) = other.kind { node } else { nil }
        }
        let lengths = patterns.compactMap { other -> Int? in
            if case .matcher(.digits(let count), orNull: false) = other.kind { count } else { nil }
        }
        let numbers = nodes.compactMap { $0.number?.integer }.sorted()
        let texts = nodes.compactMap(\.string)
        if let first = lengths.min(), let last = lengths.max(), lengths.count == patterns.count,
            last - first == lengths.count - 1
        {
            add("\(query) matches /^\\d{\(first),\(last)}$/")
        } else if let first = numbers.first, let last = numbers.last,
            numbers.count == patterns.count
        {
            add("\(query) isInteger")
            add("\(query) >= \(first)")
            add("\(query) <= \(last)")
            if last - first != numbers.count - 1 {
                add(
                    "\(query) toString matches /^(\(numbers.map(String.init).joined(separator: "|")))$/"
                )
            }
        } else if texts.count == patterns.count {
            add("\(query) matches /^(\(texts.map(Self.escaped).joined(separator: "|")))$/")
        } else {
            leaveOut(query, pattern)
        }
    }

    mutating func matches(_ query: String, _ matcher: Matcher, _ pattern: Pattern) {
        switch matcher {
        case .string, .id: add("\(query) matches /(?s)./")
        case .timestamp(nil): add("\(query) isIsoDate")
        case .timestamp(.at(let template)?):
            if template.variables.isEmpty, template.source.hasSuffix("Z") {
                add("\(query) startsWith \(Self.quoted(String(template.source.prefix(19))))")
            } else {
                add("\(query) isIsoDate")
                leaveOut(query, pattern)
            }
        case .timestamp(.after?):
            add("\(query) isIsoDate")
            leaveOut(query, pattern)
        case .utc:
            add(
                "\(query) matches /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)$/"
            )
        case .unixTime(let offset):
            add("\(query) isNumber")
            add("\(query) > 1000000000")
            if offset != nil { leaveOut(query, pattern) }
        case .integer(let range):
            add("\(query) isInteger")
            bounds(query, range)
        case .number: add("\(query) isNumber")
        case .boolean: add("\(query) isBoolean")
        case .object, .array: add("\(query) isCollection")
        case .digits(let count): add("\(query) matches /^\\d{\(count)}$/")
        case .jwt: add("\(query) matches /^eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]+$/")
        case .lists(let text):
            add("\(query) matches \(Self.quoted("(?i)(^|[, ])\(names.text(text))([, ]|$)"))")
        case .contains(let text): add("\(query) contains \(Self.quoted(names.text(text)))")
        case .httpDate: add("\(query) matches / GMT$/")
        case .absent: add("\(query) not exists")
        }
    }

    mutating func bounds(_ query: String, _ range: Matcher.NumberRange?) {
        if let lower = range?.lower {
            add("\(query) \(range?.excludesLower == true ? ">" : ">=") \(names.text(lower))")
        }
        if let upper = range?.upper { add("\(query) <= \(names.text(upper))") }
    }
}
