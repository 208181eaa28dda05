import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// One request on its way through a mutant: what it asks for, and the right mock behind.
final class InterceptedCall {
    var request: HTTPRequest
    /// The row of the route table: `POST /queues/{id}/enter`; empty for an unknown one.
    let route: String
    /// What stands in the path where the template has its parameter.
    let id: String
    /// What it is answered in.
    let edition: Edition
    let mock: Mock
    let real: Instant
    /// Whether the wrong rule came into play.
    var wasTouched = false
    /// Another mutation that lies between this one and the right mock.
    var inner: ((InterceptedCall) -> HTTPResponse)?

    init(_ request: HTTPRequest, through mock: Mock, real: Instant) {
        self.request = request
        self.mock = mock
        self.real = real
        let goal = mock.goal(of: request)
        edition = goal.edition
        route = goal.route
        id = goal.parameter
    }

    /// The right answer.
    func proceed() -> HTTPResponse {
        guard let inner else { return answer(to: request) }
        self.inner = nil
        defer { self.inner = inner }
        return inner(self)
    }

    /// The right answer to another request.
    func answer(to request: HTTPRequest) -> HTTPResponse {
        mock.respond(to: request, real: real).response
    }

    /// What the right answer to another request would be; nothing comes of it.
    func attempt(_ request: HTTPRequest) -> HTTPResponse { mock.attempt(request, real: real) }
}

/// What a request says of itself.
extension InterceptedCall {
    /// The organization whose keys or token came with it, else the default one.
    var organization: Organization { mock.organization(calledBy: request) }

    /// The organization's time.
    var now: Instant { mock.present(of: organization, real: real) }

    /// The document it carries; an empty object for none.
    var body: JSONNode { (try? JSONNode(parsing: request.body)) ?? [:] }

    /// Says something else in the document it carries; nil leaves it out.
    func say(_ name: String, _ value: JSONNode?) {
        var document = body
        document[editing: name] = value
        request.body = document.bytes()
    }

    /// The consumer's token.
    var token: String? {
        get { mock.token(of: request) }
        set {
            if let newValue {
                request.headers.set("Authorization", "Bearer \(newValue)")
            } else {
                request.headers.remove("Authorization")
            }
        }
    }

    /// A claim of the consumer's token, whether it is good or not.
    func claim(_ name: String) -> JSONNode? { Self.claims(token ?? "")?[name] }

    /// Whom it is about: the consumer of the token, or the one that a backend names.
    var consumerID: String {
        claim("consumerId")?.string ?? body["consumerId"]?.string ?? ""
    }

    static func claims(_ token: String) -> JSONNode? { (try? JWT.decode(token))?.claims }
}

/// Further requests.
extension InterceptedCall {
    /// A call in the name of a consumer, beside the one that came in.
    @discardableResult
    func call(
        _ method: String, _ path: String, token: String? = nil, _ body: JSONNode? = nil
    ) -> HTTPResponse {
        var request = blank(method, path, body)
        request.headers.set("X-Publishable-Key", organization.publishableKey)
        if let token { request.headers.set("Authorization", "Bearer \(token)") }
        return answer(to: request)
    }

    /// A call of the organization's backend.
    @discardableResult
    func backend(_ method: String, _ path: String, _ body: JSONNode? = nil) -> HTTPResponse {
        var request = blank(method, path, body)
        request.headers.set("Authorization", "Bearer \(organization.secretKey)")
        return answer(to: request)
    }

    private func blank(_ method: String, _ path: String, _ body: JSONNode?) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: path, body: body?.bytes() ?? [])
        request.headers.set("Host", "localhost")
        if body != nil { request.headers.set("Content-Type", "application/json") }
        return request
    }

    /// The documented refusal, as if the rules had said so.
    func refusal(_ error: FanfareError) -> HTTPResponse {
        mock.refusal(error, of: request, to: organization, in: edition)
    }

    /// The newest code that was sent to whom a body names.
    func newestCode(to body: JSONNode) -> String? {
        let recipient =
            body["email"]?.string.flatMap(Recipient.init(email:))
            ?? body["phone"]?.string.flatMap {
                Recipient(phone: $0, defaultCountry: body["defaultCountry"]?.string)
            }
        return recipient.flatMap { organization.world.inbox.messages(to: $0).last?.code }
    }
}

extension HTTPResponse {
    /// The document it carries; null for none.
    var document: JSONNode {
        get { (try? JSONNode(parsing: body)) ?? .null }
        set { body = newValue.bytes() }
    }

    /// Whether it grants what was asked.
    var isGood: Bool { (200..<300).contains(status) }

    /// The text of its error.
    var error: String? { isGood ? nil : document["error"]?.string }

    /// An answer with a document.
    init(_ status: Int, like other: HTTPResponse, _ document: JSONNode) {
        self.init(status: status, headers: other.headers, body: document.bytes())
    }
}
