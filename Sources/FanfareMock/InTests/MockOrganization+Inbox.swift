import JSONTree
import Synchronization

/// A message that an organization would have sent.
public struct MockMessage: Sendable, Hashable, Identifiable {
    /// The identifier, `msg_…`; later messages come `after` it.
    public let id: String
    /// The email or the phone in E.164.
    public let recipient: String
    /// How it was sent.
    public let channel: Channel
    /// The one-time password in it.
    public let code: String
    /// When it was sent.
    public let sentAt: MockInstant
    /// When its code is too old.
    public let expiresAt: MockInstant
    /// What has become of its code.
    public let state: State
    /// When its code stopped working before its time, nil while it has not.
    public let endedAt: MockInstant?
    /// The message whose code works instead.
    public let replacedBy: String?

    /// The ways that a message goes.
    public enum Channel: String, Sendable, Hashable, CaseIterable {
        /// By email.
        case email
        /// By text message.
        case sms
    }

    /// What has become of a code; only one that is `sent` works.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// It works.
        case sent
        /// Somebody signed in with it.
        case used
        /// A newer one went to the same recipient.
        case replaced
        /// Its time was over.
        case expired
        /// Too many wrong codes were entered.
        case spent
        /// It never worked: the recipient is one of those that choose so.
        case invalid
    }

    init?(_ node: JSONNode) {
        guard let id = node["id"]?.string, let sentAt = node["sentAt"]?.instant,
            let expiresAt = node["expiresAt"]?.instant
        else { return nil }
        self.id = id
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        recipient = node["to"]?.string ?? ""
        channel = node["channel"]?.string.flatMap(Channel.init) ?? .email
        code = node["code"]?.string ?? ""
        state = node["state"]?.string.flatMap(State.init) ?? .sent
        endedAt = node["endedAt"]?.instant
        replacedBy = node["replacedBy"]?.string
    }
}

/// The newest message that was handed out to whoever asks for the next, by recipient.
final class HandedOut: Sendable {
    private let messages = Mutex<[String: String]>([:])

    subscript(recipient: String) -> String? { messages.withLock { $0[recipient] } }

    func note(_ id: String, to recipient: String) { messages.withLock { $0[recipient] = id } }

    func forget() { messages.withLock { $0 = [:] } }
}

extension MockOrganization {
    /// The newest one-time password sent to an email or a phone; waits for the first.
    ///
    /// For a second one, `nextCode(to:)`, or say `after` which message the first came in.
    public func code(
        to recipient: String, after message: String? = nil, waiting patience: Duration = .seconds(5)
    ) async throws(MockControlError) -> String {
        let messages = try await messages(to: recipient, after: message, waiting: patience)
        guard let newest = messages.last else {
            throw MockControlError(nothing(to: recipient, within: patience))
        }
        handedOut.note(newest.id, to: recipient)
        return newest.code
    }

    /// The one-time password to an email or a phone that neither this nor `code(to:)` has handed out yet.
    ///
    /// Waits for it; of several, the newest.
    public func nextCode(
        to recipient: String, waiting patience: Duration = .seconds(5)
    ) async throws(MockControlError) -> String {
        try await code(to: recipient, after: handedOut[recipient], waiting: patience)
    }

    /// The messages to an email or a phone, or all, newest last, those after one of an id if it is given;
    /// waits for the first.
    public func messages(
        to recipient: String? = nil, after message: String? = nil,
        waiting patience: Duration = .zero
    ) async throws(MockControlError) -> [MockMessage] {
        var query = Query()
        query.add("to", recipient)
        query.add("after", message)
        query.add("wait", patience > .zero ? patience.words : nil)
        let answer = try await control("GET", "/inbox" + query.text)
        return (answer["messages"]?.elements ?? []).compactMap(MockMessage.init)
    }

    private func nothing(to recipient: String, within patience: Duration) -> String {
        let again = handedOut[recipient].map { " after \($0), which was handed out" } ?? ""
        return "nothing was sent to \(recipient)\(again) within \(patience)"
    }
}
