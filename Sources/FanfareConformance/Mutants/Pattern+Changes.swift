import JSONTree

/// A place in an answer and a way for it to be wrong.
struct PlacedChange: Hashable {
    let path: BodyPath
    let change: Change
    /// Whether the pattern allows the wrong value too: then some other check must notice.
    let isWithinForm: Bool
}

extension Pattern {
    /// Everything that may be wrong with a value that is held against this pattern, and inside it.
    ///
    /// `kept` are the names of what the scenario has kept.
    func changes(at path: BodyPath, kept: Set<String>) -> [PlacedChange] {
        ownChanges(at: path, kept) + innerChanges(at: path, kept)
    }

    private func ownChanges(at path: BodyPath, _ kept: Set<String>) -> [PlacedChange] {
        // Which of any members must not be there cannot be told without the scenario's variables.
        if case .matcher(.absent, _) = kind, path.steps.last == .any { return [] }
        let saysOnlyWhich = saysOnlyWhich(of: kept)
        return shapeChanges(isMember: path.isMember).map {
            PlacedChange(path: path, change: $0, isWithinForm: saysOnlyWhich)
        }
            + valueChanges.map {
                PlacedChange(path: path, change: $0, isWithinForm: isForm && $0.staysInForm)
            }
    }

    private func innerChanges(at path: BodyPath, _ kept: Set<String>) -> [PlacedChange] {
        switch kind {
        case .scalar, .text, .matcher, .not: []
        case .object(let members):
            members.flatMap { member in
                member.pattern.changes(at: path.appending(member.step), kept: kept)
            }
        case .array(let patterns):
            patterns.enumerated().flatMap { index, pattern in
                pattern.changes(at: path.appending(.member(String(index))), kept: kept)
            }
        case .each(let pattern): pattern.changes(at: path.appending(.any), kept: kept)
        case .includes(let patterns):
            patterns.flatMap { $0.changes(at: path.appending(.any), kept: kept) }
        case .oneOf(let patterns): patterns.flatMap { $0.innerChanges(at: path, kept) }
        case .once(let pattern): pattern.innerChanges(at: path, kept)
        case .claims(let pattern): pattern.changes(at: path.appending(.claims), kept: kept)
        }
    }

    private func shapeChanges(isMember: Bool) -> [Change] {
        if case .matcher(.absent, _) = kind { return [.added] }
        var changes: [Change] = []
        if isMember, !allowsAbsence { changes += [.dropped, .renamed] }
        if !allowsNull { changes.append(.null) }
        if kinds != ["null"], !kinds.isSuperset(of: Self.allKinds) {
            changes.append(.retyped(not: kinds))
        }
        return changes
    }

    /// The changes that leave the type as it is.
    var valueChanges: [Change] {
        switch kind {
        case .scalar(let node): node.integer == nil ? [.changed] : [.changed, .less]
        case .text: [.changed]
        case .matcher(let matcher, _): matcher.changes
        case .once(let pattern): pattern.valueChanges
        case .object, .not, .claims: []
        case .array(let patterns):
            [.longer] + (patterns.isEmpty ? [] : [.cut]) + (patterns.count > 1 ? [.reversed] : [])
        case .each, .includes: [.emptied]
        case .oneOf(let patterns): Self.changes(ofAny: patterns)
        }
    }

    /// Where only certain values may stand, anything else is wrong, whichever stands there.
    private static func changes(ofAny patterns: [Pattern]) -> [Change] {
        if patterns.allSatisfy(\.isLiteral) { return [.unlisted] }
        let isOptional = patterns.contains(where: \.allowsAbsence)
        let changes = Set(patterns.filter { !$0.isLiteral }.flatMap(\.valueChanges))
        return changes.filter { !(isOptional && $0.staysInForm) }.sorted { $0.word < $1.word }
    }

    /// Whether it names a value, or none.
    private var isLiteral: Bool {
        switch kind {
        case .scalar, .matcher(.absent, _): true
        default: false
        }
    }

    /// Whether it leaves the value open.
    private var isForm: Bool {
        switch kind {
        case .matcher: true
        case .oneOf(let patterns): patterns.contains(where: \.isForm)
        default: false
        }
    }

    private static let allKinds: Set = ["string", "number", "boolean", "object", "array", "null"]

    private var allowsNull: Bool { kinds.contains("null") }

    /// The JSON types that may stand there.
    private var kinds: Set<String> {
        switch kind {
        case .scalar(let node): [node.kind]
        case .text: ["string"]
        case .matcher(let matcher, let orNull):
            Set([matcher.kind].compactMap(\.self) + (orNull ? ["null"] : []))
        case .object: ["object"]
        case .array, .each, .includes: ["array"]
        case .oneOf(let patterns): Set(patterns.flatMap(\.kinds))
        case .not: Self.allKinds
        case .once(let pattern): pattern.kinds
        case .claims: ["string"]
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
        case .timestamp(nil): [.changed, .withoutZone]
        case .utc: [.withoutZone, .withOffset]
        case .timestamp(.after?):
            [.changed, .moved(-5), .moved(5), .withoutZone]
        case .timestamp(.at?): [.changed, .moved(-1), .moved(1), .withoutZone]
        case .unixTime(nil): [.milliseconds]
        case .unixTime(_?): [.moved(-5), .moved(5), .milliseconds]
        case .integer(nil): [.changed, .less, .fraction]
        case .integer(_?): [.changed, .less, .fraction, .negative]
        case .number, .boolean: [.changed]
        case .digits: [.changed, .cut]
        case .jwt: [.cut, .otherAlgorithm]
        case .contains, .lists: [.becomes("something else")]
        case .httpDate: [.becomes("2026-01-01T00:00:00Z")]
        case .object, .array, .absent: []
        }
    }
}

extension Change {
    /// Whether a value of the right form stays one.
    fileprivate var staysInForm: Bool { self == .changed || self == .less }
}
