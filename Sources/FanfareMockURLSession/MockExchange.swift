import Dispatch
import FanfareMock
import HTTPEngine
import Synchronization

/// One request on its way to a mock, and the time that may pass without news of it.
final class MockExchange: Sendable {
    /// What a session is to hear.
    enum News: Sendable {
        case head(HTTPResponse)
        case body([UInt8])
        case end
        /// The connection broke.
        case broken
        case timedOut
    }

    private struct State {
        var call: DirectCall?
        var isOver = false
        /// Counts what was heard, so that a time-out knows whether anything was.
        var heard = 0
    }

    private let state = Mutex(State())

    /// Sends a request and passes on what comes of it, until the first that ends it.
    func start(
        _ server: MockServer, _ request: HTTPRequest, patience: Double,
        _ hears: @escaping @Sendable (News) -> Void
    ) {
        let call = server.call(request) { [weak self] event in
            self?.tell(News(event), hears)
        }
        state.withLock { $0.call = call }
        giveUp(after: patience, unlessHeardMoreThan: 0, hears)
    }

    /// Lets nothing more be heard.
    func stop() {
        let call = state.withLock { state in
            state.isOver = true
            return state.call.take()
        }
        call?.cancel()
    }

    private func tell(_ news: News, _ hears: (News) -> Void) {
        let isHeard = state.withLock { state in
            if state.isOver { return false }
            state.heard += 1
            state.isOver = news.isLast
            return true
        }
        if isHeard { hears(news) }
    }

    /// A request times out when nothing came for that long (`URLRequest.timeoutInterval`).
    private func giveUp(
        after patience: Double, unlessHeardMoreThan heard: Int,
        _ hears: @escaping @Sendable (News) -> Void
    ) {
        DispatchQueue.global().asyncAfter(deadline: .now() + patience) { [weak self] in
            guard let self else { return }
            let (now, isOver) = state.withLock { ($0.heard, $0.isOver) }
            if isOver { return }
            guard now == heard else {
                return giveUp(after: patience, unlessHeardMoreThan: now, hears)
            }
            tell(.timedOut, hears)
            stop()
        }
    }
}

extension MockExchange.News {
    fileprivate init(_ event: DirectCall.Event) {
        switch event {
        case .head(let head): self = .head(head)
        case .body(let bytes): self = .body(bytes)
        case .end: self = .end
        case .broken: self = .broken
        }
    }

    fileprivate var isLast: Bool {
        switch self {
        case .head, .body: false
        case .end, .broken, .timedOut: true
        }
    }
}
