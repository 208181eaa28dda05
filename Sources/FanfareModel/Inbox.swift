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
            /// It never worked, as its recipient chose.
            case void
        }

        /// How it came about.
        public let cause: Cause
        /// When.
        public let at: Instant
    }

    /// How many messages are kept at least; older ones are dropped.
    public static let limit = 100_000

    private let era: Era
    private var messages = Chunked<Message>()
    private var dropped = 0
    private var numbers = Sharded<Recipient, [Int]>()
    private var newestEmail = 0
    private var newestText = 0

    init(era: Era) { self.era = era }

    /// How many messages were ever sent.
    public var sent: Int { dropped + messages.count }

    /// The messages kept, newest last, to one recipient or to all.
    public func messages(to recipient: Recipient? = nil) -> [Message] {
        guard let recipient else { return Array(messages) }
        return (numbers[recipient] ?? []).compactMap(message)
    }

    /// The messages kept, newest first, to one recipient or to all; it costs what is taken from it.
    public func newest(to recipient: Recipient? = nil) -> some Sequence<Message> {
        NewestMessages(self, numbers: recipient.map { numbers[$0] ?? [] })
    }

    /// How many messages to a recipient, or to all, are kept.
    public func count(to recipient: Recipient?) -> Int {
        recipient.map { numbers[$0]?.count ?? 0 } ?? messages.count
    }

    /// The number of the newest message to a recipient, else over a channel, else at all; 0 for none.
    public func newestNumber(to recipient: Recipient?, over channel: Recipient.Channel?) -> Int {
        if let recipient {
            guard channel == nil || channel == recipient.channel else { return 0 }
            return numbers[recipient]?.last ?? 0
        }
        return switch channel {
        case .email: newestEmail
        case .sms: newestText
        case nil: sent
        }
    }

    /// The message with a number, nil when it was never sent or is dropped.
    public func message(_ number: Int) -> Message? {
        let index = number - 1 - dropped
        return messages.indices.contains(index) ? messages[index] : nil
    }

    /// The identifier of the message with a number: `msg_…`.
    public func identifier(of number: Int) -> String { era.identifier("msg_", number) }

    /// The number of the message with an identifier, nil when none was sent under it in this era.
    public func number(identifiedBy identifier: String) -> Int? {
        let digits = identifier.split(separator: "_").last.flatMap { Int($0) }
        guard let number = digits, (1...max(1, sent)).contains(number), sent > 0,
            self.identifier(of: number) == identifier
        else { return nil }
        return number
    }

    /// Adds a message, which replaces the one before to the same recipient, and answers its number.
    mutating func send(
        code: String, to recipient: Recipient, at now: Instant, until expiresAt: Instant,
        isVoid: Bool = false
    ) -> Int {
        if messages.count >= Self.limit + Chunked<Message>.pieceSize { dropOldest() }
        let number = sent + 1
        if let former = numbers[recipient]?.last { end(former, .replaced(by: number), at: now) }
        add(
            Message(
                number: number, recipient: recipient, code: code, sentAt: now, expiresAt: expiresAt,
                ending: isVoid ? Ending(cause: .void, at: now) : nil))
        return number
    }

    /// Lets the code of a message end, unless it has ended already.
    mutating func end(_ number: Int, _ cause: Ending.Cause, at now: Instant) {
        guard let message = message(number), message.state(at: now) == .sent else { return }
        messages[number - 1 - dropped].ending = Ending(cause: cause, at: now)
    }

    private mutating func add(_ message: Message) {
        messages.append(message)
        numbers.modify(message.recipient, default: []) { $0.append(message.number) }
        switch message.recipient.channel {
        case .email: newestEmail = message.number
        case .sms: newestText = message.number
        }
    }

    /// Drops the oldest thousand, so that no message takes long however many there are.
    private mutating func dropOldest() {
        let recipients = Set(messages.prefix(Chunked<Message>.pieceSize).map(\.recipient))
        messages.removeFirstPiece()
        dropped += Chunked<Message>.pieceSize
        for recipient in recipients {
            let rest = (numbers[recipient] ?? []).drop { $0 <= dropped }
            numbers[recipient] = rest.isEmpty ? nil : Array(rest)
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
        /// It never worked, as its recipient chose.
        case invalid
    }

    /// What has become of the code by an instant.
    public func state(at now: Instant) -> State {
        switch ending?.cause {
        case .used: .used
        case .replaced: .replaced
        case .spent: .spent
        case .void: .invalid
        case nil: now < expiresAt ? .sent : .expired
        }
    }
}

extension Recipient {
    /// How a message travels.
    public enum Channel: String, CaseIterable, Sendable {
        /// To an email address.
        case email
        /// To a phone.
        case sms
    }

    /// How a message to it travels.
    public var channel: Channel {
        switch self {
        case .email: .email
        case .phone: .sms
        }
    }
}

/// Messages from the newest back.
private struct NewestMessages: Sequence, IteratorProtocol {
    private let inbox: Inbox
    private let numbers: [Int]?
    private var left: Int

    init(_ inbox: Inbox, numbers: [Int]?) {
        self.inbox = inbox
        self.numbers = numbers
        left = numbers?.count ?? inbox.sent
    }

    mutating func next() -> Inbox.Message? {
        guard left > 0 else { return nil }
        defer { left -= 1 }
        return inbox.message(numbers?[left - 1] ?? left)
    }
}

extension Inbox {
    init(from reader: inout StateReader, era: Era) throws(StateError) {
        self.init(era: era)
        dropped = try reader.tally()
        let count = try reader.count()
        for _ in 0..<count {
            add(
                Message(
                    number: sent + 1, recipient: try reader.read(), code: try reader.read(),
                    sentAt: try reader.read(), expiresAt: try reader.read(),
                    ending: try reader.read("ending")))
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
            switch try reader.choice(of: 4, "used, replaced, spent or void") {
            case 0: .used
            case 1: .replaced(by: try reader.tally())
            case 2: .spent
            default: .void
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
        case .void: writer.byte(3)
        }
        writer.write(at)
    }
}
