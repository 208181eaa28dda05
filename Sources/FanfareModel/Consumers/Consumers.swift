/// All consumers of an organization and the identities that lead to them.
public struct Consumers: Sendable {
    private var records: [Consumer] = []
    /// Every identifier that was ever given out; a linked guest is found under both of its own.
    private var byID: [ULID: Identifier] = [:]
    private var byRecipient: [Recipient: ConsumerKey] = [:]
    private var byIdentity: [ExternalIdentity: ConsumerKey] = [:]

    /// Whom an identifier leads to; it was given out either to a guest or to an identified consumer.
    private struct Identifier: Sendable {
        var key: ConsumerKey
        let isGuest: Bool
    }

    /// How many consumers there are, guests that were merged into others included.
    public var count: Int { records.count }

    /// The consumer at a key.
    public subscript(key: ConsumerKey) -> Consumer {
        _read { yield records[Int(key.index)] }
        _modify { yield &records[Int(key.index)] }
    }

    /// Lends the bytes of a consumer's identifier.
    @inline(__always)
    func withIdentifier<Result>(
        of key: ConsumerKey, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let id = records[Int(key.index)].id
        return id.withText(prefix: records[Int(key.index)].isGuest ? "guest_" : "cons_", body)
    }

    /// The key of the consumer with an identifier, present or former.
    public subscript(identifier: String) -> ConsumerKey? {
        let text = identifier.utf8
        let isGuest = identifier.hasPrefix("guest_")
        guard isGuest || identifier.hasPrefix("cons_"),
            let id = ULID(text.dropFirst(isGuest ? 6 : 5)), let found = byID[id],
            found.isGuest == isGuest
        else { return nil }
        return found.key
    }

    /// The key of the consumer that has proved to receive messages there.
    public subscript(recipient: Recipient) -> ConsumerKey? { byRecipient[recipient] }

    /// The key of the consumer that has signed in with an external identity.
    public subscript(identity: ExternalIdentity) -> ConsumerKey? { byIdentity[identity] }

    /// Whether a record is a consumer of its own, not a guest that was merged into another.
    func isCurrent(_ key: ConsumerKey) -> Bool { byID[self[key].id]?.key == key }

    /// Adds a consumer under a fresh identifier.
    mutating func add(_ consumer: Consumer) -> ConsumerKey {
        let key = ConsumerKey(index: Int32(records.count))
        records.append(consumer)
        byID[consumer.id] = Identifier(key: key, isGuest: consumer.isGuest)
        return key
    }

    /// Turns a guest into an identified consumer under a new identifier; the former one still leads to it.
    mutating func identify(_ key: ConsumerKey, as id: ULID) {
        records[Int(key.index)].id = id
        records[Int(key.index)].isGuest = false
        byID[id] = Identifier(key: key, isGuest: false)
    }

    /// Lets an email or phone lead to a consumer and shows it in the profile.
    mutating func attach(_ recipient: Recipient, to key: ConsumerKey) {
        byRecipient[recipient] = key
        switch recipient {
        case .email(let email): records[Int(key.index)].email = email
        case .phone(let phone): records[Int(key.index)].phone = phone
        }
    }

    /// Lets an external identity lead to a consumer.
    mutating func attach(_ identity: ExternalIdentity, to key: ConsumerKey) {
        byIdentity[identity] = key
    }

    /// Lets a guest's identifier lead to the consumer it was merged into.
    mutating func redirect(_ guest: ConsumerKey, to key: ConsumerKey) {
        byID[records[Int(guest.index)].id]?.key = key
    }
}
