import FanfareModel
import Foundations
import HTTPEngine
import JSONTree

/// The readings of specs/v1/readings.json that the mock can be put on, and how their answers read.
extension V1 {
    /// What each answer changes, by reading; the first answer of each is the usual one.
    static let readings = ReadingChoices([
        "linking.takenIdentifier": ["refuse": [], "signIn": .takenIdentifierSignsIn],
        "linking.errorPlace": [
            "error": [], "message": .conflictInMessage, "code": .conflictInCode,
        ],
        "linking.consumerId": ["new": [], "kept": .linkedConsumerKeepsID],
        "linking.guestToken": ["dead": [], "alive": .guestSessionGoesOn],
        "linking.codeAfterConflict": ["good": [], "used": .conflictUsesCodeUp],
        "guests.auctions": ["admitted": [], "signIn": .guestsMayNotBid],
        "guests.appointments": ["admitted": [], "signIn": .guestsMayNotBook],
        "queue.reentry": ["sameState": [], "refused": .queueRefusesReentry],
        "draw.reentry": ["sameState": [], "refused": .drawRefusesReentry],
        "neverEntered.queue": ["state": [], "notFound": .strangersNotFoundInQueue],
        "neverEntered.draw": ["state": [], "notFound": .strangersNotFoundInDraw],
        "neverEntered.waitlist": ["state": [], "notFound": .strangersNotFoundOnWaitlist],
        "queue.reentryAfterLeaving": ["backInLine": [], "stays": .leavingIsFinal],
        "admission.lapsed": ["denied": [], "expired": .lapsedAdmissionExpires],
        "admission.validateTwice": ["stillTrue": [], "refused": .admissionValidatesOnce],
        "retryAfter.notOpen": ["instant": [], "seconds": .openingInSeconds],
        "retryAfter.full": ["seconds": [], "instant": .fullAsInstant],
        "retryAfter.limited": ["seconds": [], "date": .limitAsDate],
        "error.message": ["printed": [], "own": .ownWordsForCodes],
        "admin.unauthenticated": [
            "secretKeyRequired": [], "authenticationRequired": .administeringNeedsAuthentication,
        ],
        "secretKey.unknown": [
            "secretKeyRequired": [],
            "authenticationRequired": .unknownSecretKeyNeedsAuthentication,
        ],
        "secretKey.otherCredential": [
            "secretKeyRequired": [],
            "authenticationRequired": .otherCredentialNeedsAuthentication,
        ],
        "refreshToken.form": ["jwt": [], "opaque": .opaqueRefreshTokens],
        "badCredential.refreshToken": [
            "page": [], "authentication": .refreshingNeedsAuthentication,
        ],
        "badCredential.consumer": [
            "page": [], "authentication": .takingPartNeedsAuthentication,
        ],
        "deny.answer": ["state": [], "other": .denialsAnswerLittle],
        "bids.order": ["newestFirst": [], "oldestFirst": .oldestBidFirst],
        "bids.count": ["own": [], "all": .allBidsCount],
        "logout.twice": ["refused": [], "accepted": .logoutRepeats],
        "otp.malformedCode": ["invalid": [], "validation": .malformedCodesBreakRules],
        "requestId": ["every": [], "errors": .requestIDsOnErrorsOnly],
        "timestamps": ["z": [], "offset": .timesWithOffset],
        "release.shape": ["entered": [], "admitted": .releaseAdmits],
        "auth.refreshRotation": ["diesAtOnce": [], "staysGood": .refreshTokensStayGood],
    ])

    /// The reply of an organization that answers otherwise than usual where it may.
    static func reread(_ reply: Reply, _ context: RequestContext) -> Reply {
        let leeway = context.world.settings.leeway
        var reply = reply
        if let error = context.error { refuse(error, &reply, context, leeway) }
        switch context.route?.row {
        case "POST /auth/logout"
        where leeway.contains(.logoutRepeats) && context.credentialsHaveEnded:
            reply = Reply(204)
        case "POST /queues/{id}/deny", "POST /draws/{id}/deny":
            if leeway.contains(.denialsAnswerLittle), reply.status == 200 {
                reply = .ok(["ok": true])
            }
        case "GET /auctions/{id}/bids", "GET /auctions/{id}/bids/history":
            if leeway.contains(.oldestBidFirst) {
                reply.change { $0.elements.map { JSONNode($0.reversed()) } ?? $0 }
            }
        case "POST /auctions/{id}/bid", "GET /auctions/{id}/status":
            guard leeway.contains(.allBidsCount), reply.status == 200,
                let index = try? context.world.catalogue.auction(context.parameter)
            else { break }
            let count = context.world.catalogue[index].bidCount
            reply.change { $0.with("bidCount", JSONNode(count)) }
        case "GET /queues/{id}/status" where leeway.contains(.lapsedAdmissionExpires):
            reply.change { state in
                guard state["denyReason"]?.string == "ADMISSION_EXPIRED" else { return state }
                return state.with("status", "EXPIRED").with("denyReason", .null)
                    .with("expiredAt", context.world.now.json)
            }
        case "POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status":
            guard leeway.contains(.releaseAdmits) else { break }
            reply.change { state in
                state["status"]?.string == "ENTERED" ? state.with("status", "ADMITTED") : state
            }
        default: break
        }
        if leeway.contains(.opaqueRefreshTokens) {
            reply.change { bundle in
                guard let token = bundle["refreshToken"]?.string else { return bundle }
                return bundle.with("refreshToken", JSONNode(OpaqueToken.text(of: token)))
            }
        }
        if leeway.contains(.timesWithOffset) { reply.change(\.withOffsets) }
        return reply
    }

    /// A refusal in other words, at another place or with another status.
    private static func refuse(
        _ error: FanfareError, _ reply: inout Reply, _ context: RequestContext, _ leeway: Leeway
    ) {
        func instead(_ other: FanfareError, where applies: Bool) {
            if applies { reply = V1.reply(to: other) }
        }
        switch error {
        case .alreadyLinked where leeway.contains(.conflictInMessage):
            reply = Reply(
                409,
                ["error": "Conflict", "message": "already_linked: it belongs to somebody else"])
        case .alreadyLinked where leeway.contains(.conflictInCode):
            reply = Reply(409, ["error": "Conflict", "code": "already_linked"])
        case .otpInvalid, .otpExpired:
            guard leeway.contains(.ownWordsForCodes) else { break }
            reply.change { $0.with("message", "Bitte fordern Sie einen neuen Code an.") }
        case .secretKeyRequired:
            let isAdministration = administration.contains(context.route?.row ?? "")
            instead(
                .authenticationRequired,
                where: isAdministration
                    ? leeway.contains(.administeringNeedsAuthentication)
                    : context.showsSomeSecretKey
                        && leeway.contains(
                            context.showsUnknownSecretKey
                                ? .unknownSecretKeyNeedsAuthentication
                                : .otherCredentialNeedsAuthentication)
            )
        case .invalidRefreshToken:
            instead(
                .authenticationRequired, where: leeway.contains(.refreshingNeedsAuthentication))
        case .consumerIDRequired:
            instead(
                .authenticationRequired, where: leeway.contains(.takingPartNeedsAuthentication))
        case .notOpenYet(_, let opensAt) where leeway.contains(.openingInSeconds):
            let left = (opensAt - context.world.now).inMilliseconds
            reply.retry(after: String((left + 999) / 1000))
        case .full where leeway.contains(.fullAsInstant):
            reply.retry(after: (context.world.now + .seconds(30)).iso8601)
        case .rateLimited(let seconds) where leeway.contains(.limitAsDate):
            let end = context.world.now + .seconds(seconds)
            reply.retry(after: HTTPDate.text(secondsSince1970: Int(end.seconds)))
        default: break
        }
    }

    /// The calls that the reference documents for the administration's host.
    private static let administration: Set = [
        "POST /experiences", "POST /queues", "POST /draws", "POST /auctions",
    ]
}

/// A refresh token that says nothing to whoever reads it, and the token that it stands for.
enum OpaqueToken {
    private static let prefix = "rt_"

    static func text(of token: String) -> String {
        prefix + Base64URL.encode(Array(token.utf8).reversed())
    }

    static func token(of text: String) -> String {
        guard text.hasPrefix(prefix), let bytes = Base64URL.decode(text.dropFirst(prefix.count))
        else { return text }
        return String(decoding: bytes.reversed(), as: UTF8.self)
    }
}

extension RequestContext {
    /// Refuses the status of whoever never entered, in an organization that does not know strangers.
    func requireKnown(
        _ resource: Resource, unless leeway: Leeway
    ) throws(FanfareError) {
        if world.settings.leeway.contains(leeway) { throw .notParticipating(resource) }
    }

    /// Whether something came in the place of a secret key.
    fileprivate var showsSomeSecretKey: Bool {
        request.headers["Authorization"] != nil || request.headers["X-Secret-Key"] != nil
    }

    /// Whether it was meant as a secret key.
    fileprivate var showsUnknownSecretKey: Bool {
        request.headers["X-Secret-Key"] != nil
            || request.headers["Authorization"]?.hasPrefix("Bearer sk_") == true
    }

    /// Whether the token that came was good and has ended.
    fileprivate var credentialsHaveEnded: Bool {
        guard let token = routed.credentials.token else { return false }
        return organization.world.finding(of: token, asRefresh: false) == .sessionEnded
    }
}

extension Reply {
    /// Changes the document it carries, where it carries one.
    fileprivate mutating func change(_ body: (JSONNode) -> JSONNode) {
        guard let document = self.body ?? bytes.flatMap({ try? JSONNode(parsing: $0) }) else {
            return
        }
        let changed = body(document)
        guard changed != document else { return }
        (self.body, bytes) = (changed, nil)
    }

    fileprivate mutating func retry(after text: String) {
        headers.removeAll { $0.name == "Retry-After" }
        headers.append(("Retry-After", text))
    }
}

extension JSONNode {
    /// The same object with another value for a member.
    fileprivate func with(_ name: String, _ value: JSONNode) -> JSONNode {
        guard var members else { return self }
        if let index = members.firstIndex(where: { $0.key == name }) {
            members[index] = JSONMember(name, value)
        } else {
            members.append(JSONMember(name, value))
        }
        return JSONNode(members)
    }

    /// The same with `+00:00` behind each time in place of `Z`.
    fileprivate var withOffsets: JSONNode {
        switch value {
        case .null, .bool, .number: self
        case .string(let text):
            text.hasSuffix("Z") && Instant(iso8601: text) != nil
                ? JSONNode(text.dropLast() + "+00:00") : self
        case .array(let elements): JSONNode(elements.map(\.withOffsets))
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, $0.node.withOffsets) })
        }
    }
}
