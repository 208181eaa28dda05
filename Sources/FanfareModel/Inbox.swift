/// The messages that an organization would have sent, newest last, bounded.
public struct Inbox: Sendable {
    /// One message.
    public struct Message: Sendable {
        /// The number of the message within the organization, from 1.
        public let number: Int
        /// Who it went to.
        public let recipient: Recipient
        /// The one-time password in it.
        public let code: String
        /// When it was sent.
        public let sentAt: Instant
        /// When its code stops working.
        public let expiresAt: Instant
        /// Whether its code has been used.
        public internal(set) var isUsed = false
    }

    /// How many messages are kept; older ones are dropped.
    public static let limit = 100_000

    private var messages: [Message] = []
    private var dropped = 0
    private var numbers: [Recipient: [Int]] = [:]

    /// How many messages were ever sent.
    public var sent: Int { dropped + messages.count }

    /// The messages kept, newest last, to one recipient or to all.
    public func messages(to recipient: Recipient? = nil) -> [Message] {
        guard let recipient else { return messages }
        return (numbers[recipient] ?? []).compactMap(message)
    }

    /// The message with a number, nil when it was never sent or is dropped.
    public func message(_ number: Int) -> Message? {
        let index = number - 1 - dropped
        return messages.indices.contains(index) ? messages[index] : nil
    }

    /// Adds a message and answers its number.
    mutating func send(
        code: String, to recipient: Recipient, at now: Instant, until expiresAt: Instant
    ) -> Int {
        if messages.count >= 2 * Self.limit { drop() }
        let number = sent + 1
        messages.append(
            Message(
                number: number, recipient: recipient, code: code, sentAt: now, expiresAt: expiresAt)
        )
        numbers[recipient, default: []].append(number)
        return number
    }

    mutating func markUsed(_ number: Int) {
        let index = number - 1 - dropped
        if messages.indices.contains(index) { messages[index].isUsed = true }
    }

    /// Drops the older half at once, so that each message costs the same however many there are.
    private mutating func drop() {
        dropped += messages.count - Self.limit
        messages.removeFirst(messages.count - Self.limit)
        for (recipient, kept) in numbers {
            let rest = kept.filter { $0 > dropped }
            numbers[recipient] = rest.isEmpty ? nil : rest
        }
    }
}

extension Inbox: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        dropped = try reader.tally()
        let count = try reader.count()
        messages.reserveCapacity(reader.reservation(for: count, of: Message.self))
        for _ in 0..<count {
            let number = sent + 1
            let message = Message(
                number: number, recipient: try reader.read(), code: try reader.read(),
                sentAt: try reader.read(), expiresAt: try reader.read(), isUsed: try reader.read())
            messages.append(message)
            numbers[message.recipient, default: []].append(number)
        }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(dropped)
        writer.number(UInt64(messages.count))
        for message in messages {
            writer.write(message.recipient)
            writer.write(message.code)
            writer.write(message.sentAt)
            writer.write(message.expiresAt)
            writer.write(message.isUsed)
        }
    }
}
