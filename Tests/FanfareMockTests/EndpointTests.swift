import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What becomes of a receiver that does not take its webhooks.
struct EndpointTests {
    private let client = MockClient()

    private func subscribe(_ type: String) -> String {
        client.send(
            "POST /__admin/webhooks", as: .nobody,
            ["url": "http://localhost:1/", "events": [JSONNode(type)]]
        ).string("/id")
    }

    private func take() -> [WebhookRequest] { client.mock.takeDueWebhooks(real: MockClient.start) }

    private func finish(_ request: WebhookRequest, _ outcome: WebhookOutcome) {
        client.mock.webhookFinished(request, outcome, real: MockClient.start)
    }

    private var listed: MockClient.Answer { client.send("GET /__admin/webhooks", as: .nobody) }

    @Test func `the envelope and the header show one identifier, a subscriber's own`() throws {
        #expect(subscribe("consumer.created").hasPrefix("whe_"))
        _ = subscribe("consumer.created")
        _ = client.guest()
        let requests = take()
        let ids = try requests.map { try JSONNode(parsing: $0.body)["id"]?.string }
        #expect(ids == requests.map { $0.request.headers["X-Fanfare-Delivery-Id"] })
        #expect(Set(ids).count == 2)
    }

    @Test func `a retry says when it occurred and whose endpoint it is, the first try does not`()
        throws
    {
        let id = subscribe("consumer.created")
        _ = client.guest()
        let first = try #require(take().first)
        #expect(first.request.headers["X-Fanfare-Original-Time"] == nil)
        finish(first, .answered(500))
        client.advance("1m")
        let headers = try #require(take().first).request.headers
        #expect(headers["X-Fanfare-Retry-Count"] == "1")
        #expect(headers["X-Fanfare-Original-Time"] == "2026-01-01T00:00:00Z")
        #expect(headers["X-Fanfare-Webhook-Id"] == id)
        #expect(headers["X-Fanfare-Delivery-Id"] == first.deliveryID)
    }

    @Test func `a 410 disables the endpoint and gives up what waits`() throws {
        _ = subscribe("consumer.created")
        for _ in 0..<2 { _ = client.guest() }
        #expect(listed["/webhooks/0/enabled"] == true)
        finish(try #require(take().first), .answered(410))
        #expect(take().isEmpty)
        #expect(listed["/webhooks/0/enabled"] == false)
        #expect(listed["/webhooks/0/disabledAt"] == "2026-01-01T00:00:00Z")
        _ = client.guest()
        #expect(take().isEmpty)
    }

    @Test(arguments: [(99, "8d", true), (100, "6d", true), (100, "8d", false)])
    func `a hundred failures in a row over seven days disable an endpoint`(
        _ failures: Int, _ time: String, _ isEnabled: Bool
    ) throws {
        _ = subscribe("consumer.created")
        for number in 1...failures {
            if number == failures { client.advance(time) }
            _ = client.guest()
            finish(try #require(take().first), .answered(500))
        }
        #expect(listed["/webhooks/0/failuresInARow"] == JSONNode(failures))
        #expect(listed["/webhooks/0/enabled"] == JSONNode(isEnabled))
    }

    @Test func `a success begins the count anew`() throws {
        _ = subscribe("consumer.created")
        for outcome in [WebhookOutcome.answered(500), .answered(200), .failed("refused")] {
            _ = client.guest()
            while let request = take().first { finish(request, outcome) }
        }
        #expect(listed["/webhooks/0/failuresInARow"] == 1)
    }

    @Test func `a delivery that was given up is told to others`() throws {
        let failing = subscribe("consumer.created")
        _ = subscribe("webhook.delivery.failed")
        _ = client.guest()
        let event = client.send("GET /__admin/webhooks/deliveries", as: .nobody)
            .string("/deliveries/0/eventId")
        for _ in 0..<8 {
            finish(try #require(take().first), .answered(500))
            client.advance("1d")
        }
        let told = try JSONNode(parsing: try #require(take().first).body)
        #expect(told["type"] == "webhook.delivery.failed")
        #expect(
            told["data"] == [
                "endpointId": JSONNode(failing), "endpointUrl": "http://localhost:1/",
                "eventId": JSONNode(event), "eventType": "consumer.created", "retryCount": 8,
                "lastError": "HTTP 500", "willRetry": false,
            ])
    }

    @Test func `a state keeps how endpoints fare`() throws {
        _ = subscribe("consumer.created")
        _ = client.guest()
        finish(try #require(take().first), .answered(410))
        let saved = client.send("POST /__admin/snapshots", as: .nobody, ["name": "one"])
        #expect(saved.status < 300, "\(saved.text)")
        let webhooks = client.mock.defaultOrganization.webhooks
        var writer = StateWriter(.organization)
        webhooks.write(to: &writer)
        var reader = try StateReader(writer.sealed(), .organization)
        #expect(try Webhooks(from: &reader).list == webhooks.list)
    }
}
