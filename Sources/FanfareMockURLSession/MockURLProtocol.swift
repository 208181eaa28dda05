import FanfareMock
import Foundation
import HTTPEngine

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Answers the requests of a session out of a mock of this process.
///
/// The session calls it on a thread of its own, the mock on its loop's; what both touch lies in
/// `exchange`. `Name` only makes a class of its own for each configuration.
final class MockURLProtocol<Name: Digits>: URLProtocol {
    private let exchange = MockExchange()
    /// What came of the body and was not handed over yet; touched on the mock's thread only.
    private var collected = Data()

    override static func canInit(with request: URLRequest) -> Bool {
        ["http", "https"].contains(request.url?.scheme?.lowercased())
    }

    override static func canonicalRequest(for request: URLRequest) -> URLRequest { request }

    override func startLoading() {
        guard let slot = ProtocolSlots[Self.self], let server = slot.server else {
            return fail(.cannotConnectToHost)
        }
        do {
            let message = try HTTPRequest(request, task, adding: slot.fields)
            let listener = Listener(self)
            exchange.start(server, message, patience: patience(slot)) {
                listener.loader?.pass(on: $0)
            }
        } catch {
            client?.urlProtocol(self, didFailWithError: error)
        }
    }

    /// What stands in a request that nobody gave a time to is the standard one.
    private func patience(_ slot: ProtocolSlot) -> TimeInterval {
        request.timeoutInterval == 60 ? slot.patience : request.timeoutInterval
    }

    override func stopLoading() { exchange.stop() }

    /// A way to this loader for the mock's thread; the session takes news on any.
    private final class Listener: @unchecked Sendable {
        private(set) weak var loader: MockURLProtocol?
        init(_ loader: MockURLProtocol) { self.loader = loader }
    }

    private func pass(on news: MockExchange.News) {
        switch news {
        case .head(let head):
            guard let response = response(head) else { return fail(.badServerResponse) }
            client?.urlProtocol(self, didReceive: response, cacheStoragePolicy: .notAllowed)
        case .body(let bytes):
            collected += bytes
        case .end:
            handOver()
            client?.urlProtocolDidFinishLoading(self)
        case .broken:
            handOver()
            fail(.networkConnectionLost)
        case .timedOut: fail(.timedOut)
        }
    }

    /// Foundation for Linux gives a task without a delegate only the last piece of a body.
    private func handOver() {
        if !collected.isEmpty { client?.urlProtocol(self, didLoad: collected) }
        collected = Data()
    }

    private func response(_ head: HTTPResponse) -> HTTPURLResponse? {
        guard let url = request.url else { return nil }
        let fields = Dictionary(
            head.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" })
        return HTTPURLResponse(
            url: url, statusCode: head.status, httpVersion: "HTTP/1.1", headerFields: fields)
    }

    private func fail(_ code: URLError.Code) {
        let details = request.url.map { [NSURLErrorFailingURLErrorKey: $0 as Any] } ?? [:]
        client?.urlProtocol(self, didFailWithError: URLError(code, userInfo: details))
    }
}
