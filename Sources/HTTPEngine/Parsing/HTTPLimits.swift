/// How large the parts of a message may be before it is refused.
package struct HTTPLimits: Sendable, Hashable {
    /// The first line without its end; more is answered 414.
    package var startLineBytes: Int
    /// The whole head, first line and line ends included; more is answered 431.
    package var headBytes: Int
    /// The number of fields of a head, and of trailers; more is answered 431.
    package var fields: Int
    /// The body without chunk framing; more is answered 413 where the handler does not allow it.
    package var bodyBytes: Int
    /// One chunk's first line, extensions included; more is answered 413.
    package var chunkLineBytes: Int
    /// The interim answers (1xx) before the final one; together they may be as large as one head.
    package var interimAnswers = 32

    /// Makes limits; the defaults suit an API's requests.
    package init(
        startLineBytes: Int = 8 << 10, headBytes: Int = 32 << 10, fields: Int = 100,
        bodyBytes: Int = 1 << 20, chunkLineBytes: Int = 1 << 10
    ) {
        self.startLineBytes = startLineBytes
        self.headBytes = headBytes
        self.fields = fields
        self.bodyBytes = bodyBytes
        self.chunkLineBytes = chunkLineBytes
    }
}

extension HTTPLimits {
    /// What a client takes of an answer unless it knows better.
    package static let answer = HTTPLimits(headBytes: 64 << 10, bodyBytes: 16 << 20)

    /// What there was more of than is read, such as "a body of more than 16 MB"; nil when the reason
    /// is another.
    func excess(_ reason: HTTPParseError.Reason) -> String? {
        switch reason {
        case .bodyTooLarge: "a body of more than \(Self.size(bodyBytes))"
        case .headTooLarge: "headers of more than \(Self.size(headBytes))"
        case .tooManyFields: "more than \(fields) headers"
        case .startLineTooLong: "a first line of more than \(Self.size(startLineBytes))"
        case .chunkLineTooLong:
            "chunk extensions of more than \(Self.size(chunkLineBytes)), or of \(Self.size(headBytes)) in all"
        case .tooManyInterimAnswers:
            "more than \(interimAnswers) interim answers (1xx), or more than \(Self.size(headBytes)) of them"
        default: nil
        }
    }

    private static func size(_ bytes: Int) -> String {
        for (unit, name) in [(1 << 20, "MB"), (1 << 10, "KB")]
        where bytes >= unit && bytes.isMultiple(of: unit) { return "\(bytes / unit) \(name)" }
        return "\(bytes) bytes"
    }
}
