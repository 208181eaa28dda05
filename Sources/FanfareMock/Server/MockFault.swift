import Foundations
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
    case lateAnswer(by: String = "30s")
    /// Answers a status, with a body of JSON text if wanted, instead of the operation.
    case status(Int, json: String? = nil)
    /// Answers a documented error by its name, such as `otpExpired`.
    case error(String)
    /// Answers that the rate limit is used up, for so many seconds.
    case rateLimit(retryAfter: Int = 30)
    /// Holds the answer back in real time, `500ms`.
    case delay(String)
    /// Holds the answer back for a real time between the two, half of the calls at most for `median`.
    case delayBetween(String, String, median: String? = nil, p99: String? = nil)
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
        case .error(let name): [JSONMember("error", JSONNode(name))]
        case .rateLimit(let seconds):
            [JSONMember("error", "rateLimited"), JSONMember("retryAfter", JSONNode(seconds))]
        case .delay(let time): [JSONMember("delay", JSONNode(time))]
        case .delayBetween(let least, let most, let median, let p99):
            [JSONMember("delay", Self.quantiles(least, median, p99, most))]
        case .lostCall: [JSONMember("effect", "lostCall")]
        case .lostAnswer: [JSONMember("effect", "lostAnswer")]
        case .halfAnswer: [JSONMember("effect", "halfAnswer")]
        case .lateAnswer(let time):
            [JSONMember("effect", "lateAnswer"), JSONMember("delay", JSONNode(time))]
        case .resetBefore: [JSONMember("reset", "before")]
        case .resetAfterHead: [JSONMember("reset", "afterHead")]
        case .resetMiddle: [JSONMember("reset", "middle")]
        case .truncate(let count): [JSONMember("truncateAfter", JSONNode(count))]
        case .contentLength(let error): [JSONMember("contentLengthOff", JSONNode(error))]
        case .drip(let rate): [JSONMember("drip", JSONNode(rate))]
        case .malformedJSON: [JSONMember("malformedJSON", true)]
        case .contentType(let type): [JSONMember("contentType", JSONNode(type))]
        }
    }
}

extension MockFault {
    private static func quantiles(
        _ least: String, _ median: String?, _ p99: String?, _ most: String
    ) -> JSONNode {
        let named = [("min", least), ("median", median), ("p99", p99), ("max", most)]
        return JSONNode(
            named.compactMap { name, time in time.map { JSONMember(name, JSONNode($0)) } })
    }
}

extension MockOrganization {
    /// Breaks calls of this organization from now on, and answers the fault's identifier.
    ///
    /// `operation` is a name such as `auth.refresh`, `path` a pattern such as `/queues/*/status`;
    /// `times` breaks so many calls, `every` each so many-th, `probability` a share of them; with
    /// `breaksRepeats: false` a call that is lost and made again at once is not lost again.
    @discardableResult
    public func addFault(
        _ fault: MockFault, operation: String? = nil, method: String? = nil, path: String? = nil,
        times: Int? = nil, every: Int? = nil, probability: Double? = nil,
        breaksRepeats: Bool? = nil
    ) throws(MockControlError) -> String {
        guard let effect = fault.members else {
            throw MockControlError(
                "the body of the fault is no JSON: write it as {\"error\":\"…\"}")
        }
        let share = probability.map { JSONNode(.number(JSONNumber(text: "\($0)"))) }
        let members = [
            JSONMember("operation", JSONNode(operation)), JSONMember("method", JSONNode(method)),
            JSONMember("path", JSONNode(path)), JSONMember("times", JSONNode(times)),
            JSONMember("every", JSONNode(every)), JSONMember("probability", share ?? .null),
            JSONMember("breaksRepeats", breaksRepeats.map { JSONNode($0) } ?? .null),
        ]
        let body = JSONNode(members.filter { !$0.node.isNull } + effect)
        return try control("POST", "/faults", body)["id"]?.string ?? ""
    }

    /// Ends one fault.
    public func removeFault(_ id: String) throws(MockControlError) {
        _ = try control("DELETE", "/faults/\(PercentEncoding.encode(id))")
    }

    /// Ends all faults of this organization.
    public func removeFaults() throws(MockControlError) { _ = try control("DELETE", "/faults") }
}
