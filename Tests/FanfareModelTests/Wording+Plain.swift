import JSONTree

@testable import FanfareModel

extension Wording {
    /// Words that no edition has.
    static let plain = Wording(
        identifiers: .prefixed { kind in
            switch kind {
            case .guest: "g-"
            case .consumer: "c-"
            case .exchangeCode: "x-"
            default: "id-"
            }
        },
        sessionClaims: { facts, json in
            json.member("who", facts.consumerID)
            json.member("session", facts.sessionID)
            json.member("at", Int(facts.issuedAt.seconds))
            if let id = facts.refreshID { json.member("refresh", id) }
        },
        admissionClaims: { facts in
            [
                JSONMember("who", JSONNode(facts.consumerID)),
                JSONMember("what", JSONNode(facts.distributionID)),
                JSONMember("at", JSONNode(facts.admittedAt.exactISO8601)),
            ]
        })
}
