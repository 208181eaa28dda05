/// The messages that an organization would have sent, newest last, bounded.
public struct Inbox: Sendable {
    /// One message.
    public struct Message: Sendable {
        /// The number of the message within the organization's era, from 1.
        public let number: Int
        /// Who it went to.
        public let recipient: Recipient
        /// The one-time password in it.
        public let code: String
        /// When it was sent.
        public let sentAt: Instant
        /// When its code stops working by itself.
        public let expiresAt: Instant
        /// What made its code stop working before that, if anything has.
        public internal(set) var ending: Ending?
    }

    /// What ends a code before its time is over.
    public struct Ending: Hashable, Sendable {
        /// How it came about.
        public enum Cause: Hashable, Sendable {
            /// Somebody signed in with it.
            case used
            /// A newer message with a number went to the same recipient.
            case replaced(by: Int)
            /// Too many wrong codes were entered.
            case spent
        }

        /// How it came about.
        public let cause: Cause
        /// When.
        public let at: Instant
    }

    /// How many messages are kept; older ones are dropped.
    public static let limit = 100_000

    private let era: Era
    private var messages: [Message] = []
    private var dropped = 0
    private var numbers: [Recipient: [Int]] = [:]

    init(era: Era) { self.era = era }

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

    /// The identifier of the message with a number: `msg_…`.
    public func identifier(of number: Int) -> String { era.identifier("msg_", number) }

    /// Adds a message, which replaces the one before to the same recipient, and answers its number.
    mutating func send(
        code: String, to recipient: Recipient, at now: Instant, until expiresAt: Instant
    ) -> Int {
        if messages.count >= 2 * Self.limit { drop() }
        let number = sent + 1
        if let former = numbers[recipient]?.last { end(former, .replaced(by: number), at: now) }
        messages.append(
            Message(
                number: number, recipient: recipient, code: code, sentAt: now, expiresAt: expiresAt)
        )
        numbers[recipient, default: []].append(number)
        return number
    }

    /// Lets the code of a message end, unless it has ended already.
    mutating func end(_ number: Int, _ cause: Ending.Cause, at now: Instant) {
        guard let message = message(number), message.state(at: now) == .sent else { return }
        messages[number - 1 - dropped].ending = Ending(cause: cause, at: now)
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

extension Inbox.Message {
    /// What has become of a message's code.
    public enum State: String, CaseIterable, Sendable {
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
    }

    /// What has become of the code by an instant.
    public func state(at now: Instant) -> State {
        switch ending?.cause {
        case .used: .used
        case .replaced: .replaced
        case .spent: .spent
        case nil: now < expiresAt ? .sent : .expired
        }
    }
}

extension Inbox {
    init(from reader: inout StateReader, era: Era) throws(StateError) {
        self.init(era: era)
        dropped = try reader.tally()
        let count = try reader.count()
        messages.reserveCapacity(reader.reservation(for: count, of: Message.self))
        for _ in 0..<count {
            let number = sent + 1
            let message = Message(
                number: number, recipient: try reader.read(), code: try reader.read(),
                sentAt: try reader.read(), expiresAt: try reader.read(),
                ending: try reader.read("ending"))
            messages.append(message)
            numbers[message.recipient, default: []].append(number)
        }
    }

    func write(to writer: inout StateWriter) {
        writer.write(dropped)
        writer.number(UInt64(messages.count))
        for message in messages {
            writer.write(message.recipient)
            writer.write(message.code)
            writer.write(message.sentAt)
            writer.write(message.expiresAt)
            writer.write(message.ending)
        }
    }
}

extension Inbox.Ending: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let cause: Cause =
            switch try reader.choice(of: 3, "used, replaced or spent") {
            case 0: .used
            case 1: .replaced(by: try reader.tally())
            default: .spent
            }
        self.init(cause: cause, at: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        switch cause {
        case .used: writer.byte(0)
        case .replaced(let number):
            writer.byte(1)
            writer.write(number)
        case .spent: writer.byte(2)
        }
        writer.write(at)
    }
}
