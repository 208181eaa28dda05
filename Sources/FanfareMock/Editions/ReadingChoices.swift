import FanfareModel
import Foundations

/// The points at which an edition's documentation allows more than one server, each with the answers
/// that the mock can give.
struct ReadingChoices: Sendable {
    private let answers: [String: [(name: String, leeway: Leeway)]]

    init(_ answers: [String: KeyValuePairs<String, Leeway>]) {
        self.answers = answers.mapValues { $0.map { ($0.key, $0.value) } }
    }

    /// What the readings are called.
    var names: [String] { answers.keys.sorted() }

    /// What the answers to a reading are called, the usual one first; nil for an unknown reading.
    func answers(to reading: String) -> [String]? { answers[reading]?.map(\.name) }

    /// Everything that some answer to a reading changes.
    func range(of reading: String) -> Leeway {
        (answers[reading] ?? []).reduce(into: []) { $0.formUnion($1.leeway) }
    }

    /// What the answers to readings amount to; an error says what is none, and what there is.
    func leeway(_ chosen: [String: String]) throws(ReadingError) -> Leeway {
        var leeway: Leeway = []
        for (reading, answer) in chosen.sorted(by: { $0.key < $1.key }) {
            guard let known = answers(to: reading) else {
                throw ReadingError(
                    reason:
                        "The mock plays no reading '\(reading)'; fanfare-kit readings lists all."
                        + Nearest.hint(for: reading, in: names))
            }
            guard choose(answer, to: reading, in: &leeway) else {
                throw ReadingError(
                    reason: "'\(answer)' is no answer to \(reading), which has "
                        + "\(known.joined(separator: ", "))." + Nearest.hint(for: answer, in: known)
                )
            }
        }
        return leeway
    }

    /// The answer that an organization gives to a reading, nil for an unknown one.
    func answer(to reading: String, in leeway: Leeway) -> String? {
        let range = range(of: reading)
        return answers[reading]?.first { $0.leeway == leeway.intersection(range) }?.name
    }

    /// Has an organization give an answer; false for one that there is not.
    func choose(_ answer: String, to reading: String, in leeway: inout Leeway) -> Bool {
        guard let all = answers[reading], let chosen = all.first(where: { $0.name == answer })
        else { return false }
        for other in all { leeway.subtract(other.leeway) }
        leeway.formUnion(chosen.leeway)
        return true
    }
}

/// A reading or an answer that there is not.
package struct ReadingError: Error {
    /// What is none and what there is, as sentences.
    package let reason: String
}
