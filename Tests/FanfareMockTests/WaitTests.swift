import FanfareModel
import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareMock

/// Calls that wait, on a handler without sockets: who is woken by what is counted.
final class WaitTests {
    private let mock: Mock
    private let handler: MockHandler
    private let loop = ManualLoop()
    private let shop: Organization

    init() throws {
        mock = Mock(real: RealClock.now)
        handler = MockHandler(mock, loop)
        shop = try #require(
            mock.createOrganization(.default, seed: 1, startAt: nil, real: RealClock.now))
    }

    /// Somebody who waits for an answer.
    private final class Caller: HTTPExchangeChannel {
        var response: HTTPResponse?
        var streamBegan = false
        var events = 0
        var isOpen = true
        var closeAction: (() -> Void)?
        var peer: String { "127.0.0.1:1" }
        var unsentBytes: Int { 0 }
        var servesFirst: Bool { true }
        func respond(_ response: HTTPResponse, ticket: AnswerTicket) { self.response = response }
        func beginStream(_ head: HTTPResponse) { streamBegan = true }
        func writeToStream(_ bytes: [UInt8]) { events += 1 }
        func endStream() {}
        func abandon(_ request: HTTPRequest) {}

        /// How many messages or deliveries were answered, nil while there is no answer.
        var found: Int? {
            guard let response, let body = try? JSONNode(parsing: response.body) else { return nil }
            return (body["messages"] ?? body["deliveries"])?.elements?.count
        }

        var text: String { String(decoding: response?.body ?? [], as: UTF8.self) }

        func leave() {
            isOpen = false
            closeAction?()
        }
    }

    @discardableResult
    private func send(
        _ line: String, to organization: Organization, _ body: String = ""
    ) -> Caller {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers.append("Host", "localhost")
        request.headers.append("X-Publishable-Key", organization.publishableKey)
        if parts[1].hasPrefix("/__admin") {
            request.headers.append("X-Organization-Id", organization.id)
        }
        request.body = Array(body.utf8)
        let caller = Caller()
        handler.handle(HTTPExchange(request: request, channel: caller))
        return caller
    }

    private func sendCode(to address: String, in organization: Organization) {
        send("POST /auth/otp/request", to: organization, #"{"email":"\#(address)"}"#)
    }

    @Test func `nobody's request makes an answer anew for whoever waits elsewhere`() {
        let waiting = (0..<20).map { _ in
            send("GET /__admin/inbox?to=ann@example.com&wait=30s", to: shop)
        }
        for _ in 0..<50 {
            send("GET /health", to: mock.defaultOrganization)
            sendCode(to: "ann@example.com", in: mock.defaultOrganization)
            send("GET /experiences", to: shop)
            sendCode(to: "ben@example.com", in: shop)
        }
        #expect(handler.waits.evaluations == 0)
        #expect(handler.waits.count == 20)
        sendCode(to: "ann@example.com", in: shop)
        #expect(handler.waits.evaluations == 20)
        #expect(waiting.map(\.found) == Array(repeating: 1, count: 20))
        #expect(handler.waits.count == 0)
    }

    @Test func `as many wait at an organization as may, and others elsewhere`() {
        let waiting = (0..<1024).map { _ in send("GET /__admin/inbox?wait=30s", to: shop) }
        let refused = send("GET /__admin/inbox?wait=30s", to: shop)
        #expect(refused.response?.status == 503)
        #expect(refused.text.contains("1024 calls wait at this organization"))
        #expect(send("GET /__admin/inbox", to: shop).found == 0)
        let other = send("GET /__admin/inbox?wait=30s", to: mock.defaultOrganization)
        #expect(other.response == nil)
        waiting[500].leave()
        let next = send("GET /__admin/inbox?wait=30s", to: shop)
        #expect(next.response == nil)
        // In a full house too everybody is told.
        sendCode(to: "ann@example.com", in: shop)
        #expect(next.found == 1)
        #expect(waiting.compactMap(\.found) == Array(repeating: 1, count: 1023))
    }

    @Test func `as many follow an organization as may, and others elsewhere`() {
        let streams = (0..<256).map { _ in send("GET /__admin/events", to: shop) }
        #expect(streams.map(\.streamBegan) == Array(repeating: true, count: 256))
        let refused = send("GET /__admin/events", to: shop)
        #expect(refused.response?.status == 503)
        #expect(refused.text.contains("256 streams follow this organization"))
        #expect(send("GET /__admin/events", to: mock.defaultOrganization).streamBegan)
        streams[100].leave()
        #expect(send("GET /__admin/events", to: shop).streamBegan)
    }

    @Test func `what comes over another channel wakes nobody`() {
        let waiting = send("GET /__admin/inbox?channel=sms&wait=30s", to: shop)
        sendCode(to: "ann@example.com", in: shop)
        #expect(handler.waits.evaluations == 0)
        send("POST /auth/otp/request", to: shop, #"{"phone":"+12025550123"}"#)
        #expect(waiting.found == 1)
    }

    @Test func `a delivery wakes whoever waits for one, a change of it whoever waits for that`() {
        send(
            "POST /__admin/webhooks", to: shop,
            #"{"url":"http://127.0.0.1:9/hooks","events":["consumer.created"]}"#)
        let waiting = send("GET /__admin/webhooks/deliveries?wait=30s", to: shop)
        let delivered = send(
            "GET /__admin/webhooks/deliveries?state=delivered&wait=30s", to: shop)
        send("POST /auth/guest", to: mock.defaultOrganization)
        #expect(handler.waits.evaluations == 0)
        send("POST /auth/guest", to: shop)
        // What occurred is published when the organization is next brought to the present.
        send("GET /health", to: shop)
        send("GET /experiences", to: shop)
        #expect(waiting.found == 1)
        #expect(delivered.found == nil)
    }

    @Test func `a wait ends with its client`() {
        let waiting = send("GET /__admin/inbox?wait=30s", to: shop)
        #expect(handler.waits.count == 1)
        waiting.leave()
        #expect(handler.waits.count == 0)
        sendCode(to: "ann@example.com", in: shop)
        #expect(handler.waits.evaluations == 0)
    }

    @Test func `a reset ends the waits of its organization with what is there`() {
        let waiting = send("GET /__admin/inbox?wait=30s", to: shop)
        let other = send("GET /__admin/inbox?wait=30s", to: mock.defaultOrganization)
        send("POST /__admin/reset", to: shop)
        #expect(waiting.found == 0)
        #expect(other.found == nil)
    }

    @Test func `deleting an organization ends the waits at it`() {
        let waiting = send("GET /__admin/inbox?wait=30s", to: shop)
        send("DELETE /__admin/organizations/\(shop.id)", to: mock.defaultOrganization)
        #expect(waiting.response?.status == 404)
        #expect(handler.waits.count == 0)
    }

    @Test func `patience that ends gives what was found before`() {
        let waiting = send("GET /__admin/inbox?wait=30s", to: shop)
        #expect(waiting.found == nil)
        loop.runTimers()
        #expect(waiting.found == 0)
        #expect(handler.waits.count == 0)
    }
}
