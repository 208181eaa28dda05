import HTTPEngine
import JSONTree

/// One thing in which a target's answer to a move differs from the oracle's.
struct StoryDifference: Sendable {
    /// What differs.
    enum Aspect: Sendable, Hashable {
        /// Whether what was asked is granted.
        case outcome
        /// The status of the same outcome.
        case status
        /// The word of a refusal.
        case word
        /// A header: another value, or one of the two has none.
        case header(String)
        /// A documented member.
        case member(Correspondence.Flaw)
    }

    /// What is the same of differences that have one cause.
    struct Signature: Sendable, Hashable {
        let operation: String
        let aspect: String
        let clause: String
    }

    /// The move, by its place in the story.
    let move: Int
    /// The call.
    let operation: String
    /// What differs.
    let aspect: Aspect
    /// What it contradicts.
    let clause: Clause
    /// What the oracle answered.
    let expected: HTTPResponse
    /// What the target answered.
    let actual: HTTPResponse
    /// Whether a token was taken whose time is over.
    var isOfExpiry = false
    /// In what the call was made; nil where that is not known.
    var situation: Situation?

    /// How much it tells: a granted call more than a status, a state more than what goes with it.
    var weight: Int {
        switch aspect {
        case .outcome: 4
        case .word: 3
        case .status, .header: 1
        case .member(let flaw): flaw.place.last == "status" ? 3 : 2
        }
    }

    /// What it means.
    var severity: Severity { clause.evidence.severity(strict: false) }

    var signature: Signature {
        if isOfExpiry, clause.id == DocumentedAnswers.expiry {
            return Signature(
                operation: "any call with a token", aspect: "expired", clause: clause.id)
        }
        let word =
            switch aspect {
            case .outcome: expected.status < 300 ? "granted" : "refused"
            case .status: "status"
            case .word: "word"
            case .header(let name): name
            case .member(let flaw): flaw.place.joined(separator: "/")
            }
        return Signature(operation: operation, aspect: word, clause: clause.id)
    }
}

extension DocumentedAnswers.Entry {
    /// Whether what was answered has a body that is not as expected, and what should have been has.
    fileprivate func forbids(_ actual: HTTPResponse, where expected: HTTPResponse) -> Bool {
        guard let body, status?.allows(expected.status) ?? true else { return false }
        return body.accepts(expected.json) && !body.accepts(actual.json)
    }
}

extension DocumentedAnswers {
    /// The clauses that a difference contradicts, the one that says it best first; none where nothing
    /// documented is contradicted.
    ///
    /// First those of the call's own chapter, then those that most often speak of it, and of equals the
    /// one that binds least; of a refusal that did not come, the one that binds most of those that expect
    /// its very word. What is only our choice counts where nothing else speaks of it.
    func ranked(_ difference: StoryDifference) -> [Clause] {
        if difference.isOfExpiry { return [difference.clause] }
        return ranked(
            difference.operation, difference.aspect, expected: difference.expected,
            actual: difference.actual, in: difference.situation, isShrunk: true)
    }

    /// The same before there is a difference.
    ///
    /// Whether a call is granted rests on what the suite says where the oracle answers just so, as far as it
    /// says it anywhere. A refusal says why; a grant does not, and is only told by a story that has nothing in
    /// it but what it is about.
    func ranked(
        _ operation: String, _ aspect: StoryDifference.Aspect, expected: HTTPResponse,
        actual: HTTPResponse, in situation: Situation? = nil, isShrunk: Bool = false
    ) -> [Clause] {
        let general = ranked(general: operation, aspect, expected: expected, actual: actual)
        guard let situation, aspect == .outcome, expected.status >= 300 || isShrunk else {
            return general
        }
        let own =
            precedents?.clauses(operation, situation, expected: expected, actual: actual) ?? []
        return own + general.filter { clause in !own.contains { $0.id == clause.id } }
    }

    private func ranked(
        general operation: String, _ aspect: StoryDifference.Aspect, expected: HTTPResponse,
        actual: HTTPResponse
    ) -> [Clause] {
        let answers = self[operation]
        let counts =
            switch aspect {
            case .outcome: counted(answers, expected: expected, actual: actual, isExact: false)
            case .status: counted(answers, expected: expected, actual: actual, isExact: true)
            case .header(let name):
                counted(answers, header: name, of: expected.json?["error"]?.string)
            case .word: counted(answers, word: expected.json?["error"], not: actual.json?["error"])
            case .member(let flaw): counted(flaw, answers, in: expected.json)
            }
        return ranked(
            counts, of: operation, isRefusal: aspect == .outcome && expected.status >= 300)
    }

    /// Clauses in the order in which they are cited for an answer to a call.
    func ranked(
        _ counts: [String: Int], of operation: String, isRefusal: Bool = false
    ) -> [Clause] {
        let found = counts.compactMap { id, count in
            clauses[id].map {
                (clause: $0, isOwn: operation.contains($0.chapter), count: count)
            }
        }
        let documented = found.filter {
            $0.clause.evidence != .choice && $0.clause.evidence != .newer
        }
        return (documented.isEmpty ? found : documented).sorted { one, other in
            if isRefusal, one.clause.evidence != other.clause.evidence {
                return one.clause.evidence.isStronger(than: other.clause.evidence)
            }
            if one.isOwn != other.isOwn { return one.isOwn }
            if one.count != other.count { return one.count > other.count }
            if one.clause.evidence != other.clause.evidence {
                return other.clause.evidence.isStronger(than: one.clause.evidence)
            }
            return one.clause.id < other.clause.id
        }.map(\.clause)
    }

    /// The clause that an access token has an end.
    static let expiry = "tokens.access.expired"

    /// The clause by which a call refuses a token after its time: that of all calls, or the call's own where a
    /// guide alone knows the call.
    func expiry(of operation: String) -> Clause? {
        let entries = self[operation].entries.filter {
            ($0.status?.allows(401) ?? false) && !($0.status?.allows(200) ?? true)
        }
        if entries.contains(where: { $0.clause.id == Self.expiry }) { return clauses[Self.expiry] }
        return entries.first { operation.contains($0.clause.chapter) }?.clause
            ?? clauses[Self.expiry]
    }

    /// The word under which every call refuses a token that is none.
    static let unauthenticated = "Authentication required"

    private func counted(
        _ answers: Answers, expected: HTTPResponse, actual: HTTPResponse, isExact: Bool
    ) -> [String: Int] {
        let word = expected.status < 300 ? nil : expected.json?["error"]?.string
        // Where no scenario refuses this call for that reason, the reason means what it means elsewhere.
        var entries = answers.entries
        if let word, !isExact {
            if word == Self.unauthenticated || !entries.contains(where: { $0.words.contains(word) })
            {
                entries += calls.values.flatMap(\.entries).filter { $0.words.contains(word) }
            }
            let exact = entries.filter { $0.words.contains(word) }
            if !exact.isEmpty { entries = exact }
        }
        var counts: [String: Int] = [:]
        for entry in entries {
            let isOfStatus =
                entry.status.map { $0.allows(expected.status) && !$0.allows(actual.status) }
                ?? false
            // What must not be granted may be said by the body that it must not be answered with.
            let isOfBody = !isExact && word != nil && entry.forbids(actual, where: expected)
            guard isOfStatus || isOfBody else { continue }
            // Which status a refusal has is said of one reason, not of all.
            let isOfWord = word.map(entry.words.contains) ?? true
            guard isOfWord || !isExact && entry.words.isEmpty else { continue }
            counts[entry.clause.id, default: 0] += isOfWord ? 10 : 1
        }
        return counts
    }

    private func counted(
        _ answers: Answers, header: String, of word: String?
    ) -> [String: Int] {
        var counts: [String: Int] = [:]
        for entry in answers.entries where entry.headers.contains(header) {
            guard word.map(entry.words.contains) ?? true else { continue }
            counts[entry.clause.id, default: 0] += 1
        }
        return counts
    }

    private func counted(_ answers: Answers, word: JSONNode?, not other: JSONNode?) -> [String: Int]
    {
        var counts: [String: Int] = [:]
        for entry in answers.entries {
            guard let body = entry.body, body.allows(word, at: ["error"]),
                !body.allows(other, at: ["error"])
            else { continue }
            counts[entry.clause.id, default: 0] += 1
        }
        return counts
    }

    private func counted(
        _ flaw: Correspondence.Flaw, _ answers: Answers, in document: JSONNode?
    ) -> [String: Int] {
        var counts: [String: Int] = [:]
        for entry in answers.entries {
            guard let body = entry.body, body.allows(flaw.expected, at: flaw.place[...]),
                !body.allows(flaw.actual, at: flaw.place[...])
            else { continue }
            // What is said of an answer like this one says more than what is said of any.
            counts[entry.clause.id, default: 0] += body.accepts(document) ? 10 : 1
        }
        if !counts.isEmpty { return counts }
        var place = flaw.place
        while !place.isEmpty {
            if let member = answers.members[place], !member.clauses.isEmpty {
                return member.clauses
            }
            place.removeLast()
        }
        return [:]
    }
}
