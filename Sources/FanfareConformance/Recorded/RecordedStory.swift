import HTTPEngine
import JSONTree

/// The whole of a recording as one story: who came, with what they were given, and what follows from it.
///
/// People are known by the tokens that they were given, else by the ids in answers. What began before the
/// recording is taken as it is first seen, and what strangers may have moved is not judged.
struct RecordedStory {
    private let suite: Suite
    private let documented: DocumentedAnswers
    private var places: RecordedPlaces
    private var people = RecordedPeople()
    private var profiles = RecordedProfiles()
    private var codes: [String: Sent] = [:]
    /// When each exchange code was given out, and whether it was used.
    private var exchangeCodes: [String: (issued: Timestamp?, isUsed: Bool)] = [:]
    private var usedRefreshTokens: Set<String> = []
    /// The consumer of each address that somebody has signed in with.
    private var consumers: [String: String] = [:]
    private var auctions: RecordedAuctions
    private var echoes: RecordedEchoes
    private let agreement: RecordedAgreement
    private var members: RecordedMembers
    private var limits = RecordedLimits()
    /// The origins that answers were granted to.
    private var origins: Set<String> = []

    /// A code on its way to somebody.
    private struct Sent {
        var requestedAt: Timestamp
        /// The code that was taken since.
        var used: String?
    }

    /// How far two clocks may be apart.
    private static let leeway = 5000
    private static let codeLifetime = 600_000
    private static let exchangeCodeLifetime = 60_000

    init(_ suite: Suite, _ documented: DocumentedAnswers, _ clocks: RecordedClocks) {
        self.suite = suite
        self.documented = documented
        places = RecordedPlaces(suite, documented)
        auctions = RecordedAuctions(suite, documented)
        echoes = RecordedEchoes(documented, clocks)
        agreement = RecordedAgreement(suite, documented)
        members = RecordedMembers(suite, documented)
    }

    /// Adds how people were known.
    func add(to count: inout RecordedPeople.Count) { people.add(to: &count) }

    /// What of a call contradicts those before it.
    mutating func flaws(_ known: RecordedTraffic.Known) -> [RecordedFlaw] {
        let body = known.call.missingBody == nil ? known.call.response.json : nil
        let session = people.session(of: known.call, answer: body)
        var flaws = origin(known) + [limits.flaw(known, in: suite)].compactMap(\.self)
        flaws += members.flaws(known, body)
        if known.call.response.status < 300 {
            flaws += credentials(known, body, session)
            flaws += identity(known, body, session)
            let person = session.flatMap { people.consumer(of: $0) }
            flaws += places.flaws(known, body, person: person)
            flaws += auctions.flaws(known, body, person: person)
            flaws += echoes.flaws(known, body, people)
            flaws += profiles.flaws(known, body, documented)
            flaws += agreement.flaws(known, body, person, people)
        }
        note(known, body, session)
        return flaws
    }

    // MARK: Tokens

    /// What was granted to a token that was good no more.
    private func credentials(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ session: Int?
    ) -> [RecordedFlaw] {
        let call = known.call
        guard let session, let token = call.request.bearer,
            body.flatMap(RecordedPeople.consumer) != nil
        else { return [] }
        if let ended = people.end(of: session), ended <= call.startedAt {
            return [
                RecordedRule.endedAccessToken.granted(
                    in: suite, call.response.status, "its session was ended at \(ended)")
            ].compactMap(\.self)
        }
        if let now = known.now, let expiry = RecordedPeople.claims(token)?["exp"]?.number?.double,
            Double(now.milliseconds - Self.leeway) > expiry * 1000
        {
            let expired = Timestamp(milliseconds: Int(expiry) * 1000)
            return [
                RecordedRule.expiredAccessToken.granted(
                    in: suite, call.response.status, "the access token expired at \(expired)")
            ].compactMap(\.self)
        }
        return []
    }

    // MARK: Who is who

    private mutating func identity(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ session: Int?
    ) -> [RecordedFlaw] {
        guard let body else { return [] }
        switch known.operation.name {
        case "POST /auth/guest": return freshness(body)
        case "POST /auth/refresh": return refresh(known, body)
        case "POST /auth/otp/verify": return verification(known, body)
        case "POST /auth/external/exchange": return exchange(known)
        default:
            guard let session, let mine = people.consumer(of: session),
                let (path, id) = RecordedPeople.named(in: body), id != mine
            else { return [] }
            return [
                documented.flaw(
                    known, path, kind: .notTheSame(mine), expected: JSONNode(mine),
                    actual: JSONNode(id), "the token is of \(mine), as was answered before")
            ].compactMap(\.self)
        }
    }

    private func freshness(_ body: JSONNode) -> [RecordedFlaw] {
        guard let id = body["session"]?["consumerId"]?.string, people.knows(id) else { return [] }
        return [
            RecordedRule.freshGuest.flaw(
                in: suite, at: ["session", "consumerId"], expected: "another than all before",
                actual: JSONNode(id), "somebody had it before")
        ].compactMap(\.self)
    }

    private mutating func refresh(
        _ known: RecordedTraffic.Known, _ body: JSONNode
    ) -> [RecordedFlaw] {
        guard let token = known.call.sent?["refreshToken"]?.string else { return [] }
        var flaws: [RecordedFlaw?] = []
        if let session = people.session(ofToken: token) {
            if let ended = people.end(of: session), ended <= known.call.startedAt {
                flaws.append(
                    RecordedRule.endedRefreshToken.granted(
                        in: suite, known.call.response.status,
                        "the session of this refresh token was ended at \(ended)"))
            }
            if let mine = people.consumer(of: session),
                let access = body["accessToken"]?.string,
                let id = RecordedPeople.claims(access)?["consumerId"]?.string, id != mine
            {
                flaws.append(
                    RecordedRule.sameConsumerAfterRefresh.flaw(
                        in: suite, at: ["accessToken", "$jwt", "consumerId"],
                        expected: JSONNode(mine).text(), actual: JSONNode(id),
                        "the consumer of the refresh token"))
            }
        }
        if !usedRefreshTokens.insert(token).inserted {
            flaws.append(
                RecordedRule.refreshTokenOnce.granted(
                    in: suite, known.call.response.status, "this refresh token was used before"))
        }
        return flaws.compactMap(\.self)
    }

    private mutating func verification(
        _ known: RecordedTraffic.Known, _ body: JSONNode
    ) -> [RecordedFlaw] {
        guard let sent = known.call.sent, let recipient = Self.recipient(sent) else { return [] }
        var flaws: [RecordedFlaw?] = []
        if let message = codes[recipient] {
            let age = known.call.startedAt.milliseconds - message.requestedAt.milliseconds
            if age > Self.codeLifetime + Self.leeway {
                flaws.append(
                    RecordedRule.codeLifetime.granted(
                        in: suite, known.call.response.status,
                        "the newest code was asked for \(TimeSpan(milliseconds: age)) before"))
            }
            if let used = message.used, used == sent["code"]?.string {
                flaws.append(
                    RecordedRule.codeOnce.granted(
                        in: suite, known.call.response.status, "this code was taken before"))
            }
        }
        if let email = sent["email"]?.string, let told = body["session"]?["email"]?.string,
            !known.call.isMasked, email.lowercased() != told.lowercased()
        {
            flaws.append(
                RecordedRule.addressOfSession.flaw(
                    in: suite, at: ["session", "email"],
                    expected: "the address that the code was asked for",
                    actual: JSONNode(told), "another address was verified"))
        }
        if let id = body["session"]?["consumerId"]?.string {
            if let before = consumers[recipient], before != id {
                flaws.append(
                    RecordedRule.sameConsumerAgain.flaw(
                        in: suite, at: ["session", "consumerId"],
                        expected: JSONNode(before).text(), actual: JSONNode(id),
                        "whoever signed in with it before"))
            } else {
                consumers[recipient] = id
            }
        }
        return flaws.compactMap(\.self)
    }

    private func exchange(_ known: RecordedTraffic.Known) -> [RecordedFlaw] {
        guard let code = known.call.sent?["exchangeCode"]?.string, let issue = exchangeCodes[code]
        else { return [] }
        if issue.isUsed {
            return [
                RecordedRule.exchangeCodeOnce.granted(
                    in: suite, known.call.response.status, "this exchange code was used before")
            ].compactMap(\.self)
        }
        guard let issued = issue.issued else { return [] }
        let age = known.call.startedAt.milliseconds - issued.milliseconds
        guard age > Self.exchangeCodeLifetime + Self.leeway else { return [] }
        return [
            RecordedRule.exchangeCodeLifetime.granted(
                in: suite, known.call.response.status,
                "this exchange code was given out \(TimeSpan(milliseconds: age)) before")
        ].compactMap(\.self)
    }

    // MARK: Browsers

    /// A page that is granted answers is granted errors too.
    private mutating func origin(_ known: RecordedTraffic.Known) -> [RecordedFlaw] {
        let call = known.call
        guard let origin = call.request.headers["Origin"] else { return [] }
        let granted = call.response.headers["Access-Control-Allow-Origin"]
        if call.response.status < 300, granted != nil { origins.insert(origin) }
        let isError =
            (400..<500).contains(call.response.status) && call.response.json?["error"] != nil
        guard isError || call.response.status < 300, granted == nil, origins.contains(origin) else {
            return []
        }
        let rule: RecordedRule = isError ? .originOfErrors : .originOfAnswers
        return [
            rule.header(
                in: suite, "Access-Control-Allow-Origin", expected: "the origin, or *", nil)
        ].compactMap(\.self)
    }

    // MARK: What is known from now on

    private mutating func note(
        _ known: RecordedTraffic.Known, _ body: JSONNode?, _ session: Int?
    ) {
        let call = known.call
        guard call.response.status < 300 else { return }
        switch known.operation.name {
        case "POST /auth/otp/request":
            if let recipient = call.sent.flatMap(Self.recipient) {
                codes[recipient] = Sent(requestedAt: call.endedAt)
            }
        case "POST /auth/otp/verify":
            if let sent = call.sent, let recipient = Self.recipient(sent) {
                codes[recipient]?.used = sent["code"]?.string
            }
        case "POST /auth/external/authorize":
            if let code = body?["exchangeCode"]?.string {
                exchangeCodes[code] = (call.endedAt, false)
            }
        case "POST /auth/external/exchange":
            if let code = call.sent?["exchangeCode"]?.string {
                exchangeCodes[code] = (exchangeCodes[code]?.issued, true)
            }
        case "POST /auth/logout":
            if let session { people.end(session, at: call.endedAt) }
        default: break
        }
        people.note(known, body, session)
    }

    /// To whom a code goes, however it is written.
    private static func recipient(_ sent: JSONNode) -> String? {
        if let email = sent["email"]?.string { return email.lowercased() }
        guard let phone = sent["phone"]?.string else { return nil }
        return phone.filter(\.isNumber) + (sent["defaultCountry"]?.string ?? "")
    }
}

extension RecordedCall {
    /// When its answer was there; a journal of our own is written one call after the other.
    var endedAt: Timestamp {
        isMasked ? startedAt : startedAt.advanced(by: TimeSpan(milliseconds: milliseconds))
    }

    /// Whether it was made after a moment, for all that is known.
    func isAfter(_ moment: Timestamp) -> Bool {
        moment < startedAt || isMasked && moment == startedAt
    }

    /// What it sent, as a document.
    var sent: JSONNode? { try? JSONNode(parsing: request.body) }
}
