import Foundations
import HTTPEngine
import JSONTree

/// The calls of the control protocol that a run needs.
struct ControlClient {
    let caller: Caller
    let address: TargetAddress
    /// What stands before `/__admin`.
    let path: String
    /// What opens the door where it is locked.
    let token: String?

    init(caller: Caller, target: Target) {
        self.caller = caller.toControl
        address = target.controlAddress ?? target.address
        path = target.controlPath
        token = target.controlToken
    }

    /// Makes a sandbox of its own.
    func makeOrganization(
        world: JSONNode? = nil, at instant: Timestamp? = nil
    ) throws(ControlFailure) -> TargetKeys {
        let body = JSONValue.object(
            (world.map { [JSONMember("world", $0)] } ?? [])
                + (instant.map { [JSONMember("at", JSONNode("\($0)"))] } ?? []))
        let answer = try call(
            "POST", "/organizations", organization: nil, body: body, mayRefuse: world != nil)
        guard let publishable = answer["publishableKey"]?.string,
            let secret = answer["secretKey"]?.string, let id = answer["organizationId"]?.string
        else { throw ControlFailure(reason: "a new organization came without its keys") }
        for name in ["publishableKey", "secretKey", "organizationId"] {
            if let excess = answer[name].flatMap(CarriedValue.excess) {
                throw ControlFailure(reason: "a new organization's \(name) \(excess.reason)")
            }
        }
        return TargetKeys(publishableKey: publishable, secretKey: secret, organizationId: id)
    }

    /// Removes a sandbox, also when the run is interrupted; one that is gone already does no harm.
    func removeOrganization(_ id: String) {
        let request = request("DELETE", "/organizations/\(id)", organization: nil)
        _ = try? caller.call(request, clearsUp: true)
    }

    /// How far the organization's clock is ahead of the one that its tokens are stamped by.
    func tokenSkew(of organization: String?) throws(ControlFailure) -> TimeSpan {
        let answer = try call("GET", "/clock", organization: organization)
        guard answer["tokenClock"]?.string == "real" else { return TimeSpan(milliseconds: 0) }
        return TimeSpan(milliseconds: answer["skewMilliseconds"]?.integer ?? 0)
    }

    /// The organization's now, and whether it stands still.
    func clock(of organization: String?) throws(ControlFailure) -> (now: Timestamp, isFrozen: Bool)
    {
        try clock(in: call("GET", "/clock", organization: organization))
    }

    /// Stops the organization's clock, so that only `advance` moves it; nil where that is refused.
    func freeze(_ organization: String?) -> (now: Timestamp, isFrozen: Bool)? {
        let body = JSONValue.object([JSONMember("freeze", JSONNode(.bool(true)))])
        return try? clock(in: call("POST", "/clock", organization: organization, body: body))
    }

    /// Moves the organization's clock forward.
    func advance(
        _ span: TimeSpan, organization: String?
    ) throws(ControlFailure) -> (now: Timestamp, isFrozen: Bool) {
        let body = JSONValue.object([JSONMember("advance", JSONNode(span.inSeconds))])
        return try clock(in: call("POST", "/clock", organization: organization, body: body))
    }

    private func clock(in answer: JSONNode) throws(ControlFailure) -> (
        now: Timestamp, isFrozen: Bool
    ) {
        guard let now = answer["now"]?.string.flatMap({ Timestamp(iso8601: $0) }) else {
            throw ControlFailure(reason: "the clock did not say what time it is")
        }
        return (now, answer["mode"]?.string == "frozen")
    }

    /// The newest message for a recipient, nil when none comes within a time.
    func message(
        to recipient: String, organization: String?, within wait: TimeSpan
    ) throws(ControlFailure) -> JSONNode? {
        let end = Environment.monotonicMilliseconds() + wait.milliseconds
        var pause = 50
        while true {
            if let message = try newestMessage(to: recipient, organization: organization) {
                return message
            }
            let left = end - Environment.monotonicMilliseconds()
            guard left > 0, Interruption.signal == nil else { return nil }
            Environment.sleep(TimeSpan(milliseconds: min(pause, left)))
            pause = min(pause * 2, 1000)
        }
    }

    /// The newest message for a recipient, nil when there is none.
    func newestMessage(
        to recipient: String, organization: String?
    ) throws(ControlFailure) -> JSONNode? {
        let path = "/inbox?to=" + PercentEncoding.encode(recipient)
        let answer = try call("GET", path, organization: organization)
        guard let messages = answer["messages"]?.elements else {
            throw ControlFailure(reason: "the inbox did not list its messages")
        }
        return messages.last
    }

    /// Has every event of an organization told to an address; answers what signs the webhooks.
    func subscribe(to url: String, organization: String?) throws(ControlFailure) -> String {
        let body = JSONValue.object([JSONMember("url", JSONNode(url))])
        let answer = try call("POST", "/webhooks", organization: organization, body: body)
        guard let secret = answer["secret"]?.string else {
            throw ControlFailure(reason: "a subscription to webhooks came without its secret")
        }
        return secret
    }

    /// Makes a call; `mayRefuse` says whether the target may refuse what is in it, since it need not be
    /// able to do everything.
    private func call(
        _ method: String, _ path: String, organization: String?, body: JSONValue? = nil,
        mayRefuse: Bool = false
    ) throws(ControlFailure) -> JSONNode {
        let answer: HTTPResponse
        do throws(TransportFailure) {
            answer = try send(method, path, organization: organization, body: body)
        } catch {
            throw ControlFailure(
                reason: "\(method) /__admin\(path): \(error)",
                isUnreachable: error.kind == .unreachable)
        }
        guard [200, 201].contains(answer.status), let json = answer.json else {
            let call = "\(method) /__admin\(path) answered \(answer.status)"
            let words = answer.json.flatMap(Self.words).map { ": \($0)" } ?? ""
            guard mayRefuse, [400, 422, 501].contains(answer.status) else {
                throw ControlFailure(reason: "\(call), not 200 or 201 with JSON\(words)")
            }
            throw ControlFailure(reason: call + words, isRefusal: true)
        }
        return json
    }

    func send(
        _ method: String, _ path: String, organization: String?, body: JSONValue? = nil
    ) throws(TransportFailure) -> HTTPResponse {
        try caller.call(request(method, path, organization: organization, body: body))
    }

    private func request(
        _ method: String, _ path: String, organization: String?, body: JSONValue? = nil
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: self.path + "/__admin" + path)
        request.headers.append("Host", address.authority)
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        if let organization { request.headers.append("X-Organization-Id", organization) }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = JSONNode(body).bytes()
        }
        return request
    }
}

/// Why a call of the control protocol did not do its work.
struct ControlFailure: Error {
    let reason: String
    var isUnreachable = false
    /// Whether the target cannot do what it was asked for, and says so.
    var isRefusal = false
}

extension HTTPResponse {
    /// The body as JSON, nil when it is none.
    var json: JSONNode? { try? JSONNode(parsing: body, limits: .ofAnswer) }
}

extension JSONLimits {
    /// What a run takes of an answer; as a tree a value takes many times the room of its text.
    static let ofAnswer = JSONLimits(values: 100_000)
}
