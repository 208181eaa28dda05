import Foundations
import JSONTree

/// A message that an organization would have sent.
public struct MockMessage: Sendable, Hashable {
    /// The email or the phone in E.164.
    public let recipient: String
    /// `email` or `sms`.
    public let channel: String
    /// The one-time password in it.
    public let code: String
    /// When it was sent, as ISO 8601.
    public let sentAt: String
    /// When its code is too old, as ISO 8601.
    public let expiresAt: String
    /// What has become of its code.
    public let state: State
    /// Whether its code was used.
    public var isUsed: Bool { state == .used }

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

    init(_ node: JSONNode) {
        recipient = node["to"]?.string ?? ""
        channel = node["channel"]?.string ?? ""
        code = node["code"]?.string ?? ""
        sentAt = node["sentAt"]?.string ?? ""
        expiresAt = node["expiresAt"]?.string ?? ""
        state = node["state"]?.string.flatMap(State.init) ?? .sent
    }
}

extension MockOrganization {
    /// The newest one-time password sent to an email or phone; waits for the first for a while.
    ///
    /// For a second one, say by `since` what `now()` was before it was asked for.
    public func code(
        to recipient: String, since: String? = nil, waiting patience: String = "5s"
    ) throws(MockControlError) -> String {
        guard let newest = try messages(to: recipient, since: since, waiting: patience).last else {
            throw MockControlError("nothing was sent to \(recipient) within \(patience)")
        }
        return newest.code
    }

    /// The messages to an email or phone, or all, newest last, sent at or after an ISO 8601 instant if
    /// one is given; waits for the first if asked.
    public func messages(
        to recipient: String? = nil, since: String? = nil, waiting patience: String = "0s"
    ) throws(MockControlError) -> [MockMessage] {
        let to = recipient.map { "&to=" + PercentEncoding.encode($0) } ?? ""
        let start = since.map { "&since=" + PercentEncoding.encode($0) } ?? ""
        let answer = try control("GET", "/inbox?wait=\(patience)\(to)\(start)")
        return (answer["messages"]?.elements ?? []).map(MockMessage.init)
    }
}
