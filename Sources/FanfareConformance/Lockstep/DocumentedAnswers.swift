import JSONTree

/// What a suite says of the answers to each call: which members are documented, what may stand in them,
/// and which clauses speak of them.
package struct DocumentedAnswers: Sendable {
    /// An expectation of some scenario.
    struct Entry: Sendable {
        let clause: Clause
        let status: StatusPattern?
        let body: Pattern?
        /// The words of refusals that the same answer is expected to have.
        let words: Set<String>
        /// The headers that it speaks of, in small letters.
        let headers: Set<String>
    }

    /// A member, whatever answer it stands in.
    struct Member: Sendable {
        /// The texts that the suite writes out.
        var words: Set<String> = []
        /// Whether some whole answer must have it.
        var isRequired = false
        /// Whether some whole answer may leave it out.
        var isOptional = false
        /// The clauses that speak of it, once for each time.
        var clauses: [String: Int] = [:]
        /// The clauses that speak of which value of those before stands there, and not of whether one does.
        var ofWhich: [String: Int] = [:]
    }

    /// A call's entries and members.
    struct Answers: Sendable {
        var entries: [Entry] = []
        /// The members by the names that lead to them, a star for each number or variable name.
        var members: [[String]: Member] = [:]
        /// The headers that some expectation names, in small letters, but for those of every answer.
        var headers: Set<String> = []
        /// Where tokens stand whose claims are spoken of.
        var tokens: Set<[String]> = []
    }

    /// What the wire, and not the call, decides.
    private static let ofTheWire = [
        "access-control-", "x-ratelimit", "ratelimit", "x-request-id", "content-", "date", "cache-",
        "vary", "allow", "www-",
    ]

    /// Whether a header belongs to the call's own answer.
    fileprivate static func isOfCall(_ name: String) -> Bool {
        !ofTheWire.contains { name.hasPrefix($0) }
    }

    let calls: [String: Answers]
    /// The clauses by id.
    let clauses: [String: Clause]
    /// What an oracle answers where the suite expects something; nil where nobody is asked.
    private(set) var precedents: Precedents?

    /// Collects what a suite says, and what an oracle answers to it.
    package init(_ suite: Suite, by oracle: any Oracle) {
        self.init(suite)
        let server = oracle.server()
        precedents = Precedents(suite, of: server.target, by: server.transport)
    }

    /// Collects what a suite says, or what it says of one call alone.
    package init(_ suite: Suite, of only: String? = nil) {
        var calls: [String: Answers] = [:]
        for scenario in suite.scenarios {
            let kept = scenario.kept
            for step in scenario.steps {
                guard case .send(let request, _, let expect?) = step.action else { continue }
                guard let operation = suite.calls.call(of: request)?.name,
                    only == nil || only == operation
                else { continue }
                let blocks = expect.flatMap(\.unfolded)
                let words = Set(blocks.compactMap(\.body).flatMap { $0.words(of: "error") })
                for block in blocks {
                    let id = (block.clause ?? scenario.clause).id
                    guard let clause = suite.clauses[id] else { continue }
                    calls[operation, default: Answers()].add(
                        Entry(
                            clause: clause, status: block.status, body: block.body, words: words,
                            headers: Set(block.headers.map { $0.name.lowercased() })),
                        kept: kept)
                }
            }
        }
        self.calls = calls
        clauses = suite.clauses
    }

    /// What is said of a call; nothing of one that no scenario looks at.
    subscript(operation: String) -> Answers { calls[operation] ?? Answers() }
}

extension DocumentedAnswers.Answers {
    fileprivate mutating func add(_ entry: DocumentedAnswers.Entry, kept: Set<String>) {
        entries.append(entry)
        headers.formUnion(entry.headers.filter(DocumentedAnswers.isOfCall))
        if let body = entry.body { collect(body, at: [], entry.clause, kept) }
    }

    private mutating func collect(
        _ pattern: Pattern, at path: [String], _ clause: Clause, _ kept: Set<String>
    ) {
        if !path.isEmpty {
            if pattern.saysOnlyWhich(of: kept) {
                members[path, default: .init()].ofWhich[clause.id, default: 0] += 1
            } else {
                members[path, default: .init()].clauses[clause.id, default: 0] += 1
            }
        }
        switch pattern.kind {
        case .scalar(let node):
            if let word = node.string { members[path, default: .init()].words.insert(word) }
        case .text, .matcher, .not: break
        case .object(let inner):
            for member in inner {
                let key = member.key.variables.isEmpty ? member.key.source : "*"
                if pattern.isWholeShape {
                    if member.pattern.allowsAbsence {
                        members[path + [key], default: .init()].isOptional = true
                    } else {
                        members[path + [key], default: .init()].isRequired = true
                    }
                }
                collect(member.pattern, at: path + [key], clause, kept)
            }
        case .array(let elements), .includes(let elements):
            for element in elements { collect(element, at: path + ["*"], clause, kept) }
        case .each(let element): collect(element, at: path + ["*"], clause, kept)
        case .oneOf(let alternatives):
            for alternative in alternatives { collect(alternative, at: path, clause, kept) }
        case .once(let inner): collect(inner, at: path, clause, kept)
        case .claims(let claims):
            tokens.insert(path)
            collect(claims, at: path + ["$jwt"], clause, kept)
        }
    }

    /// Whether a member is documented whose presence or absence shows: some whole answer that is like
    /// the expected one leaves it open.
    func leavesOpen(_ actual: JSONNode?, at path: [String], in expected: JSONNode) -> Bool {
        entries.contains { entry in
            guard let body = entry.body else { return false }
            return body.shapes.contains { shape in
                guard shape.isWholeShape, shape.accepts(expected) else { return false }
                return shape.allows(actual, at: path[...])
            }
        }
    }
}

extension Pattern {
    /// Whether it says only which value stands there, or which does not: one that a scenario has kept.
    ///
    /// That one stands there at all is for other checks to say.
    func saysOnlyWhich(of kept: Set<String>) -> Bool {
        switch kind {
        case .not: true
        case .text(let template):
            template.onlyVariable.map { kept.contains(String($0.prefix { $0 != "." })) } ?? false
        case .object(let members):
            !members.isEmpty && members.allSatisfy { $0.pattern.saysOnlyWhich(of: kept) }
        default: false
        }
    }

    /// The texts that a member may be, as far as they are written out.
    func words(of name: String) -> [String] {
        shapes.flatMap { shape -> [String] in
            guard case .object(let members) = shape.kind else { return [] }
            return members.filter { $0.key.source == name }.flatMap { member in
                member.pattern.shapes.compactMap { inner in
                    if case .scalar(let node) = inner.kind { node.string } else { nil }
                }
            }
        }
    }

    /// The alternatives of a body.
    var shapes: [Pattern] {
        if case .oneOf(let patterns) = kind { return patterns.flatMap(\.shapes) }
        return [self]
    }

    /// Whether a value matches, with any value for each variable.
    func accepts(_ value: JSONNode?) -> Bool {
        guard let value else { return allowsAbsence }
        switch kind {
        case .text: return value.string != nil
        case .object(let members):
            guard value.members != nil else { return false }
            return members.allSatisfy { member in
                !member.key.variables.isEmpty || member.pattern.accepts(value[member.key.source])
            }
        case .oneOf(let patterns): return patterns.contains { $0.accepts(value) }
        case .array(let patterns):
            guard let elements = value.elements, elements.count == patterns.count else {
                return false
            }
            return zip(patterns, elements).allSatisfy { $0.accepts($1) }
        case .each(let pattern):
            return value.elements?.allSatisfy { pattern.accepts($0) } ?? false
        case .includes(let patterns):
            let elements = value.elements ?? []
            return patterns.allSatisfy { pattern in elements.contains { pattern.accepts($0) } }
        case .not(let pattern): return !pattern.accepts(value)
        case .once(let pattern): return pattern.accepts(value)
        case .scalar, .matcher, .claims:
            var matching = Matching(value: { _ in nil }, now: { nil })
            return !matching.difference(self, value).differs
        }
    }

    /// Whether a member may have a value, by what this says of it.
    func allows(_ value: JSONNode?, at path: ArraySlice<String>) -> Bool {
        guard let key = path.first else { return accepts(value) }
        switch kind {
        case .object(let members):
            return members.contains { member in
                member.key.source == key && member.pattern.allows(value, at: path.dropFirst())
            }
        case .each(let pattern): return pattern.allows(value, at: path.dropFirst())
        case .oneOf(let patterns): return patterns.contains { $0.allows(value, at: path) }
        default: return false
        }
    }
}
