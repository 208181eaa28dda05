import Foundations
import JSONTree

/// A point at which the documentation allows more than one server: a question with its answers.
///
/// Which answer a target gives is stated in its file or found by the first call that tells; from then
/// on the target is held to it.
package struct Reading: Sendable {
    /// A stable name: `linking.takenIdentifier`.
    package let id: String
    /// What is asked, as a sentence.
    package let question: String
    /// The answers that are right; the mock gives the first unless its world says otherwise.
    package let answers: [Answer]
    /// Why no scenario finds the answer out, nil when one must.
    package let unasked: String?
    /// Where it is written down.
    package let place: FileLocation

    /// One right answer.
    package struct Answer: Sendable {
        /// The word for it: `signIn`.
        package let name: String
        /// How surely the documentation allows it.
        package let evidence: Evidence
        /// What a target that gives it does and which page says so, as a fact.
        package let text: String
    }

    /// The answer of a name.
    package func answer(_ name: String) -> Answer? { answers.first { $0.name == name } }
}

/// The readings of an edition.
package struct Readings: Sendable {
    /// Where an edition's readings are written down.
    static let path = SuiteEdition.standard.specs("readings.json")

    /// All of them, in the order of the file.
    package let all: [Reading]

    /// Knows none.
    init() { all = [] }

    /// The member names of each object of the format, which the published schema repeats.
    enum Members {
        static let reading = ["question", "unasked", "answers"]
        static let answer = ["evidence", "text"]
    }

    /// Reads the file of an edition.
    init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(["$schema", "readings"])
        var all: [Reading] = []
        for (id, place, value) in try root.require("readings").members() {
            try value.allow(Members.reading)
            var answers: [Reading.Answer] = []
            for (name, _, answer) in try value.require("answers").members() {
                try answer.allow(Members.answer)
                answers.append(
                    Reading.Answer(
                        name: name,
                        evidence: try answer.require("evidence").word(Evidence.self),
                        text: try answer.require("text").string()))
            }
            guard answers.count > 1 else {
                throw try value.require("answers").problem("a reading has at least two answers")
            }
            all.append(
                Reading(
                    id: id, question: try value.require("question").string(), answers: answers,
                    unasked: try value.member("unasked")?.string(), place: place))
        }
        self.all = all
    }

    /// The reading of a name.
    package subscript(id: String) -> Reading? { all.first { $0.id == id } }

    /// The answers that the mock gives unless told otherwise, by reading.
    package var defaults: [String: String] {
        Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.answers[0].name) })
    }

    /// Looks up what a target's file states; a reading or an answer that there is not is a problem.
    package func adopt(_ target: inout Target) throws(SuiteProblem) {
        for stated in target.statedReadings {
            let reading = try reading(stated.id, at: stated.place)
            let answer = try answer(stated.answer, to: reading, at: stated.answerPlace)
            target.readings[reading.id] = answer.name
        }
    }

    /// The reading that a member names; a problem says which name is nearest.
    func reading(_ id: String, at place: FileLocation) throws(SuiteProblem) -> Reading {
        guard let reading = self[id] else {
            throw SuiteProblem(
                at: place,
                "no reading is called \"\(id)\"; they stand in \(Self.path)."
                    + Nearest.hint(for: id, in: all.map(\.id)))
        }
        return reading
    }

    /// An answer that a member names; a problem says which there are.
    func answer(
        _ name: String, to reading: Reading, at place: FileLocation
    ) throws(SuiteProblem) -> Reading.Answer {
        guard let answer = reading.answer(name) else {
            let names = reading.answers.map(\.name)
            throw SuiteProblem(
                at: place,
                "\"\(name)\" is no answer to \(reading.id), which has \(names.joined(separator: ", "))."
                    + Nearest.hint(for: name, in: names))
        }
        return answer
    }
}

/// That something applies only where a target gives one answer to a reading.
package struct ReadingCondition: Sendable, Hashable {
    /// The reading.
    package let reading: String
    /// The answer.
    package let answer: String
}
