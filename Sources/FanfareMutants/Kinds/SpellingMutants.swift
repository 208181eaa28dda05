import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Inputs in another spelling: headers, addresses, numbers and names.
extension RuleMutant {
    static let spellings: [RuleMutant] =
        [
            ("X-Publishable-Key", "publishable-key", "credentials.publishable"),
            ("Authorization", "authorization", "credentials.token"),
            ("X-Secret-Key", "secret-key", "credentials.secret.headers.elsewhere"),
            ("X-Fingerprint", "fingerprint", "queues.validate.mismatch"),
        ].map { name, slug, clause in
            RuleMutant(
                "spelling/\(slug)-in-small-letters", "\(name) is read in this spelling alone",
                clause, by: .exactHeader(name))
        }
        + [
            refused("plus", "An address with a plus is refused") { $0.contains("+") },
            refused("dots", "An address with a dot before the at is refused") {
                $0.prefix { $0 != "@" }.contains(".")
            },
            refused("hyphen", "An address whose domain has a hyphen is refused") {
                $0.drop { $0 != "@" }.contains("-")
            },
            refused("subdomain", "An address below a subdomain is refused") {
                $0.drop { $0 != "@" }.filter { $0 == "." }.count > 1
            },
            refused("long-ending", "An address that ends in more than four letters is refused") {
                ($0.split(separator: ".").last?.count ?? 0) > 4
            },
            refused("apostrophe", "An address with an apostrophe is refused") { $0.contains("'") },
            refused("underscore", "An address with an underscore is refused") { $0.contains("_") },
            refused("digits", "An address that begins with a digit is refused") {
                $0.first?.isNumber == true
            },
            refused("length", "An address of more than forty characters is refused") {
                $0.count > 40
            },
            RuleMutant(
                "spelling/plus-cut-off", "What follows a plus in an address does not count",
                "otp.code.owner", "otp.verify.session", by: .sameAddress(withoutTag)),
            RuleMutant(
                "spelling/dots-cut-out", "Dots in an address do not count", "otp.code.owner",
                "otp.verify.session",
                by: .sameAddress { address in
                    let local = address.prefix { $0 != "@" }
                    return String(local.replacing(".", with: "") + address.dropFirst(local.count))
                }),
            RuleMutant(
                "spelling/phone-with-marks-refused", "A number with brackets or hyphens is refused",
                "otp.phone.national",
                by: .refusingPhones { intercepted in
                    intercepted.body["phone"]?.string?.contains { "()-. ".contains($0) } == true
                }),
            RuleMutant(
                "spelling/phone-without-marks-refused", "A number of digits alone is refused",
                "otp.phone.national",
                by: .refusingPhones { intercepted in
                    intercepted.body["phone"]?.string?.allSatisfy(\.isNumber) == true
                }),
            RuleMutant(
                "spelling/countries-beside-america-refused", "Only American numbers are taken",
                "otp.request.phone",
                by: .refusingPhones { intercepted in
                    !["US", "CA"].contains(intercepted.body["defaultCountry"]?.string ?? "US")
                }),
            RuleMutant(
                "spelling/international-beside-a-country-refused",
                "A number in E.164 beside a defaultCountry is refused", "otp.phone.national",
                by: .refusingPhones { intercepted in
                    intercepted.body["phone"]?.string?.hasPrefix("+") == true
                        && intercepted.body["defaultCountry"] != nil
                }),
            RuleMutant(
                "spelling/foreign-number-refused",
                "A number of another country than defaultCountry is refused", "otp.phone.national",
                by: .refusingPhones { intercepted in
                    let body = intercepted.body
                    guard let phone = body["phone"]?.string, phone.hasPrefix("+"),
                        let country = body["defaultCountry"]?.string
                    else { return false }
                    let prefixes = ["US": "+1", "CA": "+1", "GB": "+44", "DE": "+49", "FR": "+33"]
                    return prefixes[country].map { !phone.hasPrefix($0) } ?? false
                }),
            RuleMutant(
                "spelling/country-unread-in-verification",
                "A verification takes every national number for American", "otp.phone.national",
                by: .around("POST /auth/otp/verify") { intercepted in
                    guard let country = intercepted.body["defaultCountry"], country != "US" else {
                        return intercepted.proceed()
                    }
                    intercepted.say("defaultCountry", "US")
                    return intercepted.wrong(intercepted.proceed())
                }),
            RuleMutant(
                "spelling/two-spellings-two-numbers",
                "A code for a number in one spelling is wrong for the other", "otp.phone.national",
                by: .remembering(
                    [String: String](), ["POST /auth/otp/request", "POST /auth/otp/verify"]
                ) { intercepted, spelled in
                    guard let phone = intercepted.body["phone"]?.string else {
                        return intercepted.proceed()
                    }
                    let key = intercepted.organization.id + intercepted.recipient
                    if intercepted.route == "POST /auth/otp/request" {
                        spelled[key] = phone
                        return intercepted.proceed()
                    }
                    guard let known = spelled[key], known != phone,
                        intercepted.attempt(intercepted.request).isGood
                    else { return intercepted.proceed() }
                    return intercepted.wrong(intercepted.refusal(.otpInvalid))
                }),
            RuleMutant(
                "spelling/phone-answered-without-plus", "A number is answered without its plus",
                "otp.phone.e164",
                by: .document { document, _ in
                    document.changeAll("phone") { node in
                        if let text = node.string, text.hasPrefix("+") {
                            node = JSONNode(String(text.dropFirst()))
                        }
                    }
                }),
            RuleMutant(
                "spelling/phone-answered-as-typed", "A number is answered as it was typed",
                "otp.phone.e164",
                by: .document("POST /auth/otp/verify") { document, intercepted in
                    document.change("session", "phone") { $0 = intercepted.body["phone"] ?? $0 }
                }),
            RuleMutant(
                "spelling/trunk-zero-kept", "A number is answered with the zero of its country",
                "otp.phone.e164",
                by: .document("POST /auth/otp/verify") { document, intercepted in
                    guard intercepted.body["phone"]?.string?.hasPrefix("0") == true else { return }
                    document.change("session", "phone") { node in
                        let text = node.string ?? ""
                        node = JSONNode(text.prefix(3) + "0" + text.dropFirst(3))
                    }
                }),
            RuleMutant(
                "spelling/names-in-ascii", "A name loses the letters that are not English",
                "consumers.get",
                by: .names { String(String.UnicodeScalarView($0.unicodeScalars.filter(\.isASCII))) }
            ),
            RuleMutant(
                "spelling/names-in-latin-1", "A name is answered as UTF-8 that was read as Latin-1",
                "consumers.get",
                by: .names { text in
                    String(String.UnicodeScalarView(text.utf8.map { Unicode.Scalar($0) }))
                }),
            RuleMutant(
                "spelling/names-cut", "A name is cut after sixteen characters", "consumers.get",
                by: .names { String($0.prefix(16)) }),
            RuleMutant(
                "spelling/names-of-queues-in-ascii", "A queue's name loses what is not English",
                "queues.details",
                by: .document("GET /queues/{id}", "POST /queues") { document, _ in
                    document.change("name") { node in
                        let scalars = (node.string ?? "").unicodeScalars.filter(\.isASCII)
                        if !node.isNull {
                            node = JSONNode(String(String.UnicodeScalarView(scalars)))
                        }
                    }
                }),
            RuleMutant(
                "spelling/variant-in-small-letters", "A chosen variant is written in small letters",
                "releases.enter.variant",
                by: .document(
                    "POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status"
                ) { document, _ in
                    document.change("selectedVariantId") { $0 = JSONNode($0.string?.lowercased()) }
                }),
            RuleMutant(
                "spelling/subject-in-small-letters", "Capitals in a subject do not count",
                "external.identity", by: .authorizing("subject") { $0.lowercased() }),
            RuleMutant(
                "spelling/issuer-without-slash", "A slash at the end of an issuer does not count",
                "external.identity",
                by: .authorizing("issuer") { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }),
        ]

    private static func refused(
        _ slug: String, _ sentence: String, _ isRefused: @escaping @Sendable (String) -> Bool
    ) -> RuleMutant {
        RuleMutant(
            "spelling/address-refused-for-\(slug)", sentence, "otp.request.email",
            by: .refusing(
                "POST /auth/otp/request", "POST /auth/otp/verify",
                with: .validation([FieldIssue("email", .invalidEmail)])
            ) { $0.body["email"]?.string.map(isRefused) ?? false })
    }

    private static let withoutTag: @Sendable (String) -> String = { address in
        let local = address.prefix { $0 != "@" }
        return String(local.prefix { $0 != "+" } + address.dropFirst(local.count))
    }
}

extension Mutation {
    /// Reads a header in one spelling alone.
    fileprivate static func exactHeader(_ name: String) -> Mutation {
        around { intercepted in
            let isOther = intercepted.request.headers.contains {
                $0.name != name && $0.name.lowercased() == name.lowercased()
            }
            guard isOther else { return intercepted.proceed() }
            intercepted.request.headers.remove(name)
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Refuses some phone numbers.
    fileprivate static func refusingPhones(
        _ isRefused: @escaping @Sendable (InterceptedCall) -> Bool
    ) -> Mutation {
        refusing(
            "POST /auth/otp/request", "POST /auth/otp/verify",
            with: .validation([FieldIssue("phone", .invalidPhone)])
        ) { $0.body["phone"] != nil && isRefused($0) }
    }

    /// Takes addresses that differ for one, but sends each its own code.
    fileprivate static func sameAddress(
        _ plain: @escaping @Sendable (String) -> String
    ) -> Mutation {
        around("POST /auth/otp/verify") { intercepted in
            guard let email = intercepted.body["email"]?.string, plain(email) != email,
                intercepted.attempt(intercepted.request).isGood
            else { return intercepted.proceed() }
            intercepted.say("email", JSONNode(plain(email)))
            return intercepted.wrong(intercepted.verifyWithFreshCode())
        }
    }

    /// Writes the full names of consumers differently.
    fileprivate static func names(_ change: @escaping @Sendable (String) -> String) -> Mutation {
        document("GET /consumers/me", "GET /consumers/{id}") { document, _ in
            document.change("fullName") { $0 = JSONNode($0.string.map(change)) }
        }
    }

    /// Reads a part of an identity in another spelling.
    fileprivate static func authorizing(
        _ name: String, _ change: @escaping @Sendable (String) -> String
    ) -> Mutation {
        around("POST /auth/external/authorize") { intercepted in
            guard let text = intercepted.body[name]?.string, change(text) != text else {
                return intercepted.proceed()
            }
            intercepted.say(name, JSONNode(change(text)))
            return intercepted.wrong(intercepted.proceed())
        }
    }
}
