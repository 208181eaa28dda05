import FanfareModel
import HTTPEngine

/// One try of a delivery, ready to be sent by whoever has a socket.
struct WebhookRequest: Sendable {
    let organizationID: String
    let deliveryID: String
    /// The delivery's place among all of its life.
    let number: Int
    let subscriptionID: String
    let type: String
    /// How many tries there were before this one.
    let retries: Int
    /// When it began, by the organization's clock.
    let begunAt: Instant
    /// Which life of the organization it belongs to; a reset begins the next.
    let life: Int
    let target: WebhookTarget
    let manner: WebhookManner
    /// What signs it.
    let secret: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// Signs a try that begins at an instant (specs/v1/contract.md#webhooks), with a stamp that shows another or the same.
    init(
        _ delivery: WebhookDelivery, number: Int, organizationID: String, life: Int,
        at begunAt: Instant, stamped now: Instant
    ) {
        self.begunAt = begunAt
        self.number = number
        self.organizationID = organizationID
        self.life = life
        deliveryID = delivery.id
        subscriptionID = delivery.subscription.id
        type = delivery.type
        retries = delivery.attempts.count - 1
        target = delivery.subscription.target
        manner = delivery.subscription.manner
        secret = delivery.subscription.secret
        body = delivery.body
        let signature = WebhookSubscription.signature(
            secret: secret, timestamp: now.seconds, body: delivery.body)
        let sent = [
            ("Content-Type", "application/json"), ("User-Agent", "Fanfare-Webhooks/1.0"),
            ("X-Fanfare-Signature", signature), ("X-Fanfare-Timestamp", String(now.seconds)),
            ("X-Fanfare-Event-Type", delivery.type), ("X-Fanfare-Delivery-Id", delivery.id),
            ("X-Fanfare-Retry-Count", String(retries)),
        ]
        let again = [
            ("X-Fanfare-Original-Time", delivery.occurredAt.iso8601),
            ("X-Fanfare-Webhook-Id", delivery.subscription.id),
        ]
        headers = retries > 0 ? sent + again : sent
    }

    /// The request as it goes on the wire.
    var request: HTTPRequest {
        var request = HTTPRequest(method: "POST", target: target.path)
        for header in headers { request.headers.append(header.name, header.value) }
        request.body = body
        return request
    }
}
