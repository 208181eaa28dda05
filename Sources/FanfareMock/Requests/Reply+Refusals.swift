import FanfareModel
import JSONTree

/// Refusals that the control protocol and editions share.
extension Reply {
    /// A method that a path does not take (RFC 9110 section 15.5.6).
    static func methodNotAllowed(_ allowed: [String]) -> Reply {
        var reply = Reply(405, ["error": "Method not allowed"])
        reply.headers.append(("Allow", (allowed + ["OPTIONS"]).joined(separator: ", ")))
        return reply
    }

    /// Nobody reads more issues than these, however many a body has.
    private static let issueLimit = 20

    /// The fields that cannot be read, each with what is wrong with it.
    static func validationFailed(_ issues: [FieldIssue]) -> Reply {
        let details = issues.prefix(issueLimit).map { issue -> JSONNode in
            [
                "field": JSONNode(issue.field.shortened(to: 200)),
                "message": JSONNode(issue.problem.words.shortened(to: 2000)),
            ]
        }
        var members: [JSONMember] = [
            JSONMember("error", "Validation failed"), JSONMember("details", JSONNode(details)),
        ]
        if issues.count > issueLimit {
            let more = "The first \(issueLimit) issues are named; there are more."
            members.append(JSONMember("message", JSONNode(more)))
        }
        return Reply(400, JSONNode(members))
    }
}

extension FieldIssue.Problem {
    /// What is wrong, for a person.
    var words: String {
        switch self {
        case .required: "Required"
        case .invalidEmail: "Invalid email format"
        case .invalidPhone: "Invalid phone number"
        case .invisible(let character): "Must not contain the invisible character \(character)"
        case .invalidCountry: "Invalid country code"
        case .wrongType(let expected): "Expected \(expected)"
        case .empty: "Must not be empty"
        case .tooLong(let limit): "Must be at most \(limit) characters"
        case .notOneOf(let values): "Must be one of \(values.joined(separator: ", "))"
        case .invalidInstant: "Invalid ISO 8601 timestamp"
        case .outOfRange(let range): "Must be a whole number, \(range)"
        case .invalidAmount(let range): "Must be an amount, \(range)"
        case .notAfter(let other): "Must be after \(other)"
        case .conflicts(let other): "Must not stand beside \(other)"
        case .invalidTimeZone: "Invalid IANA time zone"
        case .taken: "Already taken"
        case .malformed(let reason): "Invalid JSON: \(reason)"
        case .unreadable(let reason): reason
        }
    }
}
