import FanfareModel
import JSONTree

/// The inbox.
extension Control {
    /// GET /__admin/inbox.
    static func readInbox(_ call: Call) throws(FanfareError) -> Reply {
        var fields = FieldReader(JSONNode([JSONMember]()))
        let since = call.query("since")
        let sinceInstant = since.flatMap(Instant.init(iso8601:))
        if since != nil, sinceInstant == nil { fields.report("since", .invalidInstant) }
        let channel = call.query("channel")
        let known = Recipient.Channel.allCases.map(\.rawValue)
        if let channel, !known.contains(channel) { fields.report("channel", .notOneOf(known)) }
        let wait = call.query("wait")
        let patience = wait.flatMap(Duration.init(words:))
        if wait != nil, patience == nil { fields.report("wait", .unreadable(Duration.help)) }
        try fields.finish()
        let choice = InboxChoice(
            recipient: try call.recipient(), channel: channel.flatMap(Recipient.Channel.init),
            since: sinceInstant, limit: try call.limit(else: Inbox.limit, atMost: Inbox.limit))
        let inbox = call.world.inbox
        guard choice.findsAny(in: inbox) else {
            var reply = Reply.ok(["messages": []])
            reply.mayWait = patience.map {
                (.message(to: choice.recipient, over: choice.channel), min($0, .seconds(60)))
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
        return ["messages": JSONNode(Array(newest).reversed().map(\.json))]
    }

    /// Messages lie in the order of their sending.
    private func isNewEnough(_ message: Inbox.Message) -> Bool {
        since.map { message.sentAt >= $0 } ?? true
    }
}

extension Call {
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
                    .unreadable(
                        "Neither an email address nor a phone number such as +12025550123; a number"
                            + " as a country writes it needs defaultCountry beside it"))
            ])
        }
        return recipient
    }
}

extension Inbox.Message {
    /// The message as the control protocol shows it.
    var json: JSONNode {
        [
            "id": JSONNode("msg_\(number)"), "to": JSONNode(recipient.address),
            "channel": JSONNode(recipient.channel.rawValue), "code": JSONNode(code),
            "sentAt": sentAt.json, "expiresAt": expiresAt.json, "used": JSONNode(isUsed),
        ]
    }
}
