import JSONTree

/// What goes wrong on purpose; `POST /__admin/faults` describes each at length.
///
/// The first four say what the program sees, whatever its HTTP library does; the others what happens
/// on the wire.
public enum MockFault: Sendable, Hashable {
    /// The program sees an error, and the call has not taken effect; neither has the same call made
    /// again within 50 ms, which may be the HTTP library's doing (`breaksRepeats`).
    case lostCall
    /// The program sees an error although the call has taken effect.
    case lostAnswer
    /// The program sees an error after half of the answer.
    case halfAnswer
    /// The program gets its answer so late that most have given up.
    case lateAnswer(by: Duration = .seconds(30))
    /// Answers a status, with a body of JSON text if wanted, instead of the operation.
    case status(Int, json: String? = nil)
    /// Answers a documented error.
    case error(MockErrorName)
    /// Answers that the rate limit is used up, for so many seconds.
    case rateLimit(retryAfter: Int = 30)
    /// Holds the answer back, in real time.
    case delay(Duration)
    /// Holds the answer back for a real time between the two, half of the calls at most for `median`.
    case delayBetween(Duration, Duration, median: Duration? = nil, p99: Duration? = nil)
    /// Breaks the connection before the answer, which many HTTP libraries hide by asking again.
    case resetBefore
    /// Breaks the connection after the head of the answer.
    case resetAfterHead
    /// Breaks the connection in the middle of the body.
    case resetMiddle
    /// Ends the connection after so many bytes of the body; a shorter answer is left whole.
    case truncate(after: Int)
    /// Announces so many bytes too many, or too few if negative.
    case contentLength(off: Int)
    /// Sends the answer this slowly, which is no time-out to a client that times each read.
    case drip(bytesPerSecond: Int)
    /// Spoils the body so that it is no JSON.
    case malformedJSON
    /// Says that the body is something else.
    case contentType(String)
    /// Adds a field to the answer, or replaces it.
    case header(String, String)
}

extension MockFault {
    /// The members that the control protocol takes; nil for a body that is no JSON.
    var members: [JSONMember]? {
        switch self {
        case .status(let status, nil): [JSONMember("status", JSONNode(status))]
        case .status(let status, let json?):
            (try? JSONNode(parsing: json)).map {
                [JSONMember("status", JSONNode(status)), JSONMember("body", $0)]
            }
        case .error(let name): [JSONMember("error", JSONNode(name.rawValue))]
        case .rateLimit(let seconds):
            [JSONMember("error", "rateLimited"), JSONMember("retryAfter", JSONNode(seconds))]
        case .delay(let time): [JSONMember("delay", JSONNode(time.words))]
        case .delayBetween(let least, let most, let median, let p99):
            [JSONMember("delay", Self.quantiles(least, median, p99, most))]
        case .lostCall: [JSONMember("effect", "lostCall")]
        case .lostAnswer: [JSONMember("effect", "lostAnswer")]
        case .halfAnswer: [JSONMember("effect", "halfAnswer")]
        case .lateAnswer(let time):
            [JSONMember("effect", "lateAnswer"), JSONMember("delay", JSONNode(time.words))]
        case .resetBefore: [JSONMember("reset", "before")]
        case .resetAfterHead: [JSONMember("reset", "afterHead")]
        case .resetMiddle: [JSONMember("reset", "middle")]
        case .truncate(let count): [JSONMember("truncateAfter", JSONNode(count))]
        case .contentLength(let error): [JSONMember("contentLengthOff", JSONNode(error))]
        case .drip(let rate): [JSONMember("drip", JSONNode(rate))]
        case .malformedJSON: [JSONMember("malformedJSON", true)]
        case .contentType(let type): [JSONMember("contentType", JSONNode(type))]
        case .header(let name, let value):
            [JSONMember("headers", JSONNode([JSONMember(name, JSONNode(value))]))]
        }
    }
}

extension MockFault {
    private static func quantiles(
        _ least: Duration, _ median: Duration?, _ p99: Duration?, _ most: Duration
    ) -> JSONNode {
        let named = [("min", least), ("median", median), ("p99", p99), ("max", most)]
        return JSONNode(
            named.compactMap { name, time in time.map { JSONMember(name, JSONNode($0.words)) } })
    }
}

extension MockOrganization {
    /// Breaks calls of this organization from now on, and answers the fault's identifier.
    ///
    /// Several faults are one in which all of them happen: `addFault(.delay(.seconds(1)), .status(503))`.
    /// `operation`, `method` and `path`, a pattern such as `/queues/*/status`, say which calls; `times`
    /// breaks so many of them, `every` each so many-th, `probability` a share. With `runsOperation` a call
    /// that is answered otherwise takes effect all the same; with `breaksRepeats: false` one that is lost and
    /// made again at once is not lost again.
    @discardableResult
    public func addFault(
        _ faults: MockFault..., operation: MockOperation? = nil, method: String? = nil,
        path: String? = nil, times: Int? = nil, every: Int? = nil, probability: Double? = nil,
        runsOperation: Bool? = nil, breaksRepeats: Bool? = nil
    ) async throws(MockControlError) -> String {
        let share = probability.map { JSONNode(.number(JSONNumber(text: "\($0)"))) }
        let members = [
            JSONMember("operation", JSONNode(operation?.rawValue)),
            JSONMember("method", JSONNode(method)), JSONMember("path", JSONNode(path)),
            JSONMember("times", JSONNode(times)), JSONMember("every", JSONNode(every)),
            JSONMember("probability", share ?? .null),
            JSONMember("runsOperation", runsOperation.map { JSONNode($0) } ?? .null),
            JSONMember("breaksRepeats", breaksRepeats.map { JSONNode($0) } ?? .null),
        ]
        let body = JSONNode(members.filter { !$0.node.isNull } + (try Self.effect(of: faults)))
        return try await control("POST", "/faults", body)["id"]?.string ?? ""
    }

    /// The members of all of them; fields of answers come together.
    private static func effect(of faults: [MockFault]) throws(MockControlError) -> [JSONMember] {
        var all: [JSONMember] = []
        for fault in faults {
            guard let members = fault.members else {
                throw MockControlError(
                    "the body of the fault is no JSON: write it as {\"error\":\"…\"}")
            }
            for member in members {
                if let index = all.firstIndex(where: { $0.key == member.key }),
                    member.key == "headers"
                {
                    let both = (all[index].node.members ?? []) + (member.node.members ?? [])
                    all[index].node = JSONNode(both)
                } else {
                    all.append(member)
                }
            }
        }
        return all
    }

    /// Ends one fault.
    public func removeFault(_ id: String) async throws(MockControlError) {
        _ = try await control("DELETE", "/faults/\(Query.encode(id))")
    }

    /// Ends all faults of this organization.
    public func removeFaults() async throws(MockControlError) {
        _ = try await control("DELETE", "/faults")
    }
}
