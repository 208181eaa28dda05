import JSONTree

/// Somebody who is told what occurs in an organization.
public struct MockWebhook: Sendable, Hashable, Identifiable {
    /// The identifier, `wh_…`.
    public let id: String
    /// Where its webhooks go.
    public let url: String
    /// The types it is told of; all when there are none.
    public let events: [String]
    /// What signs its webhooks, `whsec_…`.
    public let secret: String

    init(_ node: JSONNode) {
        id = node["id"]?.string ?? ""
        url = node["url"]?.string ?? ""
        events = (node["events"]?.elements ?? []).compactMap(\.string)
        secret = node["secret"]?.string ?? ""
    }
}

/// One webhook on its way to one subscriber.
public struct MockDelivery: Sendable, Hashable, Identifiable {
    /// The identifier that the envelope and the header show; later deliveries come `after` it.
    public let id: String
    /// Whose it is.
    public let webhookID: String
    /// What is told, the same for every subscriber.
    public let eventID: String
    /// Of what type that is: `queue.consumer.admitted`.
    public let type: String
    /// Where it stands.
    public let state: State
    /// The tries so far.
    public let attempts: [Attempt]
    /// When the next try is due, nil when none is planned.
    public let nextAttemptAt: MockInstant?
    /// The envelope as JSON text.
    public let body: String

    /// Where a delivery stands.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The next try is due later.
        case waiting
        /// A try is on the wire.
        case underway
        /// The receiver took it.
        case delivered
        /// The receiver said that it wants none (410).
        case gone
        /// The last try failed.
        case exhausted
        /// The subscription was deleted before the receiver took it.
        case cancelled
    }

    /// One try.
    public struct Attempt: Sendable, Hashable {
        /// When it began, by the organization's clock.
        public let at: MockInstant
        /// What the receiver answered, nil without an answer.
        public let status: Int?
        /// Why there was no answer, nil for one that came.
        public let error: String?
    }

    init(_ node: JSONNode) {
        id = node["id"]?.string ?? ""
        webhookID = node["webhookId"]?.string ?? ""
        eventID = node["eventId"]?.string ?? ""
        type = node["type"]?.string ?? ""
        state = node["state"]?.string.flatMap(State.init) ?? .waiting
        attempts = (node["attempts"]?.elements ?? []).compactMap { node in
            node["at"]?.instant.map {
                Attempt(
                    at: $0, status: node["status"]?.integer, error: node["error"]?.string)
            }
        }
        nextAttemptAt = node["nextAttemptAt"]?.instant
        body = (node["body"] ?? .null).text()
    }
}

extension MockOrganization {
    /// Tells a receiver of what occurs from now on: of some types, or of all; a `secret` is made unless given.
    ///
    /// It has thirty seconds of real time to answer, or `timeout`. Over https its certificate must be vouched for by the
    /// system's authorities, or by those in the PEM text `authorities`; with `isInsecure` any will do.
    @discardableResult
    public func addWebhook(
        to url: String, events: [String] = [], secret: String? = nil, timeout: Duration? = nil,
        authorities: String? = nil, isInsecure: Bool = false
    ) async throws(MockControlError) -> MockWebhook {
        let body: JSONNode = [
            "url": JSONNode(url), "events": JSONNode(events.map { JSONNode($0) }),
            "secret": JSONNode(secret), "timeout": JSONNode(timeout?.words),
            "certificateAuthorities": JSONNode(authorities), "insecure": JSONNode(isInsecure),
        ]
        return MockWebhook(try await control("POST", "/webhooks", body))
    }

    /// Who is told.
    public func webhooks() async throws(MockControlError) -> [MockWebhook] {
        try await (control("GET", "/webhooks")["webhooks"]?.elements ?? []).map(MockWebhook.init)
    }

    /// Tells a receiver nothing more.
    public func removeWebhook(_ id: String) async throws(MockControlError) {
        _ = try await control("DELETE", "/webhooks/\(Query.encode(id))")
    }

    /// The deliveries, newest last, that fit all that is said of them; waits until there are so many.
    ///
    /// With `isSettled` only those of which nothing more will come, whatever became of them.
    public func deliveries(
        type: String? = nil, state: MockDelivery.State? = nil, isSettled: Bool = false,
        webhook: String? = nil, consumer: String? = nil, after delivery: String? = nil,
        count: Int = 1, waiting patience: Duration = .zero
    ) async throws(MockControlError) -> [MockDelivery] {
        var query = Query()
        query.add("type", type)
        query.add("state", state?.rawValue ?? (isSettled ? "settled" : nil))
        query.add("webhookId", webhook)
        query.add("consumerId", consumer)
        query.add("after", delivery)
        query.add("count", "\(count)")
        query.add("wait", patience > .zero ? patience.words : nil)
        let answer = try await control("GET", "/webhooks/deliveries" + query.text)
        return (answer["deliveries"]?.elements ?? []).map(MockDelivery.init)
    }

    /// Sends a delivery once more, whatever became of it.
    public func redeliver(_ id: String) async throws(MockControlError) {
        _ = try await control("POST", "/webhooks/deliveries/\(Query.encode(id))/redeliver")
    }
}
