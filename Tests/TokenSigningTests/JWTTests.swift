import Foundations
import JSONTree
import Testing
import TokenSigning

@Suite("JWT")
struct JWTTests {
    private let signer = JWTSigner(key: Ed25519PrivateKey(seed: Array(repeating: 7, count: 32)))
    private var key: Ed25519PublicKey { signer.key.publicKey }

    /// A token whose parts are these texts, signed by the key whatever they say.
    private func token(header: String, claims: String) -> String {
        let input =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return input + "." + Base64URL.encode(signer.key.sign(Array(input.utf8)))
    }

    @Test func `a token begins with the documented header and holds its claims in order`() throws {
        let token = signer.sign(["consumerId": "cons_1", "iat": 1, "exp": 3601])
        #expect(token.hasPrefix("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9."))
        let jwt = try JWT.decode(token)
        #expect(jwt.header == ["alg": "EdDSA", "typ": "JWT"])
        #expect(jwt.claims.text() == #"{"consumerId":"cons_1","iat":1,"exp":3601}"#)
        #expect(jwt.verify(with: key))
    }

    @Test func `a payload is taken over byte for byte`() throws {
        let token = signer.sign(payload: Array(#"{ "iat": 1.0 }"#.utf8))
        #expect(token.split(separator: ".")[1] == Base64URL.encode(Array(#"{ "iat": 1.0 }"#.utf8)))
        #expect(try JWT.decode(token).claims["iat"]?.number?.text == "1.0")
    }

    @Test func `the same claims give the same token`() {
        #expect(signer.sign(["a": 1]) == signer.sign(["a": 1]))
    }

    @Test func `a token with a changed letter does not verify`() throws {
        let token = signer.sign(["a": 1])
        let parts = token.split(separator: ".").map(String.init)
        let other = signer.sign(["a": 2]).split(separator: ".").map(String.init)
        let forged = try JWT.decode([parts[0], other[1], parts[2]].joined(separator: "."))
        #expect(!forged.verify(with: key))
        let stranger = Ed25519PrivateKey(seed: Array(repeating: 8, count: 32))
        #expect(!(try JWT.decode(token).verify(with: stranger.publicKey)))
    }

    @Test(
        "a header that asks for something else does not verify, though the signature is genuine",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"HS256","typ":"JWT"}"#, #"{"typ":"JWT"}"#,
            #"{"alg":"EdDSA","crit":["exp"],"exp":1}"#, #"{"alg":"EdDSA","crit":null}"#,
        ])
    func otherHeader(_ header: String) throws {
        #expect(!(try JWT.decode(token(header: header, claims: "{}")).verify(with: key)))
    }

    @Test func `a header with a key's name verifies`() throws {
        let header = #"{"typ":"JWT","alg":"EdDSA","kid":"k1"}"#
        #expect(try JWT.decode(token(header: header, claims: "{}")).verify(with: key))
    }

    @Test(
        "another number of parts than three is refused",
        arguments: [("", 1), ("e30", 1), ("e30.e30", 2), ("e30.e30..", 4), ("....", 5)])
    func partCount(text: String, count: Int) {
        #expect(throws: JWTError.partCount(count)) { try JWT.decode(text) }
    }

    @Test func `every part must be strict base64url`() {
        #expect(throws: JWTError.notBase64URL(.header)) { try JWT.decode("e30=.e30.") }
        #expect(throws: JWTError.notBase64URL(.claims)) { try JWT.decode("e30.e31.") }
        #expect(throws: JWTError.notBase64URL(.signature)) { try JWT.decode("e30.e30.A") }
    }

    @Test func `header and claims must be objects without duplicate names`() {
        #expect(throws: JWTError.notAnObject(.claims)) {
            try JWT.decode(token(header: "{}", claims: "[]"))
        }
        #expect(throws: JWTError.duplicateName(.header, "alg")) {
            try JWT.decode(token(header: #"{"alg":"none","alg":"EdDSA"}"#, claims: "{}"))
        }
        #expect(throws: JWTError.duplicateName(.claims, "exp")) {
            try JWT.decode(token(header: "{}", claims: #"{"exp":1,"exp":2}"#))
        }
        let error = #expect(throws: JWTError.self) {
            try JWT.decode(token(header: "{}", claims: "{"))
        }
        #expect(
            error?.description == "the claims is not JSON: the text ends in the middle of a value")
    }
}
