import Foundations
import JSONTree

/// Reads patterns, putting payload files in where they are named.
struct PatternDecoder {
    /// The payload files by name, such as `session/guest`.
    let payloads: [String: SuiteFile]
    /// The payloads that are being read, to notice one that contains itself.
    private var trail: [String] = []

    init(payloads: [String: SuiteFile]) {
        self.payloads = payloads
    }

    func pattern(_ cursor: Cursor) throws(SuiteProblem) -> Pattern {
        switch cursor.node.value {
        case .null, .bool, .number: return Pattern(.scalar(cursor.node), at: cursor.place)
        case .string(let text): return Pattern(try kind(of: text, cursor), at: cursor.place)
        case .array: return Pattern(.array(try patterns(cursor)), at: cursor.place)
        case .object: return try object(cursor)
        }
    }

    private func patterns(_ cursor: Cursor) throws(SuiteProblem) -> [Pattern] {
        var patterns: [Pattern] = []
        for element in try cursor.elements() { patterns.append(try pattern(element)) }
        return patterns
    }

    private func kind(of text: String, _ cursor: Cursor) throws(SuiteProblem) -> Pattern.Kind {
        guard text.hasPrefix("$") else { return Self.literal(text) }
        if text.hasPrefix("$$") { return Self.literal(String(text.dropFirst())) }
        let orNull = text.hasSuffix("?")
        let source = text.dropFirst().dropLast(orNull ? 1 : 0)
        if let matcher = Matcher(source: source) { return .matcher(matcher, orNull: orNull) }
        let forms = Matcher.forms.joined(separator: ", ")
        throw cursor.problem(
            "unknown matcher \"\(text)\", allowed are \(forms), each with a '?' to allow null."
                + Nearest.hint(for: text, in: Matcher.forms))
    }

    private static func literal(_ text: String) -> Pattern.Kind {
        let template = Template(text)
        return template.variables.isEmpty ? .scalar(JSONNode(text)) : .text(template)
    }
}

extension PatternDecoder {
    /// The names that make an object a rule instead of a list of members.
    private static let rules = [
        "$oneOf", "$not", "$each", "$includes", "$once", "$jwt", "$payload",
    ]

    private func object(_ cursor: Cursor) throws(SuiteProblem) -> Pattern {
        let members = try cursor.members()
        guard let rule = members.first(where: { $0.key.hasPrefix("$") && !$0.key.hasPrefix("$$") })
        else { return Pattern(.object(try self.members(members)), at: cursor.place) }
        if rule.key == "$payload" {
            let overrides = try self.members(members.filter { $0.key != "$payload" })
            return try payload(rule.value).overriding(with: overrides, at: cursor.place)
        }
        guard Self.rules.contains(rule.key) else {
            throw SuiteProblem(
                at: rule.place, pointer: cursor.pointer,
                "unknown rule '\(rule.key)', allowed are \(Self.rules.joined(separator: ", "))."
                    + Nearest.hint(for: rule.key, in: Self.rules))
        }
        guard members.count == 1 else {
            throw cursor.problem("'\(rule.key)' stands alone in its object")
        }
        return Pattern(try kind(ofRule: rule.key, rule.value), at: cursor.place)
    }

    private func members(
        _ members: [(key: String, place: FileLocation, value: Cursor)]
    ) throws(SuiteProblem) -> [Pattern.Member] {
        var patterns: [Pattern.Member] = []
        for (key, place, value) in members {
            let name = key.hasPrefix("$$") ? String(key.dropFirst()) : key
            patterns.append(
                Pattern.Member(key: Template(name), place: place, pattern: try pattern(value)))
        }
        return patterns
    }

    private func kind(ofRule rule: String, _ value: Cursor) throws(SuiteProblem) -> Pattern.Kind {
        switch rule {
        case "$oneOf": return .oneOf(try some(value))
        case "$includes": return .includes(try some(value))
        case "$not": return .not(try pattern(value))
        case "$once": return .once(try pattern(value))
        case "$each": return .each(try pattern(value))
        default: return .claims(try pattern(value))
        }
    }

    private func some(_ cursor: Cursor) throws(SuiteProblem) -> [Pattern] {
        let patterns = try patterns(cursor)
        guard !patterns.isEmpty else { throw cursor.problem("expected at least one pattern") }
        return patterns
    }

    private func payload(_ cursor: Cursor) throws(SuiteProblem) -> Pattern {
        let name = try cursor.string("the name of a payload file")
        guard let file = payloads[name] else {
            throw cursor.problem(
                "unknown payload \"\(name)\"." + Nearest.hint(for: name, in: payloads.keys))
        }
        guard !trail.contains(name) else {
            throw cursor.problem("the payload \"\(name)\" contains itself")
        }
        var inner = self
        inner.trail.append(name)
        return try inner.pattern(try Cursor(file))
    }
}

extension Pattern {
    /// This pattern with some members replaced, objects inside objects member by member.
    fileprivate func overriding(
        with overrides: [Member], at place: FileLocation
    ) throws(SuiteProblem) -> Pattern {
        guard !overrides.isEmpty else { return self }
        guard case .object(var members) = kind else {
            throw SuiteProblem(
                at: place, "only a payload that is an object can have members replaced")
        }
        for override in overrides {
            if let index = members.firstIndex(where: { $0.key == override.key }) {
                members[index] = try members[index].overriding(with: override)
            } else {
                members.append(override)
            }
        }
        return Pattern(.object(members), at: self.place)
    }
}

extension Pattern.Member {
    fileprivate func overriding(with other: Self) throws(SuiteProblem) -> Self {
        guard case .object = pattern.kind, case .object(let inner) = other.pattern.kind else {
            return other
        }
        let merged = try pattern.overriding(with: inner, at: other.place)
        return Self(key: key, place: place, pattern: merged)
    }
}
