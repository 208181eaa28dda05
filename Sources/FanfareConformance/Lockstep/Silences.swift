import HTTPEngine
import JSONTree

/// What no clause determines: where it comes to that, either answer is right and nothing is compared.
struct Silences {
    /// A call that both servers granted.
    struct Granted {
        let call: CallMove
        /// Whom the oracle's answer names, nil for nobody.
        let consumer: String?
        /// The oracle's time.
        let at: Timestamp
    }

    /// What both servers have granted so far.
    private(set) var granted: [Granted] = []
    /// Whether somebody who was somebody already has shown a code: who is who from then on, and which of
    /// the older tokens are good, is the target's to say.
    private(set) var hasLinked = false
    /// Who has become whom.
    private(set) var mergers = Mergers()
    /// Which codes were sent and used.
    private(set) var sentCodes = SentCodes()
    /// The answers to readings that the target was found to give.
    let readings: [String: String]

    init(readings: [String: String] = [:]) { self.readings = readings }

    /// Whether the target links to the consumer who has an identifier already, instead of refusing it: a
    /// reading is asked of guests, and the clause exempts whoever verifies it.
    private var linksToOwner: Bool { readings["linking.takenIdentifier"] == "signIn" }

    /// Takes in what both servers granted.
    mutating func note(_ call: CallMove, _ expected: JSONNode?, at now: Timestamp) {
        granted.append(Granted(call: call, consumer: expected?["consumerId"]?.string, at: now))
        let isComing = Self.comings.contains(call.operation)
        if isComing, call.token != nil { hasLinked = true }
        mergers.note(call, expected, isComing: isComing, at: now)
        sentCodes.note(call)
    }

    private static let comings: Set = ["POST /auth/otp/verify", "POST /auth/external/exchange"]

    /// The calls of a kind that were granted at a place to somebody, or to whoever may be the same.
    func calls(_ ending: String, at place: String, to consumer: String?) -> [Granted] {
        granted.filter { one in
            guard one.call.operation.hasSuffix(ending), one.call.place == place else {
                return false
            }
            guard let consumer, let other = one.consumer else { return true }
            return hasLinked || other == consumer
        }
    }

    /// Whether whoever makes a call, or may be the same, has gone in at its place more often than out again.
    private func isInside(_ call: CallMove, _ ending: String, leaving: String?) -> Bool {
        func count(_ ending: String) -> Int {
            calls(ending, at: call.place, to: nil).count { one in
                hasLinked || one.call.person == call.person
            }
        }
        return count(ending) > (leaving.map(count) ?? 0)
    }

    /// Whether it is open that what was won in an auction can still be paid for: no page says when that ends.
    private func leavesWinOpen(_ call: CallMove, at now: Timestamp) -> Bool {
        guard ["POST /auctions/*/complete", "POST /auctions/*/validate"].contains(call.operation),
            let end = StoryWorld.paymentEnds[call.place], now >= end
        else { return false }
        return !calls("/bid", at: call.place, to: nil).isEmpty
    }

    /// Whether somebody was denied whose admission may have been over: for which of the two reasons they are
    /// out, and so whether they may come back, is not said.
    private func deniesTheLapsed(at place: String) -> Bool {
        let entries = calls("/enter", at: place, to: nil)
        return calls("/deny", at: place, to: nil).contains { denial in
            entries.contains { $0.at.advanced(by: Self.window) <= denial.at }
        }
    }

    /// The shortest time for which whoever is admitted has a place.
    private static let window = TimeSpan(milliseconds: 5 * 60_000)

    /// Whether calls of an earlier moment may count in this one's minute: when a minute begins, whether at
    /// the first call, by the clock or sixty seconds ago, is not said.
    private func mayShareMinute(with now: Timestamp) -> Bool {
        granted.contains { $0.at < now && now < $0.at.advanced(by: Self.minute) }
    }

    /// Whether there were more calls than a minute may have; entering has another limit, the room there is.
    private func isOfCallLimit(_ refusal: HTTPResponse, of call: CallMove) -> Bool {
        refusal.status == 429 && (!call.operation.hasSuffix("/enter") || refusal.says("rate limit"))
    }

    static let minute = TimeSpan(milliseconds: 61_000)

    /// Whether a call was granted, to whomever.
    func has(_ operation: String) -> Bool {
        granted.contains { $0.call.operation == operation }
    }

    /// Whether an identity from elsewhere came with claims.
    private var hasClaims: Bool {
        granted.contains { one in
            one.call.operation == "POST /auth/external/authorize"
                && (one.call.body ?? []).contains { $0.name == "claims" }
        }
    }

    /// Whether somebody has gone into anything but an experience: that may count as entering its
    /// experience, or not.
    var takesPart: Bool {
        granted.contains { one in
            let operation = one.call.operation
            guard operation != "POST /experiences/*/enter" else { return false }
            return ["/enter", "/bid", "/book"].contains { operation.hasSuffix($0) }
        }
    }
}

// Who is who.
extension Silences {
    /// The members that say who a consumer is.
    static func isOfIdentity(_ flaw: Correspondence.Flaw) -> Bool {
        switch flaw.kind {
        case .notTheSame, .notNew: ["consumerId", "guestId"].contains(flaw.place.last)
        default: false
        }
    }

    /// Whether it is documented who somebody is by this call: one who comes again with the same address, or
    /// with a token of its own.
    func determinesIdentity(_ flaw: Correspondence.Flaw, of call: CallMove) -> Bool {
        guard Self.comings.contains(call.operation) else { return true }
        guard call.operation == "POST /auth/otp/verify", call.token == nil, !hasLinked,
            case .notTheSame = flaw.kind
        else { return false }
        return true
    }
}

// In which member a refusal says why.
extension Silences {
    /// What a refusal must say, wherever it says so.
    private static let sayings = ["already completed"]

    /// Whether an answer says in its message what the oracle says in its word.
    static func says(_ word: String, _ document: JSONNode?) -> Bool {
        let message = document?["message"]?.string?.lowercased() ?? ""
        return sayings.contains { word.lowercased().hasSuffix($0) && message.contains($0) }
    }
}

// In what a refusal says when to try again.
extension Silences {
    /// Whether it is open what a header says: how long it is until more calls are let through, or there is room.
    static func leavesOpen(
        header name: String, expected: HTTPResponse, actual: HTTPResponse
    ) -> Bool {
        guard name == "retry-after", expected.status == 429, actual.status == 429 else {
            return false
        }
        return [expected, actual].allSatisfy { response in
            response.headers[name].map(Correspondence.isTime) ?? false
        }
    }
}

// Whether a call is granted.
extension Silences {
    /// Whether it is open that a call is granted; the two are different worlds from there.
    func leavesOpen(
        _ call: CallMove, expected: HTTPResponse, actual: HTTPResponse,
        at now: Timestamp = StoryWorld.beginning
    ) -> Bool {
        let isRefused = expected.status >= 300
        let refusal = isRefused ? expected : actual
        if isRefused, leavesWinOpen(call, at: now) { return true }
        if isOfCallLimit(refusal, of: call), mayShareMinute(with: now) { return true }
        if mergers.places.contains(call.place), refusal.status != 401 { return true }
        // Whether linking goes on with a session or begins one is not said, so neither what a logout ends
        // of whoever has linked.
        if hasLinked, refusal.status == 401, !Self.comings.contains(call.operation),
            mergers.hasLinked(call), mergers.hasLeft(call)
        {
            return true
        }
        // Nor whether the token of a guest who became somebody else is good.
        if refusal.status == 401, mergers.isOfMerged(call) { return true }
        if leavesCodeOpen(call, expected, actual) { return true }
        if !isRefused, refusal.status == 401, leavesCredentialsOpen(call) { return true }
        // What becomes of an admission that another has followed is not said: it is signed, in time, and
        // its consumer's.
        if call.operation == "POST /queues/*/validate", call.showsEarlierAdmission { return true }
        // Who may ask at all is determined otherwise.
        guard ![401, 403].contains(refusal.status) || call.operation == "POST /auth/refresh" else {
            return false
        }
        // That the type of a member is looked at is not said, nor that one is known which a guide alone
        // names, or no page.
        if refusal.status == 400, call.isMistyped || call.saysMore { return true }
        // Whether the device is asked of whoever only hears again how it stands is not said.
        if call.operation.hasSuffix("/enter"), refusal.isOfDevice,
            ["/enter", "/deny"].contains(where: { !calls($0, at: call.place, to: nil).isEmpty })
        {
            return true
        }
        let somebody = isRefused ? nil : expected.json?["consumerId"]?.string
        func isThere(_ ending: String) -> Bool { isThere(ending, to: somebody) }
        func isThere(_ ending: String, to consumer: String?) -> Bool {
            !calls(ending, at: call.place, to: consumer).isEmpty
        }
        switch call.operation {
        case "POST /auth/refresh": return hasLinked && mergers.hasLinked(call)
        // Whether an address that somebody claimed is theirs is not said; whoever links to the owner of an
        // address does so to the owner of an identity.
        case "POST /auth/otp/verify", "POST /auth/external/exchange":
            guard call.token != nil, refusal.status == 409 else { return false }
            return hasClaims || isRefused && linksToOwner
        // One who never entered may be banned beforehand; one who is denied may be denied again.
        case "POST /queues/*/deny", "POST /draws/*/deny":
            return isRefused ? [404, 409].contains(expected.status) : isThere("/deny")
        // An order that was begun in time may be completed after the end, and what is over be left.
        case "POST /timed-releases/*/complete", "POST /timed-releases/*/leave": return isRefused
        case "POST /timed-releases/*/enter":
            return isInside(call, "/enter", leaving: nil) || refusal.isOfOrderLimit
        case "POST /queues/*/enter":
            // Whether those who are admitted take up a queue's capacity, or only those who wait, is not said.
            if refusal.status == 429, isThere("/admit", to: nil) { return true }
            if deniesTheLapsed(at: call.place) { return true }
            return expected.json?["status"]?.string == "COMPLETED" && actual.status == 409
        // Whoever is admitted already is in the queue still, or is not queued any more.
        case "POST /queues/*/leave":
            let isOn = ["/admit", "/complete", "/deny"].contains(where: isThere)
            return refusal.status == 404 && !isRefused
                && (isOn || call.place == StoryWorld.selfAdmitting)
        // Whoever is out of a draw, or was drawn, is told so or refused.
        case "POST /draws/*/enter":
            let state = (isRefused ? actual : expected).json?["status"]?.string
            // That whoever is in is refused is a reading, which not every target can be asked for.
            return isThere("/deny") || isThere("/leave")
                || isThere("/enter") && (state != "ENTERED" || refusal.status == 409)
        // What a second signing up and a second admission are answered with is not said.
        case "POST /waitlists/*/enter": return refusal.status == 409 && isThere("/enter")
        case "POST /queues/*/admit": return refusal.status == 409 && isThere("/admit")
        // What is told where nobody has bid, and of those who never took part, is not said.
        case "GET /auctions/*/highest-bid":
            return refusal.status == 404 && !isThere("/bid", to: nil)
        case "GET /auctions/*/status": return refusal.status == 404 && !isThere("/bid")
        case "GET /timed-releases/*/status":
            let isOutside = expected.json?["status"]?.string == "NOT_ENTERED"
            return refusal.status == 404 && (isOutside || !isThere("/enter"))
        case "POST /appointments/*/book":
            return !isRefused && isInside(call, "/book", leaving: "/cancel")
        default: return false
        }
    }
}

extension CallMove {
    /// The second name of the path: what a call to a distribution is about.
    var place: String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    }

    /// Whether it shows an admission to this place that is not the newest.
    fileprivate var showsEarlierAdmission: Bool {
        guard let token = body?.first(where: { $0.name == "token" })?.value.string else {
            return false
        }
        return token.contains(".admission.\(place)_")
    }

    /// The members without which a call is refused.
    private static let needed: Set = [
        "code", "email", "phone", "provider", "issuer", "subject", "exchangeCode", "refreshToken",
        "consumerId", "reason", "slotId", "amount",
    ]
    /// The members that may be left out.
    private static let optional: Set = [
        "name", "orderId", "variantId", "token", "claims", "defaultCountry",
    ]

    /// The members that a guide alone names.
    private static let ofGuides: Set = ["orderId", "variantId"]

    /// Whether it has a member that whoever refuses unknown members may not know.
    fileprivate var saysMore: Bool {
        if operation == "POST /auth/guest" { return !(body ?? []).isEmpty }
        return (body ?? []).contains { Self.ofGuides.contains($0.name) }
    }

    /// Whether something stands in the body that is of another type than documented, or a number is in
    /// national spelling and of no country.
    var isMistyped: Bool {
        let body = body ?? []
        let isNational = body.contains { field in
            field.name == "phone" && field.value.string.map { !$0.hasPrefix("+") } ?? false
        }
        if isNational, !body.contains(where: { $0.name == "defaultCountry" }) { return true }
        return body.contains { field in
            // Null is as good as absent.
            if Self.needed.contains(field.name), field.value.isNull { return false }
            switch field.name {
            case "amount": return field.value.number == nil
            case "claims": return field.value.members == nil
            case "defaultCountry": return field.value.string?.count != 2
            default:
                guard Self.needed.union(Self.optional).contains(field.name) else { return false }
                return field.value.string?.isEmpty ?? true
            }
        }
    }
}

extension HTTPResponse {
    /// Whether somebody has ordered as often as one may.
    fileprivate var isOfOrderLimit: Bool { says("order_limit") || says("order limit") }

    /// Whether a device was not shown, or is another one.
    fileprivate var isOfDevice: Bool { says("fingerprint") || says("device") }

    /// Whether words stand in the body, in whatever case.
    fileprivate func says(_ words: String) -> Bool {
        String(decoding: body, as: UTF8.self).lowercased().contains(words)
    }
}
