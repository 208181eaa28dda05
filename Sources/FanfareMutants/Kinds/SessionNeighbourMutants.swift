import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Sessions, codes and identities of others, and two of them at once.
extension RuleMutant {
    static let sessionNeighbours: [RuleMutant] = [
        RuleMutant(
            "others/logout-ends-the-newest", "Logging out ends the newest session of anybody, too",
            "logout.current-only",
            by: .endingOthers(on: "POST /auth/logout", .last)),
        RuleMutant(
            "others/guest-ends-the-guest-before", "A new guest ends the session of the one before",
            "guest.fresh", "tokens.access.lifetime",
            by: .endingOthers(on: "POST /auth/guest", .last)),
        RuleMutant(
            "others/refresh-ends-the-newest", "Refreshing ends the newest session of somebody else",
            "tokens.access.lifetime",
            by: .endingOthers(on: "POST /auth/refresh", .last)),
        RuleMutant(
            "others/sign-in-ends-the-newest", "Signing in ends the newest session of somebody else",
            "tokens.access.lifetime",
            by: .endingOthers(on: "POST /auth/otp/verify", .last)),
        RuleMutant(
            "others/linking-takes-the-neighbour-out",
            "Linking takes whoever stands behind out of the queue", "queues.leave.own",
            by: .among("POST /auth/otp/verify", "POST /auth/external/exchange") {
                intercepted, crowd in
                let queues = intercepted.active("queues", of: intercepted.token)
                let response = intercepted.proceed()
                guard intercepted.linking(response) != nil else { return response }
                for person in crowd.strangers(.next, to: intercepted) {
                    for queue in queues {
                        let left = intercepted.call(
                            "POST", "/queues/\(queue)/leave", token: person.token)
                        if left.isGood { intercepted.wasTouched = true }
                    }
                }
                return response
            }),
        RuleMutant(
            "others/code-request-voids-the-others",
            "A code for one recipient voids that of another",
            "otp.verify", by: .onlyNewestCode),
        RuleMutant(
            "others/wrong-try-voids-the-others", "A wrong try of one voids the code of another",
            "otp.verify",
            by: .remembering(
                [String: Set<String>](), ["POST /auth/otp/request", "POST /auth/otp/verify"]
            ) { intercepted, wrong in
                let organization = intercepted.organization.id
                if intercepted.route == "POST /auth/otp/request" {
                    wrong[organization]?.remove("tried")
                    return intercepted.proceed()
                }
                let recipient = intercepted.recipient
                let right = intercepted.attempt(intercepted.request)
                if right.error == "otp_invalid" {
                    wrong[organization, default: []].insert(recipient)
                    return intercepted.proceed()
                }
                let others = wrong[organization] ?? []
                guard right.isGood, !others.isEmpty, !others.contains(recipient) else {
                    return intercepted.proceed()
                }
                return intercepted.wrong(intercepted.refusal(.otpInvalid))
            }),
        RuleMutant(
            "others/authorization-voids-the-others",
            "An exchange code for one person voids that of another", "external.code.lifetime",
            by: .remembering(
                [String: String](),
                ["POST /auth/external/authorize", "POST /auth/external/exchange"]
            ) { intercepted, newest in
                if let code = intercepted.body["exchangeCode"]?.string {
                    guard let known = newest[intercepted.organization.id], known != code,
                        intercepted.attempt(intercepted.request).isGood
                    else { return intercepted.proceed() }
                    return intercepted.wrong(intercepted.refusal(.invalidExchangeCode))
                }
                let response = intercepted.proceed()
                if let code = response.document["exchangeCode"]?.string {
                    newest[intercepted.organization.id] = code
                }
                return response
            }),
        RuleMutant(
            "two/exchange-codes-alike", "Two people authorized in a row get one exchange code",
            "external.authorize",
            by: .remembering([String: JSONNode](), ["POST /auth/external/authorize"]) {
                intercepted, kept in
                let response = intercepted.proceed()
                guard response.isGood else { return response }
                if let earlier = kept.removeValue(forKey: intercepted.organization.id) {
                    return intercepted.changing(response) { $0 = earlier }
                }
                kept[intercepted.organization.id] = response.document
                return response
            }),
        RuleMutant(
            "two/guests-alike", "Every second guest is the one before", "guest.fresh",
            by: .remembering([String: JSONNode](), ["POST /auth/guest"]) { intercepted, kept in
                let response = intercepted.proceed()
                guard response.isGood else { return response }
                if let earlier = kept.removeValue(forKey: intercepted.organization.id) {
                    return intercepted.changing(response) { $0 = earlier }
                }
                kept[intercepted.organization.id] = response.document
                return response
            }),
        RuleMutant(
            "two/second-sign-in-ends-the-first", "Signing in again ends the session before",
            "tokens.access.lifetime", "logout.current-only",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                guard response.isGood, intercepted.route == "POST /auth/otp/verify",
                    let consumer = response.document["session"]?["consumerId"]?.string
                else { return response }
                for token in chains.accessTokens(of: consumer) {
                    let ended = intercepted.call("POST", "/auth/logout", token: token)
                    if ended.isGood { intercepted.wasTouched = true }
                }
                return response
            }),
        RuleMutant(
            "two/second-exchange-ends-the-first", "Exchanging again ends the session before",
            "tokens.access.lifetime",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                guard response.isGood, intercepted.route == "POST /auth/external/exchange",
                    let consumer = response.document["session"]?["consumerId"]?.string
                else { return response }
                for token in chains.accessTokens(of: consumer) {
                    let ended = intercepted.call("POST", "/auth/logout", token: token)
                    if ended.isGood { intercepted.wasTouched = true }
                }
                return response
            }),
        RuleMutant(
            "two/refresh-ends-the-other-session",
            "Refreshing one session ends the consumer's other",
            "tokens.access.lifetime",
            by: .withTokens { intercepted, chains in
                let response = intercepted.proceed()
                guard response.isGood, intercepted.route == "POST /auth/refresh",
                    let claims = InterceptedCall.claims(
                        response.document["accessToken"]?.string ?? "")
                else { return response }
                for token in chains.accessTokens(of: claims["consumerId"]?.string ?? "")
                where InterceptedCall.claims(token)?["sessionId"] != claims["sessionId"] {
                    let ended = intercepted.call("POST", "/auth/logout", token: token)
                    if ended.isGood { intercepted.wasTouched = true }
                }
                return response
            }),
    ]
}

extension Mutation {
    /// Ends sessions of others when a call succeeds.
    fileprivate static func endingOthers(on route: String, _ whom: Bystanders.Choice) -> Mutation {
        among(route) { intercepted, crowd in
            let response = intercepted.proceed()
            guard response.isGood else { return response }
            let token = response.document["accessToken"]?.string ?? intercepted.token ?? ""
            let own = InterceptedCall.claims(token)?["consumerId"]?.string
            let others = crowd.strangers(.everybody, to: intercepted).filter { $0.id != own }
            for person in others.suffix(1)
            where intercepted.call("POST", "/auth/logout", token: person.token).isGood {
                intercepted.wasTouched = true
            }
            return response
        }
    }

    /// Takes only the code that was asked for last, whoever asked.
    fileprivate static var onlyNewestCode: Mutation {
        remembering([String: String](), ["POST /auth/otp/request", "POST /auth/otp/verify"]) {
            intercepted, newest in
            let organization = intercepted.organization.id
            let recipient = intercepted.recipient
            if intercepted.route == "POST /auth/otp/request" {
                let response = intercepted.proceed()
                if response.isGood { newest[organization] = recipient }
                return response
            }
            guard let known = newest[organization], known != recipient,
                intercepted.attempt(intercepted.request).isGood
            else { return intercepted.proceed() }
            return intercepted.wrong(intercepted.refusal(.otpInvalid))
        }
    }
}

extension InterceptedCall {
    /// Whom a code is for, in one spelling.
    var recipient: String {
        let address = body["email"]?.string.flatMap(Recipient.init(email:))
        let number = body["phone"]?.string.flatMap {
            Recipient(phone: $0, defaultCountry: body["defaultCountry"]?.string)
        }
        return (address ?? number)?.address ?? ""
    }
}
