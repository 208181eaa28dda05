import JSONTree

/// One of the words that refusals are told apart by: `Queue not found`, `otp_expired`.
struct ErrorWord: Sendable, Hashable {
    let word: String
    /// The payload whose pattern describes it, if it has one.
    let payload: String?
    let pattern: JSONNode

    /// The words of a pattern: a payload's name, or the pattern itself.
    static func words(_ pattern: JSONNode, _ payloads: PayloadPatterns) -> [ErrorWord] {
        let payload = pattern.string
        let whole = payload.map { payloads[$0] } ?? pattern
        let error = whole["error"]
        let words = error?["$oneOf"]?.elements?.compactMap(\.string) ?? [error?.string ?? ""]
        return words.map { word in
            precondition(!word.hasPrefix("$"), "'\(payload ?? word)' names no word")
            return ErrorWord(word: word, payload: payload, pattern: whole)
        }
    }

    /// The name of its schema: `QueueNotFoundError`.
    var component: String { Self.joined(word) + "Error" }

    /// The name of its example: `queue-not-found`.
    var example: String { Self.parts(word).map { $0.lowercased() }.joined(separator: "-") }

    /// The words of a text as a type is called.
    static func joined(_ text: String) -> String {
        parts(text).map { part in
            let isShouted = part.allSatisfy { !$0.isLowercase }
            return part.prefix(1).uppercased()
                + (isShouted ? part.dropFirst().lowercased() : String(part.dropFirst()))
        }.joined()
    }

    private static func parts(_ text: String) -> [Substring] {
        text.split { !$0.isLetter && !$0.isNumber }
    }
}
