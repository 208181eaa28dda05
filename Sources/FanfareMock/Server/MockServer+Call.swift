package import HTTPEngine
import JSONTree

extension MockServer {
    /// Hands the mock a request without a socket; what comes of it is heard on the mock's thread.
    @discardableResult
    package func call(
        _ request: HTTPRequest, _ hears: @escaping @Sendable (DirectCall.Event) -> Void
    ) -> DirectCall {
        server.call(request, hears)
    }

    /// Runs an action on the mock's thread when it begins to stop.
    package func whenStopping(_ action: @escaping @Sendable () -> Void) {
        server.execute { [server] in server.onStop(action) }
    }

    /// Makes one call of the control protocol and waits for its answer.
    func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil, organization: String? = nil
    ) throws(MockControlError) -> JSONNode {
        let answer = try answer(method, path, body?.bytes(), organization: organization)
        if answer.body.isEmpty { return .null }
        do throws(JSONError) {
            return try JSONNode(parsing: answer.body)
        } catch {
            let text = String(decoding: answer.body, as: UTF8.self)
            throw MockControlError("the control protocol answered what is no JSON: \(text)")
        }
    }

    /// Makes one call of the control protocol and waits for an answer of success.
    func answer(
        _ method: String, _ path: String, _ body: [UInt8]?, organization: String?
    ) throws(MockControlError) -> HTTPResponse {
        var request = HTTPRequest(method: method, target: "/__admin" + path)
        request.headers.append("Host", "localhost")
        if let controlToken { request.headers.append("Authorization", "Bearer \(controlToken)") }
        if let organization { request.headers.append("X-Organization-Id", organization) }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body
        }
        let answer = try waitForAnswer(to: request)
        guard answer.status < 300 else {
            let text = String(decoding: answer.body, as: UTF8.self)
            throw MockControlError("\(answer.status) \(text)")
        }
        return answer
    }

    /// An inbox may be waited at for a minute.
    private static let patience = Duration.seconds(75)

    private func waitForAnswer(
        to request: HTTPRequest
    ) throws(MockControlError) -> HTTPResponse {
        let answer = Monitor(PendingAnswer())
        call(request) { event in answer.change { $0.add(event) } }
        guard let result = answer.wait(atMost: Self.patience, until: \.result) else {
            throw MockControlError(
                "the mock does not answer: call start(), and no control call on its own thread")
        }
        guard let response = result else { throw MockControlError("the mock was stopped") }
        return response
    }
}

/// An answer that comes in pieces.
private struct PendingAnswer {
    private var response = HTTPResponse(status: 0)
    /// The whole answer once it is there, nil inside for one that broke off.
    private(set) var result: HTTPResponse??

    mutating func add(_ event: DirectCall.Event) {
        switch event {
        case .head(let head): response = head
        case .body(let bytes): response.body += bytes
        case .end: result = .some(response)
        case .broken: result = .some(nil)
        }
    }
}
