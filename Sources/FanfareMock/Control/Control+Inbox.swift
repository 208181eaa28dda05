import FanfareModel
import JSONTree

/// The inbox.
extension Control {
    /// GET /__admin/inbox.
    static func readInbox(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = FieldReader(JSONNode([JSONMember]()))
        let since = context.query("since")
        let sinceInstant = since.flatMap(Instant.init(iso8601:))
        if since != nil, sinceInstant == nil { fields.report("since", .invalidInstant) }
        let channel = context.query("channel")
        let known = Recipient.Channel.allCases.map(\.rawValue)
        if let channel, !known.contains(channel) {
            fields.report("channel", .unknownWord(channel, of: known))
        }
        let wait = context.query("wait")
        let patience = wait.flatMap(Duration.init(words:))
        if wait != nil, patience == nil { fields.report("wait", .unreadable(Duration.help)) }
        try fields.finish()
        let choice = InboxChoice(
            recipient: try context.recipient(), channel: channel.flatMap(Recipient.Channel.init),
            since: sinceInstant, limit: try context.limit(else: Inbox.limit, atMost: Inbox.limit),
            now: context.world.now)
        let inbox = context.world.inbox
        guard choice.findsAny(in: inbox) else {
            var reply = Reply.ok(["messages": []])
            reply.continuation = patience.map {
                .mayWait(
                    for: .message(to: choice.recipient, over: choice.channel),
                    atMost: min($0, .seconds(60)))
            }
            return reply
        }
        guard choice.isLong(in: inbox) else { return .ok(choice.json(in: inbox)) }
        return .later(Errand(.short) { .ok(choice.json(in: inbox)) })
    }
}

/// Which messages of an inbox are meant.
private struct InboxChoice: Sendable {
    let recipient: Recipient?
    let channel: Recipient.Channel?
    let since: Instant?
    /// How many of the newest.
    let limit: Int
    /// When somebody asks.
    let now: Instant

    /// Whether there is one; it costs the same however many there are.
    func findsAny(in inbox: Inbox) -> Bool {
        inbox.message(inbox.newestNumber(to: recipient, over: channel)).map(isNewEnough) ?? false
    }

    /// Whether finding and writing them takes so long that others would notice.
    func isLong(in inbox: Inbox) -> Bool {
        let searched = recipient == nil && channel != nil ? .max : limit
        return min(searched, inbox.count(to: recipient)) > 100
    }

    /// The messages, newest last.
    func json(in inbox: Inbox) -> JSONNode {
        let newest = inbox.newest(to: recipient).lazy.prefix(while: isNewEnough)
            .filter { channel == nil || $0.recipient.channel == channel }.prefix(limit)
        return ["messages": JSONNode(Array(newest).reversed().map { inbox.json($0, at: now) })]
    }

    /// Messages lie in the order of their sending.
    private func isNewEnough(_ message: Inbox.Message) -> Bool {
        since.map { message.sentAt >= $0 } ?? true
    }
}

extension RequestContext {
    /// The query's address or number, as a person writes it; nil for none.
    fileprivate func recipient() throws(FanfareError) -> Recipient? {
        let country = query("defaultCountry")
        if let country, !Recipient.isCountry(country) {
            throw .validation([FieldIssue("defaultCountry", .invalidCountry)])
        }
        guard let address = query("to") else { return nil }
        guard
            let recipient = Recipient(email: address)
                ?? Recipient(phone: address, defaultCountry: country)
        else {
            throw .validation([
                FieldIssue(
                    "to",
                    .unacceptable(
                        address,
                        else: .unreadable(
                            "Neither an email address nor a phone number such as +12025550123; a"
                                + " number as a country writes it needs defaultCountry beside it")))
            ])
        }
        return recipient
    }
}

extension Inbox {
    /// A message as the control protocol shows it at an instant.
    fileprivate func json(_ message: Message, at now: Instant) -> JSONNode {
        let state = message.state(at: now)
        return [
            "id": JSONNode(identifier(of: message.number)),
            "to": JSONNode(message.recipient.address),
            "channel": JSONNode(message.recipient.channel.rawValue),
            "code": JSONNode(message.code), "sentAt": message.sentAt.json,
            "expiresAt": message.expiresAt.json, "state": JSONNode(state.rawValue),
            "endedAt": message.ending?.at.json ?? .null,
            "replacedBy": JSONNode(message.replacement.map(identifier)),
            "used": JSONNode(state == .used),
        ]
    }
}

extension Inbox.Message {
    /// The number of the message that replaced it.
    fileprivate var replacement: Int? {
        if case .replaced(let number) = ending?.cause { number } else { nil }
    }
}

extension World {
    /// A message as the control protocol shows it now.
    func json(_ message: Inbox.Message) -> JSONNode { inbox.json(message, at: now) }
}
