import Foundations
import JSONTree

/// What the documentation leaves open about tokens: access tokens are JWTs with five claims, of all
/// others nothing is said (specs/v1/contract.md#tokens).
extension MockLiberty {
    static let tokens: [MockLiberty] =
        [
            refresh("refresh-opaque", "The refresh token is no JWT") { _, number in
                "rt_\(number)_q8ZkVbWmT0y2"
            },
            refresh("refresh-uuid", "The refresh token is a UUID") { _, number in
                "018f3c9a-7b1e-4c3d-9a2b-\(100_000_000_000 + number)"
            },
            refresh("refresh-short", "The refresh token is short") { _, number in "r\(number)t" },
            refresh("refresh-encrypted", "The refresh token is a JWE, of five parts") { token, _ in
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..\(token)"
            },
            access("claims-at-the-front", "Tokens claim more, before what is documented") {
                $0.claims = JSONNode(more + ($0.claims.members ?? []))
            },
            access("claims-at-the-end", "Tokens claim more, behind what is documented") {
                $0.claims = JSONNode(($0.claims.members ?? []) + more)
            },
            access("claims-reversed", "Claims stand in the opposite order") {
                $0.claims = JSONNode(($0.claims.members ?? []).reversed())
            },
            access("no-email-claim", "Tokens tell no email and no phone, which they may") {
                $0.claims[editing: "email"] = nil
                $0.claims[editing: "phone"] = nil
            },
            access("no-guest-claim", "Tokens do not say who is a guest, which they may") {
                $0.claims[editing: "isGuest"] = nil
            },
            access("fractions-of-seconds", "Times in claims have fractions (RFC 7519 section 2)") {
                for name in ["iat", "exp"] {
                    guard let seconds = $0.claims[name]?.integer else { continue }
                    $0.claims[editing: name] = JSONNode(.number(JSONNumber(text: "\(seconds).25")))
                }
            },
            access("not-before", "Tokens say nbf, jti and aud, which RFC 7519 registers") {
                $0.claims[editing: "nbf"] = $0.claims["iat"]
                $0.claims[editing: "jti"] = "4f1c"
                $0.claims[editing: "aud"] = ["fanfare", "shop"]
            },
            access("subject", "Tokens also name the consumer as sub") {
                $0.claims[editing: "sub"] = $0.claims["consumerId"]
            },
            access("key-id", "The header names the key and more") {
                $0.header = JSONNode([JSONMember("kid", "2026-01")] + ($0.header.members ?? []))
            },
            access("no-type", "The header says no typ, which is optional (RFC 7519 section 5.1)") {
                $0.header[editing: "typ"] = nil
            },
            access("access-type", "The header says typ at+jwt (RFC 9068)") {
                $0.header[editing: "typ"] = "at+jwt"
            },
            MockLiberty(
                "tokens/blanks-in-claims", "The claims are JSON with blanks and lines between",
                decides: "tokens/claims", layer: .values,
                by: spaced("accessToken")),
            MockLiberty(
                "tokens/large", "Tokens are of 4 KB, as many claims make them",
                decides: "tokens/claims", layer: .values,
                by: rewriting(["accessToken"]) {
                    $0.claims[editing: "permissions"] = JSONNode(
                        (0..<200).map { JSONNode("queues:\($0):enter") })
                }),
            admission("admission-extra-claims", "Admission tokens claim more") {
                $0.claims = JSONNode(more + ($0.claims.members ?? []))
            },
            MockLiberty(
                "tokens/blanks-in-admission-claims", "Claims of an admission have blanks between",
                decides: "tokens/admission", layer: .values, by: spaced("admissionToken")),
            admission("admission-position", "Admission tokens tell the position that one had") {
                $0.claims[editing: "position"] = 1
            },
            admission("admission-signed-otherwise", "Admission tokens are signed with HS256") {
                $0.header = ["alg": "HS256", "typ": "JWT"]
                $0.signature = Array(repeating: 7, count: 32)
            },
            MockLiberty(
                "tokens/admission-anew",
                "Every answer makes the admission token anew: none says that it is one text",
                decides: "tokens/admission", layer: .values,
                by: .renaming(
                    Renaming(
                        isNewEachTime: true,
                        token: { token, key, number in
                            guard key == "admissionToken", var parts = TokenParts(token) else {
                                return nil
                            }
                            parts.claims[editing: "jti"] = JSONNode("\(number)")
                            return parts.text
                        }
                    ) { _, _, _ in nil })),
            payment("payment-uuid", "The payment token is a UUID") { _, number in
                "7c3d9a2b-0000-4000-8000-\(100_000_000_000 + number)"
            },
            payment("payment-short", "The payment token is a short text") { _, number in
                "p\(number)"
            },
        ]
        + [
            ("RS256", 256), ("RS512", 512), ("PS256", 256), ("ES256", 64), ("ES512", 132),
            ("HS256", 32), ("Ed25519", 64),
        ].map { algorithm, size in
            access(
                "signed-with-\(algorithm.lowercased())",
                "Access tokens are signed with \(algorithm): EdDSA stands in no sentence",
                decides: "tokens/header"
            ) {
                $0.header = ["alg": JSONNode(algorithm), "typ": "JWT"]
                $0.signature = Array(repeating: 7, count: size)
            }
        }

    private static let more: [JSONMember] = [
        JSONMember("scope", "queue:enter draw:enter"),
        JSONMember("tier", ["level": 3, "since": .null]),
        JSONMember("amr", ["otp"]), JSONMember("verified", true),
    ]

    private static func access(
        _ name: String, _ sentence: String, decides: String? = nil,
        _ change: @escaping @Sendable (inout TokenParts) -> Void
    ) -> MockLiberty {
        MockLiberty(
            "tokens/\(name)", sentence, decides: decides ?? "tokens/\(name)", layer: .values,
            by: rewriting(["accessToken"], change))
    }

    private static func admission(
        _ name: String, _ sentence: String,
        _ change: @escaping @Sendable (inout TokenParts) -> Void
    ) -> MockLiberty {
        MockLiberty(
            "tokens/\(name)", sentence, decides: "tokens/admission", layer: .values,
            by: rewriting(["admissionToken"], change))
    }

    private static func rewriting(
        _ keys: [String], _ change: @escaping @Sendable (inout TokenParts) -> Void
    ) -> Mutation {
        .renaming(
            Renaming(token: { token, key, _ in
                guard keys.contains(key), var parts = TokenParts(token) else { return nil }
                change(&parts)
                return parts.text
            }) { _, _, _ in nil })
    }

    /// The claims of a token with blanks and lines between, the token under a member of that name.
    private static func spaced(_ member: String) -> Mutation {
        .renaming(
            Renaming(token: { token, key, _ in
                guard key == member, let parts = TokenParts(token) else { return nil }
                let claims = JSONScript(indentation: " ", afterColon: " ").text(parts.claims)
                return [parts.header.bytes(), Array(claims.utf8), parts.signature]
                    .map { Base64URL.encode($0) }.joined(separator: ".")
            }) { _, _, _ in nil })
    }

    private static func refresh(
        _ name: String, _ sentence: String,
        _ make: @escaping @Sendable (String, Int) -> String
    ) -> MockLiberty { replaced("refreshToken", name, sentence, make) }

    private static func payment(
        _ name: String, _ sentence: String,
        _ make: @escaping @Sendable (String, Int) -> String
    ) -> MockLiberty { replaced("paymentToken", name, sentence, make) }

    private static func replaced(
        _ member: String, _ name: String, _ sentence: String,
        _ make: @escaping @Sendable (String, Int) -> String
    ) -> MockLiberty {
        MockLiberty(
            "tokens/\(name)", sentence, decides: member, layer: .values,
            by: .renaming(
                Renaming { text, key, number in
                    key == member ? make(text, number) : nil
                }))
    }
}
