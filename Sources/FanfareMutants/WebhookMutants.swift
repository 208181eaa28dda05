import FanfareMock
import Foundations
import HTTPEngine
import JSONTree
import TokenSigning

/// What endpoints are told, and how (specs/v1/contract.md#webhooks).
extension RuleMutant {
    static let webhooks: [RuleMutant] = [
        RuleMutant(
            "webhooks/body-alone-signed", "The signature leaves the timestamp out",
            "webhooks.signature",
            by: .webhook { webhook, _ in webhook.sign { _, body in body } }),
        RuleMutant(
            "webhooks/signature-without-its-name", "The signature lacks sha256=",
            "webhooks.signature",
            by: .webhook { webhook, _ in
                webhook.change("X-Fanfare-Signature") { String($0.dropFirst("sha256=".count)) }
            }),
        RuleMutant(
            "webhooks/signed-before-writing", "Signed is another spelling of the body than is sent",
            "webhooks.signature",
            by: .webhook { webhook, _ in webhook.request.body.append(0x20) }),
        RuleMutant(
            "webhooks/time-in-milliseconds", "The timestamp is in milliseconds", "webhooks.headers",
            by: .webhook { webhook, _ in
                webhook.change("X-Fanfare-Timestamp") { $0 + "000" }
                webhook.sign { time, body in Array("\(time).".utf8) + body }
            }),
        RuleMutant(
            "webhooks/no-type", "The header of the event's type is missing", "webhooks.headers",
            by: .webhook { webhook, _ in webhook.change("X-Fanfare-Event-Type") { _ in nil } }),
        RuleMutant(
            "webhooks/another-sender", "The user agent is the library's", "webhooks.headers",
            by: .webhook { webhook, _ in
                webhook.change("User-Agent") { _ in "Go-http-client/1.1" }
            }),
        RuleMutant(
            "webhooks/another-delivery-id", "The header has another id than the envelope",
            "webhooks.id",
            by: .webhook { webhook, _ in webhook.change("X-Fanfare-Delivery-Id") { $0 + "0" } }),
        RuleMutant(
            "webhooks/one-id-for-all", "Every delivery has the same id", "webhooks.id",
            by: .webhook { webhook, _ in
                webhook.change("X-Fanfare-Delivery-Id") { _ in "whk_1" }
                webhook.document { $0[editing: "id"] = "whk_1" }
            }),
        RuleMutant(
            "webhooks/no-organization", "The envelope does not name the organization",
            "webhooks.envelope",
            by: .webhook { webhook, _ in webhook.document { $0[editing: "organizationId"] = nil } }),
        RuleMutant(
            "webhooks/no-timestamp", "The envelope does not say when", "webhooks.envelope",
            by: .webhook { webhook, _ in webhook.document { $0[editing: "timestamp"] = nil } }),
        RuleMutant(
            "webhooks/no-experience", "The data does not name the experience",
            "webhooks.data.subject",
            by: .webhook { webhook, _ in
                webhook.document { $0.change("data") { $0[editing: "experienceId"] = nil } }
            }),
        RuleMutant(
            "webhooks/position-from-zero", "Whoever enters first is told at position 0",
            "webhooks.data.types",
            by: .webhook { webhook, _ in
                webhook.document { $0.change("data") { $0.change("position") { $0.add(-1) } } }
            }),
        RuleMutant(
            "webhooks/retries-uncounted", "A retry does not say which it is",
            "webhooks.retries.count",
            by: .webhook { webhook, _ in webhook.change("X-Fanfare-Retry-Count") { _ in "0" } }),
        RuleMutant(
            "webhooks/retry-is-new", "A retry has an id of its own", "webhooks.id",
            by: .webhook { webhook, _ in
                let count = webhook.request.headers["X-Fanfare-Retry-Count"] ?? "0"
                guard count != "0" else { return }
                webhook.change("X-Fanfare-Delivery-Id") { $0 + count }
            }),
        RuleMutant(
            "webhooks/retry-signature-of-the-first", "A retry carries the first try's signature",
            "webhooks.signature",
            by: .webhook { webhook, memory in
                let id = webhook.request.headers["X-Fanfare-Delivery-Id"] ?? ""
                if let first = memory[id] {
                    webhook.change("X-Fanfare-Signature") { _ in first }
                } else {
                    memory[id] = webhook.request.headers["X-Fanfare-Signature"]
                }
            }),
    ]
}

/// A webhook on its way to its endpoint.
struct PassingWebhook {
    var request: HTTPRequest
    /// What it is signed with.
    let secret: String

    /// Changes a header; nil takes it away.
    mutating func change(_ name: String, _ body: (String) -> String?) {
        guard let old = request.headers[name] else { return }
        request.headers.remove(name)
        if let new = body(old) { request.headers.append(name, new) }
    }

    /// Changes the document, and signs it again.
    mutating func document(_ change: (inout JSONNode) -> Void) {
        guard var node = try? JSONNode(parsing: request.body) else { return }
        change(&node)
        request.body = node.bytes()
        sign { time, body in Array("\(time).".utf8) + body }
    }

    /// Signs what a function makes of the timestamp and the body.
    mutating func sign(_ message: (String, [UInt8]) -> [UInt8]) {
        let time = request.headers["X-Fanfare-Timestamp"] ?? ""
        let code = HMAC.sha256(key: Array(secret.utf8), message: message(time, request.body))
        change("X-Fanfare-Signature") { _ in "sha256=" + code.hexadecimal }
    }
}
