import Testing
import TokenSigning

@testable import FanfareMock
@testable import HTTPEngine

@Suite struct RequestRoutingTests {
    private var routing = RequestRouting(
        Editions.all, keysFoundBy: SipHashKey(1, 2))

    private func request(_ target: String, inPlace place: Int? = nil) -> HTTPRequest {
        let request = HTTPRequest(method: "GET", target: target)
        return place.map(request.repeated) ?? request
    }

    @Test mutating func `a request that comes again is routed once`() {
        let status = request("/queues/queue_1/status", inPlace: 7)
        let (first, second) = (routing.route(status), routing.route(status))
        #expect(first?.parameter == "queue_1")
        #expect(first === second)
    }

    @Test mutating func `one that comes once is routed each time`() {
        let status = request("/queues/queue_1/status")
        let (first, second) = (routing.route(status), routing.route(status))
        #expect(first !== second)
    }

    @Test mutating func `a place that has passed to another request leads where that one does`() {
        let queue = request("/queues/queue_1/status", inPlace: 7)
        let draw = request("/draws/draw_1/status", inPlace: 7)
        let names = [queue, draw, queue].map { routing.route($0)?.route?.name }
        #expect(names == ["queues.status", "draws.status", "queues.status"])
    }

    @Test mutating func `a call of the control protocol is none of the API`() {
        let kept = routing.route(request("/__admin/health", inPlace: 7))
        let other = routing.route(request("/__admin/health"))
        #expect(kept == nil)
        #expect(other == nil)
    }
}
