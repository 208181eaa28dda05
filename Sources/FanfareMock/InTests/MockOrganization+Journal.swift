import JSONTree

/// A request that an organization was asked, and its answer, as its journal shows them: without secrets.
public struct MockRequest: Sendable, Hashable, Identifiable {
    /// The identifier that the answer bore as `X-Request-Id`; later requests come `after` it.
    public let id: String
    /// The method as sent.
    public let method: String
    /// The path as sent, without the query.
    public let path: String
    /// The query as sent, nil without one.
    public let query: String?
    /// What was called, nil for what is no call of the API.
    public let operation: MockOperation?
    /// What went in.
    public let request: MockHTTPMessage
    /// Whom it is about, by its token, its body or the session that it was answered; nil for nobody.
    public let consumerID: String?
    /// What came out.
    public let response: MockHTTPMessage
    /// The status that it was answered with.
    public let status: Int
    /// The documented word of a refusal, the answer's `error`; nil where there is none.
    public let error: String?
    /// When it came, by the organization's clock.
    public let at: MockInstant
    /// When it came, by the machine's clock.
    public let realAt: MockInstant
    /// How long the answer took to make, in real time.
    public let duration: Duration
    /// How long a fault held the answer back, in real time; nil where none did.
    public let delay: Duration?
    /// What became of the answer on the wire, nil for nothing unusual.
    public let delivery: String?
    /// What departs from the contract in it.
    public let violations: [MockViolation]
    /// Why a credential or a code in it was refused, in a sentence.
    public let reason: String?
    /// The identifiers of the faults that it met.
    public let faults: [String]
    /// That an HTTP library may have sent it again by itself; nil for a request that came once.
    public let resent: String?

    init(_ node: JSONNode) {
        id = node["id"]?.string ?? ""
        method = node["method"]?.string ?? ""
        path = node["path"]?.string ?? ""
        query = node["query"]?.string
        operation = node["operation"]?.string.map(MockOperation.init(rawValue:))
        consumerID = node["consumerId"]?.string
        request = MockHTTPMessage(node["request"] ?? .null)
        response = MockHTTPMessage(node["response"] ?? .null)
        status = node["status"]?.integer ?? 0
        error = node["response"]?["body"]?["error"]?.string
        at = node["at"]?.instant ?? MockInstant(milliseconds: 0)
        realAt = node["realAt"]?.instant ?? MockInstant(milliseconds: 0)
        duration = .microseconds(node["durationMicroseconds"]?.integer ?? 0)
        delay = node["delayMilliseconds"]?.integer.map { .milliseconds($0) }
        delivery = node["delivery"]?.string
        violations = (node["violations"]?.elements ?? []).map(MockViolation.init)
        reason = node["reason"]?.string
        faults = (node["faults"]?.elements ?? []).compactMap(\.string)
        resent = node["resent"]?.string
    }
}

/// The fields and the body of a request or an answer, with their secrets hidden.
public struct MockHTTPMessage: Sendable, Hashable {
    /// A field of the head.
    public struct Field: Sendable, Hashable {
        /// The name as sent.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The fields in the order in which they came.
    public let fields: [Field]
    /// The body as JSON text, nil without one.
    public let body: String?

    init(_ node: JSONNode) {
        fields = (node["headers"]?.elements ?? []).map {
            Field(name: $0["name"]?.string ?? "", value: $0["value"]?.string ?? "")
        }
        let body = node["body"] ?? .null
        self.body = body.isNull ? nil : body.text()
    }

    /// The value of the first field of a name, whatever its case.
    public subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Something in a request that departs from the contract although it was answered.
public struct MockViolation: Sendable, Hashable, CustomStringConvertible {
    /// What kind it is.
    public let kind: Kind
    /// What is odd and what the contract says, in a sentence.
    public let description: String
    /// Whether a strict mock refuses it.
    public let isRefusedWhenStrict: Bool

    init(_ node: JSONNode) {
        kind = Kind(rawValue: node["kind"]?.string ?? "")
        description = node["message"]?.string ?? ""
        isRefusedWhenStrict = node["refusedWhenStrict"]?.bool ?? false
    }
}

extension MockOrganization {
    /// The newest requests of the journal, newest last; those that fit all that is said of them.
    ///
    /// `path` is a pattern such as `/queues/*/status`, `status` a status or a class such as `4xx`, `since` and
    /// `until` moments of the organization's clock, `isOdd` whether something departs from the contract, `consumer` whom
    /// it is about, `text` what stands in the path, the identifier or a body, `after` the identifier of a
    /// request, or what an answer bore as `X-Request-Id`.
    public func requests(
        _ operation: MockOperation? = nil, method: String? = nil, path: String? = nil,
        status: MockStatus? = nil, since: MockInstant? = nil, until: MockInstant? = nil,
        isOdd: Bool? = nil,
        about consumer: String? = nil, containing text: String? = nil, after request: String? = nil,
        limit: Int = 1000
    ) async throws(MockControlError) -> [MockRequest] {
        var query = Query()
        query.add("operation", operation?.rawValue)
        query.add("method", method)
        query.add("path", path)
        query.add("status", status?.pattern)
        query.add("since", since?.description)
        query.add("until", until?.description)
        query.add("odd", isOdd.map { "\($0)" })
        query.add("consumer", consumer)
        query.add("search", text)
        query.add("after", request)
        query.add("limit", "\(limit)")
        return try await list(query)
    }

    /// Waits until a call was made so often, and answers the requests.
    public func requests(
        _ operation: MockOperation, count: Int, after request: String? = nil,
        waiting patience: Duration = .seconds(5)
    ) async throws(MockControlError) -> [MockRequest] {
        var query = Query()
        query.add("operation", operation.rawValue)
        query.add("count", "\(count)")
        query.add("after", request)
        query.add("wait", patience.words)
        query.add("limit", "\(max(count, 1000))")
        let found = try await list(query)
        guard found.count >= count else {
            throw MockControlError(
                "\(operation) was called \(found.count) times within \(patience), not \(count)")
        }
        return found
    }

    /// How often a call was made, whatever it was answered.
    public func count(_ operation: MockOperation) async throws(MockControlError) -> Int {
        let answer = try await control(
            "POST", "/requests/count", ["operation": JSONNode(operation.rawValue)])
        return answer["count"]?.integer ?? 0
    }

    /// Forgets the requests so far.
    public func forgetRequests() async throws(MockControlError) {
        _ = try await control("DELETE", "/requests")
    }

    private func list(_ query: Query) async throws(MockControlError) -> [MockRequest] {
        let answer = try await control("GET", "/requests" + query.text)
        return (answer["requests"]?.elements ?? []).map(MockRequest.init)
    }
}

/// A status, or a class of them: `404`, `"4xx"`.
public struct MockStatus: Sendable, Hashable, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral
{
    let pattern: String

    /// One status.
    public init(integerLiteral status: Int) { pattern = "\(status)" }

    /// One status, or a class such as `4xx`; the mock refuses anything else.
    public init(stringLiteral pattern: String) { self.pattern = pattern }
}
