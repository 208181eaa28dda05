/// A text with names in braces, taken apart once.
struct Phrase {
    enum Piece {
        case text(String)
        /// A value by its name, so many before the newest.
        case value(String, age: Int)
    }

    let pieces: [Piece]

    init(_ text: String) {
        pieces = Template(text).segments.map { segment in
            switch segment {
            case .text(let text): return .text(text)
            case .variable(let name):
                guard let bar = name.lastIndex(of: "_"), let age = Int(name[bar...].dropFirst())
                else { return .value(name, age: 0) }
                return .value(String(name[..<bar]), age: age)
            }
        }
    }
}

/// Phrases by their texts: the same few come again and again.
final class PhraseBook {
    private var phrases: [String: Phrase] = [:]

    subscript(text: String) -> Phrase {
        if let known = phrases[text] { return known }
        let phrase = Phrase(text)
        phrases[text] = phrase
        return phrase
    }
}

/// The values that one server has given in a walk, by name, the newest last.
struct Bindings {
    private var values: [String: [String]] = [:]

    /// A value, nil where there are not so many.
    func value(_ name: String, age: Int) -> String? {
        guard let all = values[name], all.count > age else { return nil }
        return all[all.count - 1 - age]
    }

    /// How many values of a name there are.
    func count(_ name: String) -> Int { values[name]?.count ?? 0 }

    mutating func add(_ value: String, as name: String) { values[name, default: []].append(value) }

    /// A phrase with its values; nil where one is not there yet.
    func filled(_ phrase: Phrase) -> String? {
        if phrase.pieces.count == 1, case .text(let text) = phrase.pieces[0] { return text }
        var text = ""
        for piece in phrase.pieces {
            switch piece {
            case .text(let piece): text += piece
            case .value(let name, let age):
                guard let value = value(name, age: age) else { return nil }
                text += value
            }
        }
        return text
    }
}
