import HTTPEngine
import JSONTree

/// What of a good answer follows from the call itself: whom and what it names, what was sent, and that
/// what has happened did not happen later than now.
struct RecordedEchoes {
    /// What calls name otherwise than answers.
    private static let renamed = ["reason": "denyReason"]
    /// What answers repeat of what was sent.
    private static let repeated: Set = [
        "sequenceId", "name", "openAt", "closeAt", "drawAt", "settleAt", "timeZone", "winnerCount",
        "maxCapacity", "admissionRate", "sessionDurationSeconds", "maxEntries", "startingBid",
        "minimumIncrement", "reservePrice", "slotId", "reason",
    ]
    /// The moments at which something has happened.
    private static let past: Set = [
        "enteredAt", "admittedAt", "wonAt", "completedAt", "lastBidTime", "createdAt", "updatedAt",
        "timestamp",
    ]
    /// How far two clocks of one deployment may be apart, in milliseconds.
    private static let leeway = 60_000

    private let documented: DocumentedAnswers
    private let clocks: RecordedClocks
    /// What answers call what paths name.
    private var ids: [String: String] = [:]

    init(_ documented: DocumentedAnswers, _ clocks: RecordedClocks) {
        self.documented = documented
        self.clocks = clocks
    }

    /// What of a good answer does not go with its call.
    mutating func flaws(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ people: RecordedPeople
    ) -> [RecordedFlaw] {
        guard let body else { return [] }
        return [named(known, body), consumer(known, body, people), guest(known, body)]
            .compactMap(\.self) + repeats(known, body) + moments(known, body)
            + openings(known, body)
    }

    /// What the path names is called the same in every answer.
    private mutating func named(_ known: RecordedTraffic.Known, _ body: JSONNode) -> RecordedFlaw? {
        let segments = known.operation.operation.segments
        guard known.names.count == 1, let noun = segments.first.flatMap(\.self),
            noun != "consumers", noun != "organizations"
        else { return nil }
        let member = segments.count == 2 ? "id" : Self.member(of: noun)
        guard let id = body[member]?.string else { return nil }
        let key = noun + "/" + known.names[0]
        guard let before = ids[key] ?? (id == known.names[0] ? id : nil) else {
            ids[key] = id
            return nil
        }
        ids[key] = before
        guard id != before else { return nil }
        return documented.flaw(
            known, [member], kind: .notTheSame(before), expected: JSONNode(before),
            actual: body[member], "the path names it, and it was called so before")
    }

    /// `timed-releases` are called by a `timedReleaseId`.
    private static func member(of noun: String) -> String {
        let words = noun.dropLast().split(separator: "-")
        return words.dropFirst().reduce(String(words.first ?? "")) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        } + "Id"
    }

    /// Whom a server names is who is answered about.
    private func consumer(
        _ known: RecordedTraffic.Known, _ body: JSONNode, _ people: RecordedPeople
    ) -> RecordedFlaw? {
        guard !known.isOwnAnswer else { return nil }
        let isProfile = known.operation.name == "GET /consumers/*"
        let member = isProfile ? "id" : "consumerId"
        guard let sent = isProfile ? known.names.first : known.call.sent?["consumerId"]?.string,
            people.isCalled(sent), let id = body[member]?.string, id != sent
        else { return nil }
        return documented.flaw(
            known, [member], kind: .notTheSame(sent), expected: JSONNode(sent),
            actual: body[member], "the call names this consumer")
    }

    /// A guest is called the same as guest and as consumer.
    private func guest(_ known: RecordedTraffic.Known, _ body: JSONNode) -> RecordedFlaw? {
        guard known.operation.name == "POST /auth/guest", let session = body["session"],
            let consumer = session["consumerId"], let guest = session["guestId"], guest != consumer
        else { return nil }
        return documented.flaw(
            known, ["session", "guestId"], kind: .notTheSame(consumer.string ?? ""),
            expected: consumer, actual: guest, "it is the consumerId of the same answer")
    }

    private func repeats(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [RecordedFlaw] {
        guard known.call.request.method == "POST", !known.operation.name.contains("/auth/") else {
            return []
        }
        return (known.call.sent?.members ?? []).filter { Self.repeated.contains($0.key) }
            .compactMap { member in
                let name = Self.renamed[member.key] ?? member.key
                guard let actual = body[name], !actual.isNull, !member.node.isNull,
                    !Self.saysTheSame(member.node, actual)
                else { return nil }
                return documented.flaw(
                    known, [name], expected: member.node, actual: actual, "was sent in the call")
            }
    }

    private static func saysTheSame(_ one: JSONNode, _ other: JSONNode) -> Bool {
        if let number = one.number?.double, let another = other.number?.double {
            return number == another
        }
        if let moment = one.string.flatMap({ Timestamp(iso8601: $0, allowsOffset: true) }),
            let another = other.string.flatMap({ Timestamp(iso8601: $0, allowsOffset: true) })
        {
            return abs(moment.milliseconds - another.milliseconds) < 1000
        }
        // An edition may write a number as a text, and a text trimmed.
        guard one.kind == other.kind else { return true }
        return one.string?.filter { !$0.isWhitespace } == other.string?.filter { !$0.isWhitespace }
    }

    // MARK: Times

    private func moments(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [RecordedFlaw] {
        guard let now = known.now else { return [] }
        let segments = known.operation.operation.segments
        let isCreation = segments.count == 1 && known.call.request.method == "POST"
        let present =
            isCreation
            ? "createdAt" : segments.last.flatMap(\.self).flatMap { RecordedClocks.present[$0] }
        return (body.members ?? []).compactMap { member in
            guard Self.past.contains(member.key),
                let moment = member.node.string.flatMap({
                    Timestamp(iso8601: $0, allowsOffset: true)
                })
            else { return nil }
            let isLater = moment.milliseconds > now.milliseconds + clocks.leeway
            let isEarlier =
                member.key == present
                && moment.milliseconds + known.call.milliseconds + clocks.leeway < now.milliseconds
            guard isLater || isEarlier else { return nil }
            return documented.flaw(
                known, [member.key], expected: JSONNode(now.description),
                told: isLater ? "no later than \(now)" : "about \(now)", actual: member.node,
                "the server's time was \(now)")
        }
    }

    /// What is open, and what is over, follows from its times: of details, and of what experiences list.
    private func openings(_ known: RecordedTraffic.Known, _ body: JSONNode) -> [RecordedFlaw] {
        guard let now = known.now else { return [] }
        let segments = known.operation.operation.segments
        if segments.count == 2, known.names.count == 1, body["status"] != nil {
            return [opening(known, body, [], [], now)].compactMap(\.self)
        }
        return Self.listed(in: body).compactMap { path, node in
            let place = path.map { Int($0) == nil ? $0 : "*" }
            return opening(known, node, path, place, now)
        }
    }

    /// The queues, draws and the rest of the sequences in an answer, each with the names that lead to it.
    private static func listed(in body: JSONNode, at path: [String] = []) -> [([String], JSONNode)]
    {
        let lists = ["queues", "draws", "auctions", "timedReleases"].flatMap { list in
            (body[list]?.elements ?? []).enumerated().map { (path + [list, "\($0)"], $1) }
        }
        let sequences = (body["sequences"]?.elements ?? []).enumerated().flatMap {
            listed(in: $1, at: path + ["sequences", "\($0)"])
        }
        let experience = body["experience"].map { listed(in: $0, at: path + ["experience"]) } ?? []
        return lists + sequences + experience
    }

    private func opening(
        _ known: RecordedTraffic.Known, _ body: JSONNode, _ path: [String], _ place: [String],
        _ now: Timestamp
    ) -> RecordedFlaw? {
        guard let word = body["status"]?.string else { return nil }
        func moment(_ name: String) -> Int? {
            body[name]?.string.flatMap { Timestamp(iso8601: $0, allowsOffset: true) }?.milliseconds
        }
        func lies(_ name: String, ahead: Bool) -> Bool {
            guard let at = moment(name) else { return false }
            return ahead
                ? at > now.milliseconds + Self.leeway : at < now.milliseconds - Self.leeway
        }
        let (expected, reason): (String, String)
        switch word {
        case "OPEN" where lies("openAt", ahead: true):
            (expected, reason) = ("PENDING", "its openAt lies ahead")
        case "OPEN" where lies("closeAt", ahead: false):
            (expected, reason) = ("CLOSED", "its closeAt is over")
        case "OPEN" where lies("drawAt", ahead: false):
            (expected, reason) = ("DRAWN", "its drawAt is over")
        case "OPEN" where lies("settleAt", ahead: false):
            (expected, reason) = ("SETTLED", "its settleAt is over")
        case "PENDING"
        where lies("openAt", ahead: false) && !lies("closeAt", ahead: false):
            (expected, reason) = ("OPEN", "its openAt is over")
        case "PENDING" where lies("drawAt", ahead: false):
            (expected, reason) = ("DRAWN", "its drawAt is over")
        case "PENDING" where lies("settleAt", ahead: false):
            (expected, reason) = ("SETTLED", "its settleAt is over")
        case "DRAWN" where lies("drawAt", ahead: true):
            (expected, reason) = ("OPEN", "its drawAt lies ahead")
        case "SETTLED" where lies("settleAt", ahead: true):
            (expected, reason) = ("OPEN", "its settleAt lies ahead")
        default: return nil
        }
        return documented.flaw(
            known, path + ["status"], place: place + ["status"], expected: JSONNode(expected),
            actual: body["status"], reason)
    }
}
