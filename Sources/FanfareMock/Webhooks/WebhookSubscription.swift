import FanfareModel
import Foundations
import JSONTree
import TLS
import TokenSigning

/// Somebody who is told what occurs in an organization.
struct WebhookSubscription: Sendable {
    let id: String
    let target: WebhookTarget
    /// How it is reached.
    let manner: WebhookManner
    /// The types it is told of; all when there are none.
    let types: [String]
    /// What signs its webhooks, `whsec_…`.
    let secret: String
    let createdAt: Instant

    func wants(_ type: String) -> Bool { types.isEmpty || types.contains(type) }

    /// specs/v1/contract.md#webhooks: HMAC-SHA256 of the timestamp, a dot and the raw body.
    static func signature(secret: String, timestamp: Int64, body: [UInt8]) -> String {
        let code = HMAC.sha256(
            key: Array(secret.utf8), message: Array("\(timestamp).".utf8) + body)
        return "sha256=" + code.hexadecimal
    }

    var members: [JSONMember] {
        [
            JSONMember("id", JSONNode(id)), JSONMember("url", JSONNode(target.url)),
            JSONMember("events", JSONNode(types.map { JSONNode($0) })),
            JSONMember("secret", JSONNode(secret)), JSONMember("createdAt", createdAt.json),
            JSONMember("timeout", JSONNode(manner.timeout.words)),
            JSONMember("insecure", JSONNode(manner.trust == .anybody)),
        ]
    }

    var json: JSONNode { JSONNode(members) }
}

/// A subscription before it has an identifier: made by a control call or a world file.
struct WebhookPlan: Sendable {
    let target: WebhookTarget
    var manner = WebhookManner()
    var types: [String] = []
    /// The secret, nil for a fresh one.
    var secret: String?
}
