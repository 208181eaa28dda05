import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// The same person tries again: signing in, codes, sessions and linking.
extension RuleMutant {
    static let signingInAgain: [RuleMutant] = [
        RuleMutant(
            "again/code-at-once-refused",
            "Asking for a second code within half a minute is refused",
            "limits.otp",
            by: .remembering([String: Instant](), ["POST /auth/otp/request"]) {
                intercepted, asked in
                let key = intercepted.organization.id + intercepted.recipient
                let now = intercepted.now
                if let last = asked[key], now - last < .seconds(30) {
                    return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 30)))
                }
                asked[key] = now
                return intercepted.proceed()
            }),
        RuleMutant(
            "again/second-code-is-none", "After asking twice no code works any more", "otp.verify",
            by: .counting("POST /auth/otp/request", { $0.recipient }) { intercepted, count in
                count > 1 && intercepted.route == "POST /auth/otp/verify"
                    ? .otpInvalid : nil
            }),
        RuleMutant(
            "again/second-sign-in-refused", "Whoever has signed in by a code cannot do so again",
            "otp.verify.same-consumer",
            by: .refusingSecond("POST /auth/otp/verify", with: .otpInvalid) { intercepted in
                intercepted.token == nil ? intercepted.recipient : nil
            }),
        RuleMutant(
            "again/phone-makes-a-new-consumer", "Signing in by phone again makes another consumer",
            "otp.verify.same-consumer",
            by: .remembering([String: Int](), ["POST /auth/otp/verify"]) { intercepted, times in
                guard let phone = intercepted.body["phone"]?.string, intercepted.token == nil,
                    intercepted.attempt(intercepted.request).isGood
                else { return intercepted.proceed() }
                let key = intercepted.organization.id + intercepted.recipient
                times[key, default: 0] += 1
                guard let count = times[key], count > 1 else { return intercepted.proceed() }
                let email = "\(count).\(phone.filter(\.isNumber))@example.com"
                for name in ["phone", "defaultCountry"] { intercepted.say(name, nil) }
                intercepted.say("email", JSONNode(email))
                let number = JSONNode(String(key.dropFirst(intercepted.organization.id.count)))
                return intercepted.changing(intercepted.verifyWithFreshCode()) { document in
                    document.change("session") { session in
                        session[editing: "email"] = nil
                        session[editing: "phone"] = number
                    }
                }
            }),
        RuleMutant(
            "again/name-lost-at-second-sign-in", "Signing in again forgets the name",
            "consumers.get",
            by: .remembering([String: Int](), ["POST /auth/otp/verify", "GET /consumers/{id}"]) {
                intercepted, times in
                let response = intercepted.proceed()
                let id = response.document["session"]?["consumerId"]?.string
                if let id { times[intercepted.organization.id + id, default: 0] += 1 }
                let key = intercepted.organization.id + intercepted.id
                guard intercepted.route.hasPrefix("GET"), times[key] ?? 0 > 1 else {
                    return response
                }
                return intercepted.changing(response) { $0[editing: "fullName"] = .null }
            }),
        RuleMutant(
            "again/second-refresh-refused", "A session can be refreshed once and not again",
            "refresh.pair",
            by: .refusingSecond("POST /auth/refresh", with: .invalidRefreshToken) {
                InterceptedCall.claims($0.body["refreshToken"]?.string ?? "")?["sessionId"]?.string
            }),
        RuleMutant(
            "again/second-logout-of-the-person-refused",
            "Whoever has logged out once cannot log another session out", "logout.access",
            by: .refusingSecond("POST /auth/logout", with: .authenticationRequired) {
                $0.consumerID
            }),
        RuleMutant(
            "again/old-token-outlives-refresh-and-logout",
            "After a refresh, logging out leaves the access token before it", "logout.access",
            by: .olderTokensSurvive),
        RuleMutant(
            "again/logout-under-the-old-token-forgets-the-new",
            "Logging out under the token before a refresh leaves the one after", "logout.access",
            by: .newerTokensSurvive),
        RuleMutant(
            "again/three-wrong-codes-end-the-guest", "Three wrong codes end the guest's session",
            "linking.failure-harmless",
            by: .endingGuest(on: "POST /auth/otp/verify", after: 3) {
                $0.error == "otp_invalid"
            }),
        RuleMutant(
            "again/two-wrong-codes-end-the-guest", "Two wrong codes end the guest's session",
            "linking.failure-harmless",
            by: .endingGuest(on: "POST /auth/otp/verify", after: 2) {
                $0.error == "otp_invalid"
            }),
        RuleMutant(
            "again/two-bad-exchanges-end-the-guest",
            "Two bad exchange codes end the guest's session",
            "linking.failure-harmless",
            by: .endingGuest(on: "POST /auth/external/exchange", after: 2) { $0.status == 401 }),
        RuleMutant(
            "again/two-conflicts-end-the-guest", "A second conflict ends the guest's session",
            "linking.failure-harmless", "linking.conflict.other-identifier",
            by: .endingGuest(on: "POST /auth/otp/verify", after: 2) { $0.status == 409 }),
        RuleMutant(
            "again/code-after-a-wrong-one-still-guest",
            "A guest who once entered a wrong code is not linked by the right one",
            "linking.email",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify"]) { intercepted, failed in
                let key = intercepted.organization.id + intercepted.consumerID
                guard intercepted.isLinking else { return intercepted.proceed() }
                if failed.contains(key), intercepted.attempt(intercepted.request).isGood {
                    return intercepted.wrong(intercepted.refusal(.otpInvalid))
                }
                let response = intercepted.proceed()
                if response.error == "otp_invalid" { failed.insert(key) }
                return response
            }),
        RuleMutant(
            "again/exchange-makes-a-new-consumer",
            "Authorizing a person again makes another consumer", "external.identity",
            by: .remembering([String: Int](), ["POST /auth/external/authorize"]) {
                intercepted, times in
                guard intercepted.attempt(intercepted.request).isGood else {
                    return intercepted.proceed()
                }
                let subject = intercepted.body["subject"]?.string ?? ""
                let issuer = intercepted.body["issuer"]?.string ?? ""
                let provider = intercepted.body["provider"]?.string ?? ""
                let key = "\(intercepted.organization.id) \(provider) \(issuer) \(subject)"
                times[key, default: 0] += 1
                guard let count = times[key], count > 1 else { return intercepted.proceed() }
                intercepted.say("subject", JSONNode("\(subject) \(count)"))
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "again/second-authorization-voids-the-first",
            "A second exchange code for a person voids the first", "external.code.lifetime",
            by: .remembering(
                [String: (code: String, subject: String)](),
                ["POST /auth/external/authorize", "POST /auth/external/exchange"]
            ) { intercepted, known in
                let organization = intercepted.organization.id
                if let code = intercepted.body["exchangeCode"]?.string {
                    guard let (_, subject) = known[organization + code],
                        let newest = known[organization + "of " + subject], newest.code != code,
                        intercepted.attempt(intercepted.request).isGood
                    else { return intercepted.proceed() }
                    return intercepted.wrong(intercepted.refusal(.invalidExchangeCode))
                }
                let response = intercepted.proceed()
                if let code = response.document["exchangeCode"]?.string {
                    let subject = intercepted.body["subject"]?.string ?? ""
                    known[organization + code] = (code, subject)
                    known[organization + "of " + subject] = (code, subject)
                }
                return response
            }),
        RuleMutant(
            "again/profile-lost-at-second-exchange",
            "An exchange without claims empties the profile", "external.authorize.claims.keep",
            by: .remembering(
                [String: Int](), ["POST /auth/external/exchange", "GET /consumers/{id}"]
            ) { intercepted, times in
                let response = intercepted.proceed()
                let id = response.document["session"]?["consumerId"]?.string
                if let id { times[intercepted.organization.id + id, default: 0] += 1 }
                let key = intercepted.organization.id + intercepted.id
                guard intercepted.route.hasPrefix("GET"), times[key] ?? 0 > 1 else {
                    return response
                }
                return intercepted.changing(response) { $0[editing: "fullName"] = .null }
            }),
    ]
}
