import JSONTree

/// A place in an answer and a way for it to be wrong.
struct PlacedChange: Hashable {
    let path: BodyPath
    let change: Change
}

extension Pattern {
    /// Everything that may be wrong with a value that is held against this pattern, and inside it.
    func changes(at path: BodyPath) -> [PlacedChange] {
        let here = ownChanges(isMember: path.isMember)
        return here.map { PlacedChange(path: path, change: $0) } + innerChanges(at: path)
    }

    private func innerChanges(at path: BodyPath) -> [PlacedChange] {
        switch kind {
        case .scalar, .text, .matcher, .not: []
        case .object(let members):
            members.flatMap { member in
                member.pattern.changes(at: path.appending(member.step))
            }
        case .array(let patterns):
            patterns.enumerated().flatMap { index, pattern in
                pattern.changes(at: path.appending(.member(String(index))))
            }
        case .each(let pattern): pattern.changes(at: path.appending(.any))
        case .includes(let patterns):
            patterns.flatMap { $0.changes(at: path.appending(.any)) }
        case .oneOf(let patterns): patterns.flatMap { $0.innerChanges(at: path) }
        case .claims(let pattern): pattern.changes(at: path.appending(.claims))
        }
    }

    private func ownChanges(isMember: Bool) -> [Change] {
        if case .matcher(.absent, _) = kind { return [.added] }
        var changes: [Change] = []
        if isMember, !allowsAbsence { changes += [.dropped, .renamed] }
        if !allowsNull { changes.append(.null) }
        return changes + [.retyped] + valueChanges
    }

    /// The changes that leave the type as it is.
    var valueChanges: [Change] {
        switch kind {
        case .scalar(let node): node.integer == nil ? [.changed] : [.changed, .less]
        case .text: [.changed]
        case .matcher(let matcher, _): matcher.changes
        case .object, .not, .claims: []
        case .array(let patterns):
            [.longer] + (patterns.isEmpty ? [] : [.cut]) + (patterns.count > 1 ? [.reversed] : [])
        case .each, .includes: [.emptied]
        case .oneOf(let patterns): patterns.flatMap(\.valueChanges)
        }
    }

    private var allowsNull: Bool {
        switch kind {
        case .scalar(let node): node.isNull
        case .matcher(_, let orNull): orNull
        case .oneOf(let patterns): patterns.contains(where: \.allowsNull)
        case .text, .object, .array, .not, .each, .includes, .claims: false
        }
    }
}

extension Pattern.Member {
    /// A name made of variables can be any.
    fileprivate var step: BodyPath.Step {
        key.variables.isEmpty ? .member(key.source) : .any
    }
}

extension BodyPath {
    fileprivate var isMember: Bool {
        if case .member(let name) = steps.last { Int(name) == nil } else { false }
    }
}

extension Matcher {
    /// A token and an arbitrary text are opaque: only their form can be wrong.
    fileprivate var changes: [Change] {
        switch self {
        case .string: [.changed, .emptied]
        case .id: [.changed, .emptied]
        case .timestamp(nil): [.changed, .withoutZone, .withOffset]
        case .timestamp(.after?):
            [.changed, .moved(-5), .moved(5), .withoutZone, .withOffset]
        case .timestamp(.at?): [.changed, .moved(-1), .moved(1), .withoutZone, .withOffset]
        case .unixTime(nil): [.milliseconds]
        case .unixTime(_?): [.moved(-5), .moved(5), .milliseconds]
        case .integer: [.changed, .less, .fraction]
        case .number, .boolean: [.changed]
        case .digits: [.changed, .cut]
        case .jwt: [.cut, .otherAlgorithm]
        case .contains: [.becomes("something else")]
        case .httpDate: [.becomes("2026-01-01T00:00:00Z")]
        case .object, .array, .absent: []
        }
    }
}
