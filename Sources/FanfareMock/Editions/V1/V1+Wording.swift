import FanfareModel
import JSONTree

/// How edition v1 words what the model makes by itself.
extension V1 {
    static let wording = Wording(
        identifiers: .prefixed { prefix(of: $0) }, sessionClaims: { writeClaims(of: $0, to: &$1) },
        admissionClaims: { claims(of: $0) })

    private static func prefix(of kind: IdentifierFormat.Kind) -> StaticString {
        switch kind {
        case .guest: "guest_"
        case .consumer: "cons_"
        case .session: "sess_"
        case .refreshToken: "ref_"
        case .exchangeCode: "exc_"
        case .experience: "exp_"
        case .sequence: "seq_"
        case .queue: "queue_"
        case .draw: "draw_"
        case .auction: "auction_"
        case .timedRelease: "release_"
        case .appointment: "appointment_"
        case .slot: "slot_"
        case .waitlist: "waitlist_"
        case .bid: "bid_"
        case .booking: "booking_"
        case .waitlistEntry: "entry_"
        case .order: "order_"
        }
    }

    /// specs/v1/contract.md#tokens: what access and refresh tokens claim.
    private static func writeClaims(of facts: SessionFacts, to json: inout JSONWriter) {
        json.member("consumerId", facts.consumerID)
        json.member("organizationId", facts.organizationID)
        json.member("sessionId", facts.sessionID)
        json.member("iat", Int(facts.issuedAt.seconds))
        json.member("exp", Int(facts.expiresAt.seconds))
        json.member("iss", "consumer-app")
        if let refreshID = facts.refreshID { return json.member("jti", refreshID) }
        if let accessID = facts.accessID { json.member("jti", accessID) }
        if let email = facts.consumer.email { json.member("email", email) }
        if let phone = facts.consumer.phone { json.member("phone", phone) }
        json.member("isGuest", JSONNode(facts.consumer.isGuest))
    }

    /// specs/v1/contract.md#queues.admission: what an admission token claims.
    private static func claims(of facts: AdmissionFacts) -> [JSONMember] {
        var claims: [JSONMember] = [
            JSONMember("consumerId", JSONNode(facts.consumerID)),
            JSONMember("distributionId", JSONNode(facts.distributionID)),
            JSONMember("distributionType", JSONNode(distributionType(facts.distribution))),
            JSONMember("admittedAt", facts.admittedAt.json),
            JSONMember("expiresAt", facts.expiresAt.json),
        ]
        if let fingerprint = facts.fingerprint {
            claims.append(JSONMember("fingerprint", JSONNode(fingerprint)))
        }
        if let (amount, currency) = facts.price {
            claims.append(JSONMember("amount", amount.json(currency)))
            claims.append(JSONMember("currencyCode", JSONNode(currency.code)))
        }
        return claims
    }
}
