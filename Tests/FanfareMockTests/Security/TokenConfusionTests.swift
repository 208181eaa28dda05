import FanfareModel
import Foundations
import HTTPEngine
import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock
@testable import FanfareModel

/// A token is good where it was issued, as what it was issued, in the one spelling it was issued in.
struct TokenConfusionTests {
    private let client = MockClient()
    private let person: MockClient.Person
    private let parts: [String]

    init() throws {
        person = client.guest()
        parts = person.token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
    }

    private var world: World { client.mock.defaultOrganization.world }
    private var claims: JSONNode { (try? JWT.decode(person.token).claims) ?? .null }

    /// The token's claims with some of them changed.
    private func claims(_ changes: [String: JSONNode]) -> JSONNode {
        let kept = (claims.members ?? []).filter { !changes.keys.contains($0.key) }
        return JSONNode(kept + changes.map { JSONMember($0.key, $0.value) })
    }

    private func encoded(_ node: JSONNode) -> String { Base64URL.encode(node.bytes()) }

    /// A token with a header of its own, signed with the organization's real key.
    private func signed(header: String, _ claims: JSONNode) -> String {
        let input = Base64URL.encode(Array(header.utf8)) + "." + encoded(claims)
        return input + "." + Base64URL.encode(world.signer.key.sign(Array(input.utf8)))
    }

    /// Sees that a text opens nothing, wherever a token, a code or a key is read.
    private func expectRefused(_ token: String, _ what: String) {
        let calls: [(String, MockClient.Caller)] = [
            ("GET /consumers/me", .consumer(token)), ("POST /auth/logout", .consumer(token)),
            ("POST /queues/queue_open/enter", .consumer(token)),
        ]
        for (line, caller) in calls {
            let answer = client.send(line, as: caller)
            #expect(answer.status == 401, "\(what), \(line): \(answer.text)")
            #expect(answer.body["error"] == "Authentication required", "\(what)")
        }
        let alone = client.send(
            "POST /auth/logout", as: .nobody, headers: [("Authorization", "Bearer \(token)")])
        #expect(alone.status == 401, "\(what): \(alone.text)")
        let refreshed = client.send("POST /auth/refresh", ["refreshToken": JSONNode(token)])
        #expect(refreshed.status == (token.isEmpty ? 400 : 401), "\(what): \(refreshed.text)")
        // The real one still works: nothing was used up or ended.
        #expect(client.send("GET /consumers/me", as: .consumer(person.token)).status == 200)
    }

    @Test(arguments: [
        #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None"}"#, #"{"alg":"NONE"}"#, #"{"alg":""}"#,
        #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":["EdDSA"]}"#, #"{}"#,
    ])
    func `a token that says it needs no signature is refused`(_ header: String) throws {
        let header = Base64URL.encode(Array(header.utf8))
        for signature in ["", parts[2], "AA"] {
            let token = "\(header).\(parts[1]).\(signature)"
            expectRefused(token, token)
            let verifies = (try? JWT.decode(token))?.verify(with: world.publicKey) ?? false
            #expect(!verifies, "\(token)")
        }
    }

    @Test func `the public key is no secret that signs`() throws {
        let key = world.publicKey.bytes
        let spellings = [
            key, Array(Base64URL.encode(key).utf8), JWK(world.publicKey).json.bytes(),
            JWKSet([JWK(world.publicKey)]).json.bytes(),
        ]
        for algorithm in ["HS256", "HS512", "EdDSA"] {
            let header: JSONNode = ["alg": JSONNode(algorithm), "typ": "JWT"]
            let input = encoded(header) + "." + parts[1]
            for spelling in spellings {
                let code = HMAC.sha256(key: spelling, message: Array(input.utf8))
                for signature in [code, code + code] {
                    let token = input + "." + Base64URL.encode(signature)
                    expectRefused(token, algorithm)
                    #expect(try !JWT.decode(token).verify(with: world.publicKey))
                }
            }
        }
    }

    @Test(arguments: [
        #"{"alg":"EdDSA","typ":"JWT","crit":["exp"]}"#, #"{"alg":"EdDSA","typ":"at+jwt"}"#,
        #"{"alg":"EdDSA","typ":"JWT","jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}"#,
        #"{"alg":"EdDSA","typ":"JWT","jku":"http://evil.example/"}"#,
        #"{"alg":"EdDSA","typ":"JWT","kid":"../../dev/null"}"#, #"{"alg":"EdDSA"}"#,
        #"{"typ":"JWT","alg":"EdDSA"}"#, #"{"alg":"EdDSA","typ":"JWE"}"#,
        #"{"alg":"ES256","typ":"JWT"}"#, #"{ "alg":"EdDSA","typ":"JWT"}"#,
    ])
    func `a header that was not issued is refused although the key signed it`(_ header: String) {
        expectRefused(signed(header: header, claims), header)
    }

    @Test func `claims that were not issued are refused although the key signed them`() {
        let header = #"{"alg":"EdDSA","typ":"JWT"}"#
        let changes: [[String: JSONNode]] = [
            ["exp": 0], ["exp": 99_999_999_999], ["exp": .null], ["iat": 99_999_999_999],
            ["nbf": 99_999_999_999], ["exp": "x"], ["consumerId": "cons_x"], ["isGuest": false],
            ["organizationId": "org_other"], ["sessionId": "sess_x"], ["admin": true], [:],
        ]
        for change in changes {
            // With nothing changed, only what is not in the header's or the claims' order is new.
            let changed =
                change.isEmpty ? JSONNode((claims.members ?? []).reversed()) : claims(change)
            expectRefused(signed(header: header, changed), "\(change)")
        }
    }

    @Test func `another organization's key signs nothing here`() throws {
        let other = World(
            organizationID: "org_mock", seed: 99, now: MockClient.start, wording: V1.wording)
        expectRefused(other.signer.sign(claims), "another key")
        var elsewhere = World(
            organizationID: "org_mock", seed: 99, now: MockClient.start, wording: V1.wording)
        expectRefused(elsewhere.startGuestSession(fingerprint: nil).accessToken, "another world")
    }

    @Test func `a token has three parts and nothing around them`() {
        let token = person.token
        for (what, text) in [
            ("a part more", token + "."), ("a part before", "." + token),
            ("parts more", token + ".." + parts[2]), ("a part less", parts[0] + "." + parts[1]),
            ("no signature", parts[0] + "." + parts[1] + "."), ("a quoted token", "\"\(token)\""),
            ("a slash", token + "/"), ("a space inside", token.replacing(".", with: " .")),
            ("a comma", "\(token),\(token)"), ("a null", token + "\u{0}"),
            ("a prefix", "Bearer \(token)"), ("in capitals", token.uppercased()),
        ] { expectRefused(text, what) }
    }

    @Test func `no other spelling of the same bytes is the same token`() {
        for (index, part) in parts.enumerated() {
            for spelling in [
                part + "=", part + "==", part + "A", part.replacing("-", with: "+") + "\n",
                "%" + part, " " + part, part + " ", Self.withSpareBit(part),
            ] where spelling != part {
                var changed = parts
                changed[index] = spelling
                expectRefused(changed.joined(separator: "."), "part \(index) as \(spelling)")
            }
        }
    }

    /// The last letter with its lowest unused bit set.
    private static func withSpareBit(_ part: String) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        guard part.count % 4 != 0, let last = part.last, let value = letters.firstIndex(of: last)
        else { return part }
        return part.dropLast() + String(letters[value | 1])
    }

    @Test func `a signature with L added to S is refused`() throws {
        // RFC 8032 section 5.1: L, least significant byte first.
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9,
            0xDE, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        var signature = try #require(Base64URL.decode(parts[2]))
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        let token = "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
        expectRefused(token, "S + L")
        #expect(try !JWT.decode(token).verify(with: world.publicKey))
        #expect(try JWT.decode(person.token).verify(with: world.publicKey))
    }

    @Test func `no kind of token or code serves as another`() throws {
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(person.token))
        let admitted = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(person.id)])
        let admission = admitted.string("/admissionToken")
        let exchange = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "p", "issuer": "i", "subject": "s"]
        ).string("/exchangeCode")
        for (kind, text) in [
            ("refresh token", person.refreshToken), ("admission token", admission),
            ("exchange code", exchange), ("publishable key", Mock.Default.publishableKey),
            ("consumer", person.id), ("organization", Mock.Default.organizationID),
        ] {
            let answer = client.send("GET /consumers/me", as: .consumer(text))
            #expect(answer.status == 401, "\(kind) as access token: \(answer.text)")
        }
        for (kind, text) in [
            ("access token", person.token), ("admission token", admission),
            ("exchange code", exchange), ("secret key", Mock.Default.secretKey),
        ] {
            let refreshed = client.send("POST /auth/refresh", ["refreshToken": JSONNode(text)])
            #expect(refreshed.body == ["error": "invalid refresh token"], "\(kind)")
        }
        for text in [person.token, person.refreshToken, admission] {
            let exchanged = client.send(
                "POST /auth/external/exchange",
                ["exchangeCode": JSONNode(String(text.prefix(1000)))])
            #expect(exchanged.body["error"] == "invalid_exchange_code")
        }
        for text in [person.token, person.refreshToken, exchange, admission + "x", ""] {
            let validated = client.send(
                "POST /queues/queue_open/validate", as: .secret,
                ["consumerId": JSONNode(person.id), "token": JSONNode(text)])
            #expect([400, 403].contains(validated.status), "\(validated.text)")
        }
        #expect(
            client.send("POST /auth/refresh", ["refreshToken": JSONNode(person.refreshToken)])
                .status == 200)
    }

    @Test func `an exchange code has one spelling`() {
        let code = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "p", "issuer": "i", "subject": "s"]
        ).string("/exchangeCode")
        for text in [
            code.lowercased(), code + "0", String(code.dropLast()), " " + code, code + "\u{0}",
            "exc_8" + code.dropFirst(5), "EXC_" + code.dropFirst(4), String(code.dropFirst(4)),
        ] {
            let answer = client.send(
                "POST /auth/external/exchange", ["exchangeCode": JSONNode(text)])
            #expect(answer.body["error"] == "invalid_exchange_code", "\(text): \(answer.text)")
        }
        let answer = client.send("POST /auth/external/exchange", ["exchangeCode": JSONNode(code)])
        #expect(answer.status == 200)
    }
}
