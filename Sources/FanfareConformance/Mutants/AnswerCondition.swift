import HTTPEngine
import JSONTree

/// Which answers of an operation a mutant spoils: those of a status, and of the words that name a case.
struct AnswerCondition: Sendable, Hashable {
    /// The members whose text tells one kind of answer from another.
    private static let names = ["status", "error", "code"]

    private let statuses: [StatusPattern.Alternative]
    private let words: [String: String]

    init(_ status: StatusPattern?, _ body: Pattern?) {
        statuses = status?.alternatives ?? []
        var words: [String: String] = [:]
        if case .object(let members) = body?.kind {
            for member in members where Self.names.contains(member.key.source) {
                if case .scalar(let node) = member.pattern.kind {
                    words[member.key.source] = node.string
                }
            }
        }
        self.words = words
    }

    func allows(_ response: HTTPResponse, _ body: JSONNode?) -> Bool {
        guard statuses.isEmpty || statuses.contains(where: { $0.allows(response.status) }) else {
            return false
        }
        return words.allSatisfy { body?[$0.key]?.string == $0.value }
    }

    /// One word for it: `401-otp-expired`.
    var word: String {
        let numbers = statuses.map(\.description)
        let texts = Self.names.compactMap { words[$0]?.kebab }
        let all = numbers + texts
        return all.isEmpty ? "any" : all.joined(separator: "-")
    }
}
