import Foundations
import JSONTree
import Testing
import TokenSigning

/// The examples of RFC 8037 appendix A, one key throughout.
@Suite("JWK")
struct JWKTests {
    private static let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    private static let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    private let key: Ed25519PrivateKey

    init() throws {
        let d = try #require(Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
        key = Ed25519PrivateKey(seed: d)
    }

    /// Appendix A.2 and A.3.
    @Test func `a key is published with its thumbprint as its name`() {
        #expect(
            JWK(key.publicKey).json.text()
                == #"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.x)","kid":"\#(Self.thumbprint)","#
                + #""use":"sig","alg":"EdDSA"}"#)
    }

    /// Appendix A.4 and A.5.
    @Test func `the example is signed and verified`() {
        let input = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let signature = key.sign(input)
        #expect(
            Base64URL.encode(signature)
                == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
        #expect(key.publicKey.isValid(signature: signature, for: input))
    }

    @Test func `a key read back is the same key`() throws {
        let jwk = try #require(JWK(JWK(key.publicKey).json))
        #expect(jwk == JWK(key.publicKey))
        let bare = try #require(JWK(["kty": "OKP", "crv": "Ed25519", "x": JSONNode(Self.x)]))
        #expect(bare.id == Self.thumbprint)
        #expect(JWK(key.publicKey, id: "mine").json["kid"] == "mine")
    }

    @Test(
        "is no Ed25519 key",
        arguments: [
            [:], ["kty": "EC", "crv": "Ed25519", "x": JSONNode(x)],
            ["kty": "OKP", "crv": "X25519", "x": JSONNode(x)], ["kty": "OKP", "crv": "Ed25519"],
            ["kty": "OKP", "crv": "Ed25519", "x": JSONNode(x + "=")],
            ["kty": "OKP", "crv": "Ed25519", "x": "AgAA"],
        ] as [JSONNode])
    func refuses(_ json: JSONNode) {
        #expect(JWK(json) == nil)
    }

    @Test func `a set finds keys by name and leaves out keys of other kinds`() throws {
        let other = Ed25519PrivateKey(seed: Array(repeating: 1, count: 32)).publicKey
        let json = JWKSet([JWK(key.publicKey), JWK(other, id: "other")]).json
        #expect(JWKSet(json)?[Self.thumbprint] == key.publicKey)
        #expect(JWKSet(json)?["other"] == other)
        #expect(JWKSet(json)?["nobody"] == nil)
        #expect(JWKSet(["keys": [["kty": "RSA"], JWK(other).json]])?.keys == [JWK(other)])
        #expect(JWKSet(["key": []]) == nil)
    }
}
