import FanfareModel
import JSONTree

/// What came of one try.
enum WebhookOutcome: Hashable, Sendable {
    /// The receiver answered with a status.
    case answered(Int)
    /// No answer came; the text says why.
    case failed(String)
}

/// One webhook on its way to one subscriber (specs/v1/contract.md#webhooks).
///
/// ```
///                ┌──> delivered
/// waiting <──> underway ──> gone, exhausted
///    └──────────────────> cancelled
/// ```
struct WebhookDelivery: Sendable {
    /// Where the delivery stands.
    enum State: Hashable, Sendable {
        /// The next try is due at an instant.
        case waiting(until: Instant)
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
    struct Attempt: Sendable {
        let at: Instant
        /// What came of it, nil while it is on the wire.
        var outcome: WebhookOutcome?
    }

    /// How long after a failed try the next one follows; after the last there is none.
    static let pauses: [Duration] = [
        .seconds(60), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(6 * 3600),
        .seconds(12 * 3600), .seconds(24 * 3600),
    ]

    /// The identifier that the envelope and the header show.
    let id: String
    let subscription: WebhookSubscription
    /// The identifier of what is told, the same for every subscriber.
    let eventID: String
    let type: String
    /// When what is told occurred.
    let occurredAt: Instant
    /// The envelope as it is signed and sent, the same bytes at every try.
    let body: [UInt8]
    private(set) var state: State
    private(set) var attempts: [Attempt] = []

    init(
        id: String, subscription: WebhookSubscription, eventID: String, type: String,
        body: [UInt8], at instant: Instant
    ) {
        self.id = id
        self.subscription = subscription
        self.eventID = eventID
        self.type = type
        self.body = body
        occurredAt = instant
        state = .waiting(until: instant)
    }

    /// The same once more, due at an instant, whatever became of the first.
    init(again first: WebhookDelivery, at now: Instant) {
        self = first
        attempts = []
        state = .waiting(until: now)
    }

    /// Why the last try failed, nil before the first and after one that did not.
    var lastError: String? {
        switch attempts.last?.outcome {
        case .answered(let status): (200..<300).contains(status) ? nil : "HTTP \(status)"
        case .failed(let reason): reason
        case nil: nil
        }
    }

    /// When the next try is due, nil when none is planned.
    var dueAt: Instant? {
        if case .waiting(let instant) = state { instant } else { nil }
    }

    /// Whether its last try, or its first that is due, lies at or after an instant.
    func isNewEnough(since instant: Instant?) -> Bool {
        guard let instant else { return true }
        return (attempts.last?.at ?? dueAt).map { $0 >= instant } ?? false
    }

    /// Whether it was given up because its receiver did not take it.
    var hasFailed: Bool { state == .gone || state == .exhausted }

    /// Whether the receiver may still take it.
    var isOpen: Bool {
        switch state {
        case .waiting, .underway: true
        case .delivered, .gone, .exhausted, .cancelled: false
        }
    }

    mutating func started(at now: Instant) {
        switch state {
        case .waiting:
            state = .underway
            attempts.append(Attempt(at: now))
        case .underway, .delivered, .gone, .exhausted, .cancelled:
            preconditionFailure("the delivery \(id) was started when none was due")
        }
    }

    /// A try has ended: a 2xx is success, 410 stops, everything else is tried again.
    mutating func finished(_ outcome: WebhookOutcome, at now: Instant) {
        attempts[attempts.count - 1].outcome = outcome
        switch state {
        case .underway: state = next(after: outcome, at: now)
        // It was cancelled while the try was on the wire; what came of that is kept.
        case .cancelled: return
        case .waiting, .delivered, .gone, .exhausted:
            preconditionFailure("the delivery \(id) ended without being underway")
        }
    }

    /// Forgets a try whose outcome nobody will hear of, so that it is made again.
    mutating func interrupted() {
        guard state == .underway, let attempt = attempts.popLast() else { return }
        state = .waiting(until: attempt.at)
    }

    mutating func cancelled() { if isOpen { state = .cancelled } }

    private func next(after outcome: WebhookOutcome, at now: Instant) -> State {
        switch outcome {
        case .answered(200..<300): .delivered
        case .answered(410): .gone
        case .answered, .failed:
            attempts.count <= Self.pauses.count
                ? .waiting(until: now + Self.pauses[attempts.count - 1]) : .exhausted
        }
    }
}

extension WebhookDelivery {
    /// The state as a word of the control protocol.
    var stateName: String {
        switch state {
        case .waiting: "waiting"
        case .underway: "underway"
        case .delivered: "delivered"
        case .gone: "gone"
        case .exhausted: "exhausted"
        case .cancelled: "cancelled"
        }
    }

    static let stateNames = [
        "waiting", "underway", "delivered", "gone", "exhausted", "cancelled",
    ]

    var json: JSONNode {
        [
            "id": JSONNode(id), "webhookId": JSONNode(subscription.id),
            "url": JSONNode(subscription.target.url), "eventId": JSONNode(eventID),
            "type": JSONNode(type), "state": JSONNode(stateName), "nextAttemptAt": dueAt.json,
            "attempts": JSONNode(attempts.map(\.json)),
            "body": (try? JSONNode(parsing: body)) ?? .null,
        ]
    }
}

extension WebhookDelivery.Attempt {
    fileprivate var json: JSONNode {
        switch outcome {
        case .answered(let status): ["at": at.json, "status": JSONNode(status), "error": .null]
        case .failed(let reason): ["at": at.json, "status": .null, "error": JSONNode(reason)]
        case nil: ["at": at.json, "status": .null, "error": .null]
        }
    }
}

extension WebhookDelivery: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        id = try reader.read()
        subscription = try reader.read("subscription")
        eventID = try reader.read()
        type = try reader.read()
        occurredAt = try reader.read()
        body = Array((try reader.read("body") as String).utf8)
        state = try reader.read("state")
        attempts = try reader.read("attempts")
        try reader.require(state != .underway || !attempts.isEmpty, "a try that is underway")
    }

    func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(subscription)
        writer.write(eventID)
        writer.write(type)
        writer.write(occurredAt)
        writer.write(String(decoding: body, as: UTF8.self))
        writer.write(state)
        writer.write(attempts)
    }
}
