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

    var signature: Signature {
        let word =
            switch aspect {
            case .outcome: expected.status < 300 ? "granted" : "refused"
            case .status: "status"
            case .word: "word"
            case .member(let flaw): flaw.place.joined(separator: "/")
            }
        return Signature(operation: operation, aspect: word, clause: clause.id)
    }
}

extension DocumentedAnswers {
    /// The clause that a difference contradicts, nil where nothing documented does.
    ///
    /// Of those that speak of it the most frequent counts; of equals the one that binds least.
    func clause(
        _ operation: String, _ aspect: StoryDifference.Aspect, expected: HTTPResponse,
        actual: HTTPResponse
    ) -> Clause? {
        let answers = self[operation]
        let word = expected.json?["error"]
        var counts: [String: Int] = [:]
        switch aspect {
        case .outcome, .status:
            for entry in answers.entries {
                guard let status = entry.status, status.allows(expected.status),
                    !status.allows(actual.status)
                else { continue }
                let isOfWord = entry.body.map { $0.allows(word, at: ["error"]) } ?? false
                let weight = expected.status >= 400 ? (isOfWord ? 100 : 1) : 1
                counts[entry.clause.id, default: 0] += weight
            }
        case .word:
            for entry in answers.entries {
                guard let body = entry.body, body.allows(word, at: ["error"]),
                    !body.allows(actual.json?["error"], at: ["error"])
                else { continue }
                counts[entry.clause.id, default: 0] += 1
            }
        case .member(let flaw):
            counts = counted(flaw, answers)
        }
        let found = counts.compactMap { id, count in clauses[id].map { ($0, count) } }
        return found.max { one, other in
            if one.1 != other.1 { return one.1 < other.1 }
            if one.0.evidence != other.0.evidence {
                return one.0.evidence.isStronger(than: other.0.evidence)
            }
            return one.0.id > other.0.id
        }?.0
    }

    private func counted(
        _ flaw: Correspondence.Flaw, _ answers: Answers
    ) -> [String: Int] {
        var counts: [String: Int] = [:]
        for entry in answers.entries {
            guard let body = entry.body, body.allows(flaw.expected, at: flaw.place[...]),
                !body.allows(flaw.actual, at: flaw.place[...])
            else { continue }
            counts[entry.clause.id, default: 0] += 1
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
