import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// One-time codes (specs/v1/contract.md#otp).
extension RuleMutant {
    static let oneTimePasswords: [RuleMutant] = [
        RuleMutant(
            "otp/any-code", "Any six digits sign in", "otp.verify.invalid",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "otp_invalid" else { return response }
                return intercepted.wrong(intercepted.verifyWithFreshCode())
            }),
        RuleMutant(
            "otp/reusable", "A code signs in again and again", "otp.code.single-use",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify"]) { intercepted, used in
                let key =
                    intercepted.organization.id
                    + String(decoding: intercepted.request.body, as: UTF8.self)
                let response = intercepted.proceed()
                if response.isGood { used.insert(key) }
                guard response.error == "otp_invalid", used.contains(key) else { return response }
                return intercepted.wrong(intercepted.verifyWithFreshCode())
            }),
        RuleMutant(
            "otp/older-code-accepted", "An older code works beside a newer one", "otp.code.newest",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "otp_invalid", intercepted.wasSent(toSame: true) else {
                    return response
                }
                return intercepted.wrong(intercepted.verifyWithNewestCode())
            }),
        RuleMutant(
            "otp/code-of-another", "A code sent to somebody else signs in", "otp.code.own",
            by: .around("POST /auth/otp/verify") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "otp_invalid", intercepted.wasSent(toSame: false) else {
                    return response
                }
                return intercepted.wrong(intercepted.verifyWithFreshCode())
            }),
        RuleMutant(
            "otp/expired-is-invalid", "An expired code is answered as a wrong one",
            "otp.verify.expired",
            by: .refusal("otp_expired") { $0 = $1.refusal(.otpInvalid) }),
        RuleMutant(
            "otp/wrong-code-is-expired", "A wrong code is answered as an expired one",
            "otp.verify.invalid",
            by: .refusal("otp_invalid") { $0 = $1.refusal(.otpExpired) }),
        RuleMutant(
            "otp/five-digits", "A code is five digits", "otp.code.form",
            by: .around("GET /__admin/inbox", "POST /auth/otp/verify") { intercepted in
                if intercepted.route == "POST /auth/otp/verify",
                    let typed = intercepted.body["code"]?.string, typed.count == 5,
                    intercepted.newestCode(to: intercepted.body)?.hasPrefix(typed) == true
                {
                    return intercepted.verifyWithNewestCode()
                }
                return intercepted.changing(intercepted.proceed()) { document in
                    document.change("messages", "*", "code") {
                        $0 = JSONNode(String(($0.string ?? "").dropLast()))
                    }
                }
            }),
        RuleMutant(
            "otp/new-consumer-each-time", "Signing in again makes another consumer",
            "otp.verify.same-consumer",
            by: .remembering([String: Int](), ["POST /auth/otp/verify"]) { intercepted, times in
                guard let email = intercepted.body["email"]?.string, intercepted.token == nil,
                    intercepted.attempt(intercepted.request).isGood
                else { return intercepted.proceed() }
                let key = intercepted.organization.id + email
                times[key, default: 0] += 1
                guard let count = times[key], count > 1 else { return intercepted.proceed() }
                intercepted.say("email", JSONNode("\(count).\(email)"))
                return intercepted.changing(intercepted.verifyWithFreshCode()) { document in
                    document.change("session", "email") { $0 = JSONNode(email) }
                }
            }),
        RuleMutant(
            "otp/tries-unlimited", "However many wrong tries, the right code works",
            "otp.verify.attempts.five",
            by: .setting(\.oneTimePasswordTries, to: .max)),
        RuleMutant(
            "otp/wrong-try-voids", "A single wrong try voids the code", "otp.verify.invalid.keeps",
            by: .setting(\.oneTimePasswordTries, to: 1)),
        RuleMutant(
            "otp/national-number-refused", "A phone number must be in international form",
            "otp.phone.national",
            by: .around("POST /auth/otp/request", "POST /auth/otp/verify") { intercepted in
                guard let phone = intercepted.body["phone"]?.string, !phone.hasPrefix("+") else {
                    return intercepted.proceed()
                }
                return intercepted.wrong(
                    intercepted.refusal(.validation([FieldIssue("phone", .invalidPhone)])))
            }),
        RuleMutant(
            "otp/country-ignored", "A national number is American whatever its country",
            "otp.phone.national",
            by: .around("POST /auth/otp/request", "POST /auth/otp/verify") { intercepted in
                guard intercepted.body["defaultCountry"] != nil else {
                    return intercepted.proceed()
                }
                intercepted.say("defaultCountry", "US")
                return intercepted.wrong(intercepted.proceed())
            }),
    ]

    static let external: [RuleMutant] = [
        RuleMutant(
            "external/reusable", "An exchange code signs in again and again",
            "external.code.invalid",
            by: .exchangeCodes { intercepted, age, authorization in
                guard age < .seconds(60) else { return nil }
                let response = intercepted.attempt(intercepted.request)
                return response.error == "invalid_exchange_code"
                    ? intercepted.exchangeAgain(authorization) : nil
            }),
        RuleMutant(
            "external/subject-alone", "A subject is the same person whoever vouches for it",
            "external.identity",
            by: .around("POST /auth/external/authorize") { intercepted in
                guard intercepted.body["provider"]?.string?.isEmpty == false,
                    intercepted.body["issuer"]?.string?.isEmpty == false
                else { return intercepted.proceed() }
                intercepted.say("provider", "any")
                intercepted.say("issuer", "any")
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "external/conflict-swallowed", "An identity of another consumer is signed in to",
            "external.conflict",
            by: .around("POST /auth/external/exchange") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "consumer_conflict" else { return response }
                intercepted.token = nil
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "external/claims-ignored", "Claims fill no profile",
            "external.authorize.claims.profile",
            by: .around("POST /auth/external/authorize") { intercepted in
                guard intercepted.body["claims"]?.members != nil else {
                    return intercepted.proceed()
                }
                intercepted.say("claims", nil)
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "external/issuer-not-required", "An authorization needs no issuer",
            "external.authorize.required",
            by: .around("POST /auth/external/authorize") { intercepted in
                guard intercepted.body["issuer"] == nil else { return intercepted.proceed() }
                intercepted.say("issuer", "any")
                return intercepted.wrong(intercepted.proceed())
            }),
    ]
}

extension InterceptedCall {
    /// Whether the typed code was sent to the same recipient, or to another one.
    fileprivate func wasSent(toSame: Bool) -> Bool {
        guard let code = body["code"]?.string else { return false }
        let address = body["email"]?.string?.lowercased() ?? body["phone"]?.string ?? ""
        return organization.world.inbox.messages().contains { message in
            message.code == code && message.ending?.cause != .used
                && (message.recipient.address.lowercased() == address) == toSame
        }
    }
}
