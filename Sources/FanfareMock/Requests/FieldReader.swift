import FanfareModel
import Foundations
import JSONTree

/// Reads the fields of a body and collects everything that is wrong with them.
///
/// Read all fields, then call `finish()`, so that one answer names every issue.
struct FieldReader {
    let body: JSONNode
    private(set) var issues: [FieldIssue] = []

    init(_ body: JSONNode) { self.body = body }

    /// So many issues are kept: more than an answer names, and far fewer than a body can have.
    private static let limit = 100

    mutating func report(_ field: String, _ problem: FieldIssue.Problem) {
        guard issues.count < Self.limit else { return }
        issues.append(FieldIssue(field, problem))
    }

    /// Throws when anything was wrong.
    func finish() throws(FanfareError) {
        if !issues.isEmpty { throw .validation(issues) }
    }

    /// A string that must be there and not be empty; an issue makes it empty.
    mutating func string(_ field: String, limit: Int = 1024) -> String {
        guard let node = body[field] else {
            report(field, .required)
            return ""
        }
        guard !node.isNull else {
            report(field, .wrongType(expected: "string"))
            return ""
        }
        let string = optionalString(field, limit: limit)
        if string == "" { report(field, .empty) }
        return string ?? ""
    }

    /// A string that tells who is meant: nothing in it is invisible.
    mutating func name(_ field: String) -> String {
        let name = string(field)
        if let character = name.invisibleCharacter ?? name.spaceAtEnd {
            report(field, .invisible(character))
        }
        return name
    }

    /// A string that may be missing or null.
    mutating func optionalString(_ field: String, limit: Int = 1024) -> String? {
        guard let node = body[field], !node.isNull else { return nil }
        guard let string = node.string else {
            report(field, .wrongType(expected: "string"))
            return nil
        }
        guard string.unicodeScalars.count <= limit else {
            report(field, .tooLong(limit: limit))
            return nil
        }
        return string
    }

    /// A string that may be missing or null, but not empty.
    mutating func optionalText(_ field: String) -> String? {
        let string = optionalString(field)
        if string == "" { report(field, .empty) }
        return string
    }

    /// A boolean that may be missing or null.
    mutating func optionalBool(_ field: String) -> Bool? {
        guard let node = body[field], !node.isNull else { return nil }
        guard let bool = node.bool else {
            report(field, .wrongType(expected: "boolean"))
            return nil
        }
        return bool
    }

    /// A whole number within a range that may be missing or null.
    mutating func optionalInteger(_ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = body[field], !node.isNull else { return nil }
        guard let number = node.number else {
            report(field, .wrongType(expected: "number"))
            return nil
        }
        guard let integer = number.integer, range.contains(integer) else {
            let words =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            report(field, .outOfRange(words))
            return nil
        }
        return integer
    }

    /// An object that may be missing or null.
    mutating func optionalObject(_ field: String) -> JSONNode? {
        guard let node = body[field], !node.isNull else { return nil }
        guard node.members != nil else {
            report(field, .wrongType(expected: "object"))
            return nil
        }
        return node
    }

    /// A duration that may be missing or null.
    mutating func optionalDuration(_ field: String) -> Duration? {
        guard let text = optionalString(field) else { return nil }
        guard let duration = Duration(words: text) else {
            report(field, .unreadable(Duration.help))
            return nil
        }
        return duration
    }

    /// An instant that may be missing or null.
    mutating func optionalInstant(_ field: String) -> Instant? {
        guard let text = optionalString(field) else { return nil }
        guard let instant = Instant(iso8601: text) else {
            report(field, .invalidInstant)
            return nil
        }
        return instant
    }
}

extension FieldIssue.Problem {
    /// What is wrong with a text that cannot be read: what nobody can see in it, or its form.
    static func unacceptable(_ text: String, else form: Self) -> Self {
        text.invisibleCharacter.map { .invisible($0) } ?? form
    }

    /// A word that is none of those the control protocol knows; the one probably meant comes first.
    static func unknownWord(_ word: String, of words: [String]) -> Self {
        let hint = Nearest.hint(for: word, in: words).dropFirst()
        let choice = "Must be one of \(words.joined(separator: ", "))"
        return .unreadable(hint.isEmpty ? choice : "\(hint) \(choice)")
    }
}
