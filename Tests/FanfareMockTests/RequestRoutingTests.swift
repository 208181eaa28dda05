import Testing
import TokenSigning

@testable import FanfareMock
@testable import HTTPEngine

@Suite struct RequestRoutingTests {
    private var routing = RequestRouting(
        Router(consumerRoutes), keysFoundBy: SipHashKey(1, 2))

    private func request(_ target: String, inPlace place: Int? = nil) -> HTTPRequest {
        let request = HTTPRequest(method: "GET", target: target)
        return place.map(request.repeated) ?? request
    }

    @Test mutating func `a request that comes again is routed once`() {
        let status = request("/queues/queue_1/status", inPlace: 7)
        let routed = routing.route(status)
        #expect(routed?.parameter == "queue_1")
        #expect(routing.route(status) === routed)
    }

    @Test mutating func `one that comes once is routed each time`() {
        let status = request("/queues/queue_1/status")
        #expect(routing.route(status) !== routing.route(status))
    }

    @Test mutating func `a place that has passed to another request leads where that one does`() {
        let first = request("/queues/queue_1/status", inPlace: 7)
        let second = request("/draws/draw_1/status", inPlace: 7)
        #expect(routing.route(first)?.route?.name == "queues.status")
        #expect(routing.route(second)?.route?.name == "draws.status")
        #expect(routing.route(first)?.parameter == "queue_1")
    }

    @Test mutating func `a call of the control protocol is none of the API`() {
        #expect(routing.route(request("/__admin/health", inPlace: 7)) == nil)
        #expect(routing.route(request("/__admin/health")) == nil)
    }
}
