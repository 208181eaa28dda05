/// All consumers of an organization and the identities that lead to them.
public struct Consumers: Sendable {
    private var records = Chunked<Consumer>()
    /// Every identifier that was ever given out; a linked guest is found under both of its own.
    private var byID = Sharded<ULID, Identifier>()
    private var byRecipient = Sharded<Recipient, ConsumerKey>()
    private var byIdentity = Sharded<ExternalIdentity, ConsumerKey>()

    /// Whom an identifier leads to; it was given out either to a guest or to an identified consumer.
    private struct Identifier: Sendable {
        let key: ConsumerKey
        let isGuest: Bool
    }

    /// How many consumers there are, guests that were merged into others included.
    public var count: Int { records.count }

    /// The consumer at a key.
    public subscript(key: ConsumerKey) -> Consumer {
        _read { yield records[key.place] }
        _modify { yield &records[key.place] }
    }

    /// The key of the consumer whose identifier, present or former, has a tail.
    func key(of id: ULID, isGuest: Bool) -> ConsumerKey? {
        guard let found = byID[id], found.isGuest == isGuest else { return nil }
        return found.key
    }

    /// The key of the consumer that has proved to receive messages there.
    public subscript(recipient: Recipient) -> ConsumerKey? { byRecipient[recipient] }

    /// The key of the consumer that has signed in with an external identity.
    public subscript(identity: ExternalIdentity) -> ConsumerKey? { byIdentity[identity] }

    /// Whether an identifier was given out to a guest.
    func isGuest(identifiedBy id: ULID) -> Bool { byID[id]?.isGuest ?? false }

    /// Whether a record is a consumer of its own, not a guest that was merged into another.
    func isCurrent(_ key: ConsumerKey) -> Bool { byID[self[key].id]?.key == key }

    /// Adds a consumer under a fresh identifier.
    mutating func add(_ consumer: Consumer) -> ConsumerKey {
        let key = ConsumerKey(at: records.count)
        records.append(consumer)
        byID[consumer.id] = Identifier(key: key, isGuest: consumer.isGuest)
        return key
    }

    /// Turns a guest into an identified consumer under a new identifier; the former one still leads to it.
    mutating func identify(_ key: ConsumerKey, as id: ULID) {
        records[key.place].isGuest = false
        // Whoever keeps an identifier goes on being found by it as a guest was.
        guard id != records[key.place].id else { return }
        records[key.place].id = id
        byID[id] = Identifier(key: key, isGuest: false)
    }

    /// Lets an email or phone lead to a consumer and shows it in the profile.
    mutating func attach(_ recipient: Recipient, to key: ConsumerKey) {
        byRecipient[recipient] = key
        switch recipient {
        case .email(let email): records[key.place].email = email
        case .phone(let phone): records[key.place].phone = phone
        }
    }

    /// Lets an external identity lead to a consumer.
    mutating func attach(_ identity: ExternalIdentity, to key: ConsumerKey) {
        byIdentity[identity] = key
    }

    /// Lets a guest's identifier lead to the consumer it was merged into.
    mutating func redirect(_ guest: ConsumerKey, to key: ConsumerKey) {
        let id = records[guest.place].id
        byID[id] = byID[id].map { Identifier(key: key, isGuest: $0.isGuest) }
    }
}

extension Consumers: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let count = reader.counts.consumers
        records = try reader.read("all")
        try reader.require(records.count == count, "\(count) all")
        try readIdentifiers(from: &reader)
        byRecipient = try reader.owned()
        byIdentity = try reader.owned()
    }

    package func write(to writer: inout StateWriter) {
        writer.write(records)
        writeIdentifiers(to: &writer)
        writer.owned(byRecipient, count, Recipient.precedes)
        writer.owned(byIdentity, count, ExternalIdentity.precedes)
    }

    /// The present identifiers stand in the records; written are those that lead elsewhere, because
    /// their guest was merged into another consumer, and former ones.
    private func writeIdentifiers(to writer: inout StateWriter) {
        var redirected: [(index: Int, to: ConsumerKey)] = []
        for (index, record) in records.enumerated() {
            guard let found = byID[record.id], found.key.index != index else { continue }
            redirected.append((index, found.key))
        }
        writer.number(UInt64(redirected.count))
        for (index, key) in redirected {
            writer.write(ConsumerKey(at: index))
            writer.write(key)
        }
        let present = byID.count == records.count ? [] : Set(records.map(\.id))
        let former =
            byID.count == records.count
            ? []
            : byID.elements.filter { !present.contains($0.key) }
                .sorted { $0.key.precedes($1.key) }
        writer.number(UInt64(former.count))
        for (id, identifier) in former {
            writer.write(id)
            writer.write(identifier.key)
            writer.write(identifier.isGuest)
        }
    }

    private mutating func readIdentifiers(from reader: inout StateReader) throws(StateError) {
        byID.reserveCapacity(records.count)
        for (index, record) in records.enumerated() {
            let identifier = Identifier(
                key: ConsumerKey(at: index), isGuest: record.isGuest)
            let known = byID.updateValue(identifier, forKey: record.id)
            try reader.require(known == nil, "identifiers that differ")
        }
        for _ in 0..<(try reader.count()) {
            let guest: ConsumerKey = try reader.read()
            redirect(guest, to: try reader.read())
        }
        for _ in 0..<(try reader.count()) {
            let id: ULID = try reader.read()
            let identifier = Identifier(key: try reader.read(), isGuest: try reader.read())
            let known = byID.updateValue(identifier, forKey: id)
            try reader.require(known == nil, "identifiers that differ")
        }
    }
}

extension StateWriter {
    /// What leads to consumers, each behind its consumer.
    fileprivate mutating func owned<Name: Stored & ShardKey>(
        _ names: Sharded<Name, ConsumerKey>, _ owners: Int, _ precedes: (Name, Name) -> Bool
    ) {
        number(UInt64(names.count))
        let order = OwnerOrder(names.elements, owners: owners, owner: \.value.index) {
            precedes($0.key, $1.key)
        }
        for (name, key) in order.all {
            write(key)
            write(name)
        }
    }
}

extension StateReader {
    fileprivate mutating func owned<Name: Stored & ShardKey>()
        throws(StateError) -> Sharded<Name, ConsumerKey>
    {
        var names = Sharded<Name, ConsumerKey>()
        let count = try count()
        names.reserveCapacity(reservation(for: count, of: (Name, ConsumerKey).self))
        for _ in 0..<count {
            let key: ConsumerKey = try read()
            names[try read()] = key
        }
        return names
    }
}
