package import JSONTree

/// Holds values against patterns, for one answer.
package struct Matching {
    /// The value of a variable, nil when there is none of that name.
    let value: (String) -> JSONNode?
    /// The organization's now, asked for only when a pattern depends on it.
    private(set) var now: () -> Timestamp?
    /// What the clock shows that tokens are stamped by.
    private let tokenNow: () -> Timestamp?
    /// Whether a variable that has no value stands for any.
    let isOpen: Bool
    /// Things worth knowing that are no differences.
    package private(set) var notes: [String] = []

    /// Prepares to match with the given variables and clock.
    package init(
        isOpen: Bool = false, value: @escaping (String) -> JSONNode?,
        now: @escaping () -> Timestamp?, tokenNow: (() -> Timestamp?)? = nil
    ) {
        self.isOpen = isOpen
        self.value = value
        self.now = now
        self.tokenNow = tokenNow ?? now
    }

    /// Compares what a token claims, by the clock that tokens are stamped by.
    mutating func claimsDifference(
        _ claims: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        let usual = now
        now = tokenNow
        defer { now = usual }
        return difference(claims, actual, at: pointer)
    }

    /// Compares a value, nil for none, with a pattern.
    package mutating func difference(
        _ pattern: Pattern, _ actual: JSONNode?, at pointer: JSONPointer = JSONPointer()
    ) -> Difference {
        if case .matcher(.absent, _) = pattern.kind {
            return actual.map { leaf(.unexpected, pattern, $0) } ?? .nothing
        }
        guard let actual else {
            return pattern.allowsAbsence ? .nothing : leaf(.missing, pattern, nil)
        }
        switch pattern.kind {
        case .scalar(let expected): return scalar(expected, pattern, actual)
        case .text(let template): return text(template, pattern, actual, at: pointer)
        case .matcher(let matcher, let orNull):
            if orNull, actual.isNull { return .same(actual) }
            return form(matcher, pattern, actual, at: pointer)
        case .object(let members): return object(members, pattern, actual, at: pointer)
        case .array(let elements): return array(elements, pattern, actual, at: pointer)
        case .oneOf(let patterns): return oneOf(patterns, pattern, actual, at: pointer)
        case .not(let other): return not(other, pattern, actual)
        case .each(let element): return each(element, pattern, actual, at: pointer)
        case .includes(let elements): return includes(elements, pattern, actual)
        case .once(let inner): return difference(inner, actual, at: pointer)
        case .claims(let claims): return self.claims(claims, pattern, actual, at: pointer)
        }
    }

    func leaf(
        _ kind: Difference.Kind, _ pattern: Pattern, _ actual: JSONNode?, remark: String? = nil
    ) -> Difference {
        .leaf(
            Difference.Leaf(
                kind: kind, expected: expectedText(pattern), actual: actual, remark: remark,
                place: pattern.place))
    }

    mutating func note(_ text: String) {
        // A target may have any number of undocumented members.
        guard notes.count < 20, !notes.contains(text) else { return }
        notes.append(Excerpt.text(text, limit: 1 << 10))
    }

    private func scalar(_ expected: JSONNode, _ pattern: Pattern, _ actual: JSONNode) -> Difference
    {
        if Self.equal(expected, actual) || Self.areOneMoment(expected, actual) {
            return .same(actual)
        }
        return leaf(expected.kind == actual.kind ? .value : .kind, pattern, actual)
    }

    /// A moment is the same in whichever way ISO 8601 writes it; how it may be written is for others to say.
    private static func areOneMoment(_ one: JSONNode, _ other: JSONNode) -> Bool {
        guard let one = one.string.flatMap({ Timestamp(iso8601: $0, allowsOffset: true) }),
            let other = other.string.flatMap({ Timestamp(iso8601: $0, allowsOffset: true) })
        else { return false }
        return one.agrees(with: other)
    }

    /// Numbers are compared by value: `1.0` is `1`, also where a double could not tell.
    static func equal(_ one: JSONNode, _ other: JSONNode) -> Bool {
        guard let number = one.number, let otherNumber = other.number else { return one == other }
        if let integer = number.integer, let otherInteger = otherNumber.integer {
            return integer == otherInteger
        }
        return number.text == otherNumber.text || number.double == otherNumber.double
    }

    private mutating func text(
        _ template: Template, _ pattern: Pattern, _ actual: JSONNode, at pointer: JSONPointer
    ) -> Difference {
        if let name = template.onlyVariable, let value = value(name) {
            return difference(Pattern(literal: value, at: pattern.place), actual, at: pointer)
        }
        if isAnything(template) { return .same(actual) }
        return scalar(JSONNode(filled(template)), pattern, actual)
    }

    /// Whether a text is open: it has a variable without a value, which may have any.
    func isAnything(_ template: Template) -> Bool {
        isOpen && template.variables.contains { value($0) == nil }
    }

    func filled(_ template: Template) -> String {
        template.segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable(let name): value(name).map(Variables.text) ?? "{\(name)}"
            }
        }.joined()
    }
}

extension Pattern {
    /// Whether nothing at all is one of the alternatives.
    var allowsAbsence: Bool {
        switch kind {
        case .matcher(.absent, _): true
        case .oneOf(let patterns): patterns.contains(where: \.allowsAbsence)
        case .once(let inner): inner.allowsAbsence
        default: false
        }
    }

    /// The pattern that a kept value is, wherever it is used: itself, without any matchers.
    init(literal value: JSONNode, at place: FileLocation) {
        switch value.value {
        case .null, .bool, .number, .string: kind = .scalar(value)
        case .array(let elements): kind = .array(elements.map { Pattern(literal: $0, at: place) })
        case .object(let members):
            kind = .object(
                members.map {
                    Member(
                        key: Template(literal: $0.key), place: place,
                        pattern: Pattern(literal: $0.node, at: place))
                })
        }
        self.place = place
    }
}
