import HTTPEngine
import JSONTree

/// One way in which the answers of one operation are wrong.
struct AnswerMutation: Sendable, Hashable {
    /// What about an answer is wrong.
    enum Target: Sendable, Hashable {
        /// Its status is this one.
        case status(Int)
        /// A header.
        case header(String, Change)
        /// A value in its body.
        case body(BodyPath, Change)
        /// It has a body though it must be empty.
        case bodyAdded
    }

    let operation: Operation
    let condition: AnswerCondition
    let target: Target

    /// The operation, the kind of answer, the place and the change: `post-queues-id-enter/200-queued/…`.
    var name: String {
        [operation.word, condition.word, target.word].joined(separator: "/")
    }

    /// The wrong answer, nil when this one cannot be made wrong this way.
    func applied(to response: HTTPResponse) -> HTTPResponse? {
        guard condition.allows(response, response.json) else { return nil }
        var wrong = response
        switch target {
        case .status(let status): wrong.status = status
        case .bodyAdded: wrong.body = Array("{}".utf8)
        case .header(let name, let change): return Self.edited(response, header: name, change)
        case .body(let path, let change):
            guard let body = response.json, let edited = body.edited(at: path, change.edit) else {
                return nil
            }
            wrong.body = edited.bytes()
        }
        return wrong
    }

    private static func edited(
        _ response: HTTPResponse, header name: String, _ change: Change
    ) -> HTTPResponse? {
        var wrong = response
        let text = response.headers[name]
        let node = text.map { text in
            let node = try? JSONNode(parsing: text)
            return node?.number == nil ? JSONNode(text) : node ?? JSONNode(text)
        }
        switch change.edit(node) {
        case .keep: return nil
        case .drop, .rename: wrong.headers.remove(name)
        case .replace(let node): wrong.headers.set(name, Variables.text(node))
        }
        return wrong
    }
}

extension AnswerMutation.Target {
    var word: String {
        switch self {
        case .status(let status): "status/\(status)"
        case .header(let name, let change): "header-\(name.kebab)/\(change.word)"
        case .body(let path, let change): "\(path)/\(change.word)"
        case .bodyAdded: "body/added"
        }
    }

    /// What is wrong, as half a sentence.
    var sentence: String {
        switch self {
        case .status(let status): "the status is \(status)"
        case .header(let name, let change): "the header \(name) is \(change.sentence)"
        case .body(let path, let change): "\(path) is \(change.sentence)"
        case .bodyAdded: "there is a body"
        }
    }
}

extension Change {
    fileprivate var sentence: String {
        switch self {
        case .dropped: "missing"
        case .null: "null"
        case .retyped: "of another type"
        case .renamed: "under another name"
        case .changed, .unlisted: "another value"
        case .added: "there"
        case .reversed: "the other way round"
        case .longer: "too long by one element"
        case .becomes(let text): "\"\(text)\""
        case .less, .negative, .moved, .withoutZone, .withOffset, .milliseconds, .fraction,
            .emptied, .cut,
            .otherAlgorithm:
            word.replacing("-", with: " ")
        }
    }
}
