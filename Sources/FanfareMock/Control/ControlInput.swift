import Foundations
import JSONTree

/// What a control call takes, declared once: whatever else comes with a call is refused.
struct ControlInput: Sendable {
    /// The parameters of the query, beside `organization`, which every call takes.
    var query: [ControlField] = []
    var body = Body.members([])
    /// Whether a door that a token opens is closed to a call without it.
    var needsToken = true
    /// Whether it is about the mock, so that it waits for no organization.
    var isOfMock = false
    /// Whether pages of any origin may make it.
    var isForEveryPage = false

    /// What may stand in the body.
    enum Body: Sendable {
        /// A JSON object of these members; no body at all is an object without any.
        case members([ControlField])
        /// Bytes that only the operation understands.
        case bytes
    }

    /// The members of a body that is an object, nil for other bodies.
    var members: [ControlField]? {
        if case .members(let members) = body { members } else { nil }
    }

    /// The parameter that says which organization is meant, for whoever cannot set headers.
    static let organization = ControlField("organization", .text)
}

/// A parameter of a query or a member of a body.
struct ControlField: Sendable {
    let name: String
    let form: Form

    init(_ name: String, _ form: Form) {
        self.name = name
        self.form = form
    }

    /// What its value looks like.
    enum Form: Sendable, Hashable {
        case text
        case wholeNumber
        case number
        case flag
        /// An ISO 8601 instant.
        case instant
        /// A duration in words, `61s`.
        case duration
        /// An email address or a phone number, whole or in part.
        case recipient
        /// A pattern of paths.
        case path
        /// A text or a number.
        case status
        case list
        case object
        /// A text or an object.
        case textOrObject
        /// Whatever JSON there is.
        case json
    }
}

extension ControlField.Form {
    /// The text of a value in a query, nil for one that is no UTF-8.
    ///
    /// A form writes a space as `+` (WHATWG URL, section 5.1), and who writes an address by hand
    /// means a plus: no address, path or instant has a space, and a number has its plus in front.
    func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        switch self {
        case .instant, .path: return PercentEncoding.decode(bytes)
        case .recipient:
            guard let text = PercentEncoding.decode(bytes), !text.contains("@") else {
                return PercentEncoding.decode(bytes)
            }
            guard bytes.first == UInt8(ascii: "+") else { break }
            return PercentEncoding.decode(bytes.dropFirst(), plusIsSpace: true).map { "+" + $0 }
        default: break
        }
        return PercentEncoding.decode(bytes, plusIsSpace: true)
    }

    /// A query's text as the value that a body would hold.
    func node(_ text: String) -> JSONNode {
        switch self {
        case .flag where text == "true" || text == "false": JSONNode(text == "true")
        case .wholeNumber: Int(text).map { JSONNode($0) } ?? JSONNode(text)
        default: JSONNode(text)
        }
    }
}
