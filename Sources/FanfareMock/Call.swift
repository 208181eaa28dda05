import FanfareModel
import HTTPEngine
import JSONTree

/// One call on its way to its operation: who makes it, on what, with which body.
struct Call {
    let request: HTTPRequest
    /// What stands in the path where the template has its parameter.
    let parameter: String
    let organization: Organization
    /// The consumer's session, when a token came with the call.
    let session: SessionKey?
    let mock: Mock
    /// The real instant the call came in.
    let realNow: Instant
    /// What came with a call of the control protocol, read by what that call takes.
    private var reading: ControlReading?

    init(
        request: HTTPRequest, parameter: String, organization: Organization, session: SessionKey?,
        mock: Mock, realNow: Instant, reading: ControlReading? = nil
    ) {
        self.request = request
        self.parameter = parameter
        self.organization = organization
        self.session = session
        self.mock = mock
        self.realNow = realNow
        self.reading = reading
    }

    /// The organization's world, brought to the present.
    var world: World {
        _read { yield organization.world }
        nonmutating _modify { yield &organization.world }
    }

    /// The device, when the call names it; nothing in its name is invisible.
    var fingerprint: String? {
        get throws(FanfareError) {
            guard let name = request.headers["X-Fingerprint"], !name.isEmpty else { return nil }
            if let character = name.invisibleCharacter {
                throw .validation([FieldIssue("X-Fingerprint", .invisible(character))])
            }
            return name
        }
    }

    /// The consumer who makes the call; routes for consumers let nobody else through.
    var consumer: ConsumerKey {
        guard let session else {
            preconditionFailure("a route for consumers let a stranger through")
        }
        return world[session].consumer
    }

    /// What came with a call of the control protocol.
    var control: ControlReading {
        guard let reading else { preconditionFailure("a call of the API was taken for control") }
        return reading
    }

    /// The query's value of a name, decoded; the first when there are several.
    func query(_ name: String) -> String? {
        guard let reading else { return request.query(name) }
        return reading.query[name].map { $0.string ?? $0.text() }
    }

    /// A reader of the body's fields; the body must be a JSON object.
    func fields() throws(FanfareError) -> FieldReader {
        if let reading { return FieldReader(reading.body) }
        return FieldReader(try JSONNode(objectIn: request.body))
    }
}

extension JSONNode {
    /// The object that a body is; no body at all reads as an empty one.
    init(objectIn body: [UInt8]) throws(FanfareError) {
        if body.isEmpty {
            self.init([JSONMember]())
            return
        }
        do throws(JSONError) {
            try self.init(parsing: body)
        } catch {
            let place = JSONPosition(offset: error.offset, in: body)
            throw .validation([
                FieldIssue(
                    "body",
                    .malformed("line \(place.line), column \(place.column): \(error.reason)"))
            ])
        }
        guard members != nil else {
            throw .validation([FieldIssue("body", .wrongType(expected: "object"))])
        }
    }
}

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
    /// Set when the answer may still change within this time, and the caller wants to wait for that.
    var mayWait: (for: Wait.Subject, atMost: Duration)?
    /// Set when the reply tells what happens until the organization is no longer behind.
    var afterwards: LoopConfined<([Happening]) -> Reply>?
    /// Set when another thread makes the reply.
    var errand: Errand?
    /// Whether the answer goes on with an event for each change of the organization.
    var followsChanges = false
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
    static func written(_ document: [UInt8]) -> Reply {
        var reply = Reply(200)
        reply.bytes = document
        reply.bytesAreJSON = true
        return reply
    }

    /// `200` with an object that is written straight into bytes, for what is asked for all the time.
    @inline(__always)
    static func object(capacity: Int = 320, _ body: (inout JSONWriter) -> Void) -> Reply {
        var json = JSONWriter(capacity: capacity)
        json.object(body)
        return .written(json.finish())
    }
}
