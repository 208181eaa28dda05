import FanfareModel
import HTTPEngine
import JSONTree

/// What an operation answers.
struct Reply: Sendable {
    var status: Int
    /// A body as a tree.
    var body: JSONNode?
    /// A body that is sent as it stands, JSON or not.
    var bytes: [UInt8]?
    /// Whether `bytes` are JSON that was written for this reply.
    private(set) var bytesAreJSON = false
    var headers: [(name: String, value: String)] = []
    /// What comes before or after the answer, nil for nearly every reply.
    var continuation: Continuation?
    /// Who may keep the answer.
    var cachePolicy = CachePolicy.noStore
    /// How long the answer is held back.
    var delay: Duration?
    /// Set when a rate limit is used up: seconds until it is not.
    var retryAfter: Int?

    init(_ status: Int, _ body: JSONNode? = nil) {
        self.status = status
        self.body = body
    }

    /// `200` with a body.
    static func ok(_ body: JSONNode) -> Reply { Reply(200, body) }

    /// `200` with a document that has been written already.
    init(written document: consuming [UInt8]) {
        self.init(200)
        bytes = document
        bytesAreJSON = true
    }

    /// `200` with a document that has been written already.
    static func written(_ document: [UInt8]) -> Reply { Reply(written: document) }

    /// `200` with an object that is written straight into bytes, for what is asked for all the time.
    static func object(capacity: Int = 320, _ body: (inout JSONWriter) -> Void) -> Reply {
        var json = JSONWriter(capacity: capacity)
        json.object(body)
        return Reply(written: json.finish())
    }
}

extension Reply {
    /// What some calls of the control protocol need beside their answer.
    ///
    /// Indirect, so that all the others carry one word of it.
    indirect enum Continuation: Sendable {
        /// The answer may still change within this time, and the caller wants to wait for that.
        case mayWait(for: Wait.Subject, atMost: Duration)
        /// The reply tells what happens until the organization is no longer behind.
        case afterwards(LoopConfined<([DomainEvent]) -> Reply>)
        /// The reply tells what happens until the clock has arrived.
        case moves(LoopConfined<ClockMove>)
        /// Another thread makes the reply.
        case errand(Errand)
        /// An event follows for each change of the organization.
        case followsChanges
    }

    /// The work that makes the reply on another thread, if it does.
    var errand: Errand? {
        if case .errand(let errand)? = continuation { errand } else { nil }
    }
}

extension Reply {
    /// The response as it goes on the wire, with the fields that are written into it.
    ///
    /// Every answer of the API and of the control protocol comes by here.
    func response(and write: (inout PlainFields) -> Void = { _ in }) -> HTTPResponse {
        var fields = HTTPHeaders(reservingBytes: 704)
        fields.appendPlain { fields in
            if body != nil || bytesAreJSON {
                fields.add(lines: "Content-Type: application/json\r\n")
            }
            // RFC 9110 section 15.5.2: "The server generating a 401 response MUST send a
            // WWW-Authenticate header field".
            if status == 401, !headers.contains(where: { $0.name == "WWW-Authenticate" }) {
                fields.add("WWW-Authenticate", "Bearer")
            }
            cachePolicy.add(to: &fields)
            write(&fields)
        }
        for header in headers { fields.append(header.name, header.value) }
        return HTTPResponse(status: status, headers: fields, body: bytes ?? body?.bytes() ?? [])
    }
}

extension Reply {
    /// Whether a caller sees no difference to another.
    func looksLike(_ other: Reply) -> Bool {
        let (mine, others) = (response(), other.response())
        return mine.status == others.status && mine.body == others.body
            && mine.headers.lines == others.headers.lines
    }
}

extension HTTPHeaders {
    /// The fields, in an order that does not depend on theirs.
    fileprivate var lines: [String] { map { "\($0.name.lowercased()): \($0.value)" }.sorted() }
}
