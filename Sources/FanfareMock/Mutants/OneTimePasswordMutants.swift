import FanfareModel
import HTTPEngine
import JSONTree

/// One-time codes (specs/v1/contract.md#otp).
extension RuleMutant {
    static let oneTimePasswords: [RuleMutant] = [
        RuleMutant(
            "otp/any-code", "Any six digits sign in", "otp.verify.invalid",
            by: .around("POST /auth/otp/verify") { passage in
                let response = passage.proceed()
                guard response.error == "otp_invalid" else { return response }
                return passage.wrong(passage.verifyWithFreshCode())
            }),
        RuleMutant(
            "otp/reusable", "A code signs in again and again", "otp.code.single-use",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify"]) { passage, used in
                let key =
                    passage.organization.id + String(decoding: passage.request.body, as: UTF8.self)
                let response = passage.proceed()
                if response.isGood { used.insert(key) }
                guard response.error == "otp_invalid", used.contains(key) else { return response }
                return passage.wrong(passage.verifyWithFreshCode())
            }),
        RuleMutant(
            "otp/older-code-accepted", "An older code works beside a newer one", "otp.code.newest",
            by: .around("POST /auth/otp/verify") { passage in
                let response = passage.proceed()
                guard response.error == "otp_invalid", passage.wasSent(toSame: true) else {
                    return response
                }
                return passage.wrong(passage.verifyWithNewestCode())
            }),
        RuleMutant(
            "otp/code-of-another", "A code sent to somebody else signs in", "otp.code.own",
            by: .around("POST /auth/otp/verify") { passage in
                let response = passage.proceed()
                guard response.error == "otp_invalid", passage.wasSent(toSame: false) else {
                    return response
                }
                return passage.wrong(passage.verifyWithFreshCode())
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
            by: .around("GET /__admin/inbox", "POST /auth/otp/verify") { passage in
                if passage.route == "POST /auth/otp/verify",
                    let typed = passage.body["code"]?.string, typed.count == 5,
                    passage.newestCode(to: passage.body)?.hasPrefix(typed) == true
                {
                    return passage.verifyWithNewestCode()
                }
                return passage.changing(passage.proceed()) { document in
                    document.change("messages", "*", "code") {
                        $0 = JSONNode(String(($0.string ?? "").dropLast()))
                    }
                }
            }),
        RuleMutant(
            "otp/new-consumer-each-time", "Signing in again makes another consumer",
            "otp.verify.same-consumer",
            by: .remembering([String: Int](), ["POST /auth/otp/verify"]) { passage, times in
                guard let email = passage.body["email"]?.string, passage.token == nil,
                    passage.attempt(passage.request).isGood
                else { return passage.proceed() }
                let key = passage.organization.id + email
                times[key, default: 0] += 1
                guard let count = times[key], count > 1 else { return passage.proceed() }
                passage.say("email", JSONNode("\(count).\(email)"))
                return passage.changing(passage.verifyWithFreshCode()) { document in
                    document.change("session", "email") { $0 = JSONNode(email) }
                }
            }),
        RuleMutant(
            "otp/tries-unlimited", "However many wrong tries, the right code works",
            "otp.verify.attempts.five",
            by: .around("POST /auth/otp/verify") { passage in
                let response = passage.attempt(passage.request)
                return response.error == "otp_invalid" ? passage.wrong(response) : passage.proceed()
            }),
        RuleMutant(
            "otp/wrong-try-voids", "A single wrong try voids the code", "otp.verify.invalid.keeps",
            by: .around("POST /auth/otp/verify") { passage in
                let response = passage.proceed()
                guard response.error == "otp_invalid" else { return response }
                for _ in 0..<5 { _ = passage.proceed() }
                return passage.wrong(response)
            }),
        RuleMutant(
            "otp/national-number-refused", "A phone number must be in international form",
            "otp.phone.national",
            by: .around("POST /auth/otp/request", "POST /auth/otp/verify") { passage in
                guard let phone = passage.body["phone"]?.string, !phone.hasPrefix("+") else {
                    return passage.proceed()
                }
                return passage.wrong(
                    passage.refusal(.validation([FieldIssue("phone", .invalidPhone)])))
            }),
        RuleMutant(
            "otp/country-ignored", "A national number is American whatever its country",
            "otp.phone.national",
            by: .around("POST /auth/otp/request", "POST /auth/otp/verify") { passage in
                guard passage.body["defaultCountry"] != nil else { return passage.proceed() }
                passage.say("defaultCountry", "US")
                return passage.wrong(passage.proceed())
            }),
    ]

    static let external: [RuleMutant] = [
        RuleMutant(
            "external/reusable", "An exchange code signs in again and again",
            "external.code.invalid",
            by: .exchangeCodes { passage, age, authorization in
                guard age < .seconds(60) else { return nil }
                let response = passage.attempt(passage.request)
                return response.error == "invalid_exchange_code"
                    ? passage.exchangeAgain(authorization) : nil
            }),
        RuleMutant(
            "external/subject-alone", "A subject is the same person whoever vouches for it",
            "external.identity",
            by: .around("POST /auth/external/authorize") { passage in
                guard passage.body["provider"]?.string?.isEmpty == false,
                    passage.body["issuer"]?.string?.isEmpty == false
                else { return passage.proceed() }
                passage.say("provider", "any")
                passage.say("issuer", "any")
                return passage.wrong(passage.proceed())
            }),
        RuleMutant(
            "external/conflict-swallowed", "An identity of another consumer is signed in to",
            "external.conflict",
            by: .around("POST /auth/external/exchange") { passage in
                let response = passage.proceed()
                guard response.error == "consumer_conflict" else { return response }
                passage.token = nil
                return passage.wrong(passage.proceed())
            }),
        RuleMutant(
            "external/claims-ignored", "Claims fill no profile",
            "external.authorize.claims.profile",
            by: .around("POST /auth/external/authorize") { passage in
                guard passage.body["claims"]?.members != nil else { return passage.proceed() }
                passage.say("claims", nil)
                return passage.wrong(passage.proceed())
            }),
        RuleMutant(
            "external/issuer-not-required", "An authorization needs no issuer",
            "external.authorize.required",
            by: .around("POST /auth/external/authorize") { passage in
                guard passage.body["issuer"] == nil else { return passage.proceed() }
                passage.say("issuer", "any")
                return passage.wrong(passage.proceed())
            }),
    ]
}

extension Passage {
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
