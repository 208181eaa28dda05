package import HTTPEngine
import JSONTree
import Synchronization

/// The webhooks that have come to a run, whoever brought them.
package final class WebhookInbox: Sendable {
    /// One try of a delivery as it came.
    struct Webhook: Sendable {
        /// The request.
        let request: HTTPRequest
        /// Its body, nil where that is no JSON.
        let document: JSONNode?

        /// Whether it tells of a type and, in `data`, of somebody or something by its id.
        func tells(_ type: String, of id: String) -> Bool {
            guard document?["type"]?.string == type else { return false }
            return document?["data"]?.members?.contains { $0.node.string == id } ?? false
        }
    }

    private struct State {
        var webhooks: [Webhook] = []
        var bytes = 0
    }

    private let state = Mutex(State())

    /// How many bytes are kept at most; the oldest give way.
    private static let room = 64 << 20

    /// Starts without any.
    package init() {}

    /// Takes one in and says with which status it is answered: the one that its path ends with, else 204.
    package func receive(_ request: HTTPRequest) -> Int {
        let webhook = Webhook(
            request: request, document: try? JSONNode(parsing: request.body, limits: .ofAnswer))
        state.withLock { state in
            state.webhooks.append(webhook)
            state.bytes += request.body.count
            var surplus = 0
            while state.bytes > Self.room, surplus < state.webhooks.count - 1 {
                state.bytes -= state.webhooks[surplus].request.body.count
                surplus += 1
            }
            state.webhooks.removeFirst(surplus)
        }
        let last = request.path.split(separator: "/").last.flatMap { Int($0) }
        return last.flatMap { (200...599).contains($0) ? $0 : nil } ?? 204
    }

    /// A try of the newest delivery of a type that tells of an id, nil while it has not come; `path` is
    /// where it must have come to, nil for anywhere.
    func webhook(_ type: String, of id: String, attempt: Int, at path: String?) -> Webhook? {
        let tries = state.withLock { state in
            state.webhooks.filter { webhook in
                (path == nil || webhook.request.path == path) && webhook.tells(type, of: id)
            }
        }
        let newest = tries.last?.document?["id"]
        let ofNewest = tries.filter { $0.document?["id"] == newest }
        return ofNewest.count >= attempt ? ofNewest[attempt - 1] : nil
    }

    /// How many have come.
    var count: Int { state.withLock(\.webhooks.count) }
}
