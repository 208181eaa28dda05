import Foundations
import JSONTree

/// The sentences that scenarios may begin with, each standing for the steps that it spares them.
///
/// An edition has its own: the sentence says who is where, its steps say by which calls. What is
/// written `<who>` in a sentence is given by the scenario and stands in the steps by the same name.
struct Beginnings: Sendable {
    /// Where an edition's beginnings are written down.
    static let path = SuiteEdition.standard.specs("beginnings.json")

    private let all: [Beginning]

    /// Knows none.
    init() { all = [] }

    /// Reads the file of an edition.
    init(_ file: SuiteFile) throws(SuiteProblem) {
        let root = try Cursor(file)
        try root.allow(["$schema", "beginnings"])
        var all: [Beginning] = []
        for (sentence, place, steps) in try root.require("beginnings").members() {
            let beginning = Beginning(sentence: Sentence(sentence), place: place, steps: steps)
            for name in beginning.unknownParameters {
                throw SuiteProblem(at: place, "<\(name)> stands in the steps, not in the sentence")
            }
            all.append(beginning)
        }
        self.all = all
    }

    /// The sentences as they are written down, each with the steps it stands for.
    var sentences: [String] { all.map(\.sentence.text) }

    /// Where a sentence is written down.
    func place(of sentence: String) -> FileLocation? {
        all.first { $0.sentence.text == sentence }?.place
    }

    /// The steps that a scenario's sentence stands for; one that no beginning reads is refused.
    func steps(for given: Cursor) throws(SuiteProblem) -> (sentence: String, steps: [Cursor]) {
        let text = try given.string("a sentence, such as \"guest ann\"")
        for beginning in all {
            if let values = beginning.sentence.values(in: text) {
                return (beginning.sentence.text, try beginning.filled(with: values))
            }
        }
        throw given.problem(
            "no beginning reads \"\(text)\"; they stand in \(Self.path)."
                + Nearest.hint(for: text, in: all.compactMap { $0.sentence.taking(words: text) }))
    }
}

/// One sentence and its steps.
private struct Beginning: Sendable {
    let sentence: Sentence
    let place: FileLocation
    let steps: Cursor

    /// What is written `<name>` in the steps and does not stand in the sentence.
    var unknownParameters: [String] {
        steps.node.strings.flatMap { Sentence($0.text).parameters }
            .filter { !sentence.parameters.contains($0) }
    }

    func filled(with values: [String: String]) throws(SuiteProblem) -> [Cursor] {
        try steps.replaced(by: steps.node.filled(with: values)).elements()
    }
}

/// A sentence with places for words: `<who> in {queue.<it>}`.
private struct Sentence: Sendable {
    let text: String
    private let words: [Word]

    private struct Word: Sendable {
        let before: Substring
        /// Nil for a word that is meant as it stands.
        let parameter: Substring?
        let after: Substring
    }

    init(_ text: String) {
        self.text = text
        words = text.split(separator: " ").map { word in
            guard let start = word.firstIndex(of: "<"),
                let end = word[start...].firstIndex(of: ">")
            else { return Word(before: word, parameter: nil, after: "") }
            return Word(
                before: word[..<start], parameter: word[word.index(after: start)..<end],
                after: word[word.index(after: end)...])
        }
    }

    var parameters: [String] { words.compactMap { $0.parameter.map(String.init) } }

    /// The sentence with another's words in the places of its parameters, nil for one that has more
    /// words or fewer.
    func taking(words other: String) -> String? {
        let others = other.split(separator: " ")
        guard others.count == words.count else { return nil }
        return zip(words, others).map { word, other in
            word.parameter == nil ? word.before : other
        }.joined(separator: " ")
    }

    /// What stands for the parameters in another sentence, nil when it is not this one.
    func values(in other: String) -> [String: String]? {
        let others = other.split(separator: " ")
        guard others.count == words.count else { return nil }
        var values: [String: String] = [:]
        for (word, other) in zip(words, others) {
            guard let parameter = word.parameter else {
                if word.before == other { continue } else { return nil }
            }
            let rest = other.dropFirst(word.before.count).dropLast(word.after.count)
            guard other.count > word.before.count + word.after.count,
                other.hasPrefix(word.before), other.hasSuffix(word.after)
            else { return nil }
            values[String(parameter)] = String(rest)
        }
        return values
    }
}

extension JSONNode {
    /// The same with values in the places of their `<names>`; a string that is nothing but such a
    /// place becomes a number when its value is one.
    fileprivate func filled(with values: [String: String]) -> JSONNode {
        switch value {
        case .null, .bool, .number: return self
        case .array(let elements):
            return JSONNode(.array(elements.map { $0.filled(with: values) }), offset: offset)
        case .object(let members):
            let filled = members.map {
                JSONMember(
                    $0.key.filled(with: values), $0.node.filled(with: values),
                    keyOffset: $0.keyOffset)
            }
            return JSONNode(.object(filled), offset: offset)
        case .string(let text):
            if text.hasPrefix("<"), let number = values[String(text.dropFirst().dropLast())],
                Double(number) != nil
            {
                return JSONNode(.number(JSONNumber(text: number)), offset: offset)
            }
            return JSONNode(.string(text.filled(with: values)), offset: offset)
        }
    }
}

extension String {
    fileprivate func filled(with values: [String: String]) -> String {
        guard contains("<") else { return self }
        return values.reduce(self) { text, value in
            text.split(separator: "<\(value.key)>", omittingEmptySubsequences: false)
                .joined(separator: value.value)
        }
    }
}
