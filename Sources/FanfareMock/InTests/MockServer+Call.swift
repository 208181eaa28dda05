package import HTTPEngine
import JSONTree
import Synchronization

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

    /// Makes one call of the control protocol; whoever waits for its answer holds no thread.
    func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil, organization: String? = nil
    ) async throws(MockControlError) -> JSONNode {
        let answer = try await answer(method, path, body?.bytes(), organization: organization)
        if answer.body.isEmpty { return .null }
        do throws(JSONError) {
            return try JSONNode(parsing: answer.body)
        } catch {
            let text = String(decoding: answer.body, as: UTF8.self)
            throw MockControlError("the control protocol answered what is no JSON: \(text)")
        }
    }

    /// Makes one call of the control protocol that is answered with success.
    func answer(
        _ method: String, _ path: String, _ body: [UInt8]?, organization: String?
    ) async throws(MockControlError) -> HTTPResponse {
        var request = HTTPRequest(method: method, target: "/__admin" + path)
        request.headers.append("Host", "localhost")
        if let controlToken { request.headers.append("Authorization", "Bearer \(controlToken)") }
        if let organization { request.headers.append("X-Organization-Id", organization) }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body
        }
        guard isStarted else {
            throw MockControlError(
                "the mock does not serve yet: make it with MockServer.started(), or call start()")
        }
        let call = AwaitedCall()
        let ending = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                call.begin(request, of: self, continuation)
            }
        } onCancel: {
            call.cancel()
        }
        switch ending {
        case .answered(let answer) where answer.status < 300: return answer
        case .answered(let answer):
            let text = String(decoding: answer.body, as: UTF8.self)
            throw MockControlError("\(answer.status) \(text)", status: answer.status)
        case .stopped: throw MockControlError("the mock was stopped")
        case .cancelled: throw MockControlError("the task that asked was cancelled")
        }
    }
}

/// A call whose answer comes in pieces to a task that waits for it.
private final class AwaitedCall: Sendable {
    enum Ending: Sendable {
        case answered(HTTPResponse)
        case stopped
        case cancelled
    }

    private struct State {
        var response = HTTPResponse(status: 0)
        var call: DirectCall?
        var isCancelled = false
        var continuation: CheckedContinuation<Ending, Never>?
    }

    private let state = Mutex(State())

    func begin(
        _ request: HTTPRequest, of server: MockServer,
        _ continuation: CheckedContinuation<Ending, Never>
    ) {
        let isCancelled = state.withLock { state in
            state.continuation = continuation
            return state.isCancelled
        }
        if isCancelled { return end(.cancelled) }
        let call = server.call(request) { [self] event in hear(event) }
        state.withLock { if $0.continuation != nil { $0.call = call } }
    }

    func cancel() {
        let call = state.withLock { state in
            state.isCancelled = true
            return state.call
        }
        call?.cancel()
        end(.cancelled)
    }

    private func hear(_ event: DirectCall.Event) {
        switch event {
        case .head(let head): state.withLock { $0.response = head }
        case .body(let bytes): state.withLock { $0.response.body += bytes }
        case .end: end(.answered(state.withLock(\.response)))
        case .broken: end(.stopped)
        }
    }

    private func end(_ ending: Ending) {
        let continuation = state.withLock { state in
            state.call = nil
            return state.continuation.take()
        }
        continuation?.resume(returning: ending)
    }
}
