import FanfareModel
import JSONTree

/// The inbox.
extension Control {
    /// GET /__admin/inbox.
    static func readInbox(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = FieldReader(context.control.query)
        let channel = fields.optionalWord(
            "channel", of: Recipient.Channel.allCases.map(\.rawValue))
        let query = PatientQuery(&fields)
        let inbox = context.world.inbox
        let after = fields.message(query.after, in: inbox)
        try fields.finish()
        let choice = InboxChoice(
            recipient: try context.recipient(), channel: channel.flatMap(Recipient.Channel.init),
            since: query.since, after: after,
            limit: try context.limit(else: Inbox.limit, atMost: Inbox.limit), now: context.world.now
        )
        guard choice.findsEnough(query.count, in: inbox) else {
            var reply = Reply.ok(choice.json(in: inbox))
            reply.continuation = query.patience.map {
                .mayWait(for: .message(to: choice.recipient, over: choice.channel), atMost: $0)
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
    /// The number of the message that is known already; 0 for none.
    let after: Int
    /// How many of the newest.
    let limit: Int
    /// When somebody asks.
    let now: Instant

    /// Whether there are so many; for one it costs the same however many there are.
    func findsEnough(_ count: Int, in inbox: Inbox) -> Bool {
        if count == 1 {
            let newest = inbox.message(inbox.newestNumber(to: recipient, over: channel))
            return newest.map(isNewEnough) ?? false
        }
        return newest(in: inbox).prefix(count).reduce(0) { count, _ in count + 1 } == count
    }

    /// Whether finding and writing them takes so long that others would notice.
    func isLong(in inbox: Inbox) -> Bool {
        let searched = recipient == nil && channel != nil ? .max : limit
        return min(searched, inbox.count(to: recipient)) > 100
    }

    /// The messages, newest last.
    func json(in inbox: Inbox) -> JSONNode {
        let newest = Array(newest(in: inbox).prefix(limit))
        return ["messages": JSONNode(newest.reversed().map { inbox.json($0, at: now) })]
    }

    private func newest(in inbox: Inbox) -> some Sequence<Inbox.Message> {
        inbox.newest(to: recipient).lazy.prefix(while: isNewEnough)
            .filter { channel == nil || $0.recipient.channel == channel }
    }

    /// Messages lie in the order of their sending.
    private func isNewEnough(_ message: Inbox.Message) -> Bool {
        message.number > after && (since.map { message.sentAt >= $0 } ?? true)
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

extension FieldReader {
    /// The number of the message that `after` names, 0 without one.
    fileprivate mutating func message(_ id: String?, in inbox: Inbox) -> Int {
        guard let id else { return 0 }
        if let number = inbox.number(identifiedBy: id) { return number }
        report(
            "after",
            .unreadable(
                "No message here is called \"\(id.shortened(to: 100))\": after takes the id of one that this call"
                    + " has listed since the organization began, such as msg_1."))
        return 0
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
