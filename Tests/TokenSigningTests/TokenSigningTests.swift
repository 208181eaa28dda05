import JSONTree
import Testing
import TokenSigning

@Test func `RFC 8037 appendix A signs and verifies`() throws {
    let d = try #require(Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
    let key = Ed25519PrivateKey(seed: d)
    #expect(Base64URL.encode(key.publicKey.bytes) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    #expect(JWK(key.publicKey).id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    let signature = key.sign(Array(input.utf8))
    #expect(
        Base64URL.encode(signature)
            == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    #expect(key.publicKey.isValid(signature: signature, for: Array(input.utf8)))
    #expect(!key.publicKey.isValid(signature: signature, for: Array("other".utf8)))
}

@Test func `a token is decoded and verified`() throws {
    let signer = JWTSigner(key: Ed25519PrivateKey(seed: Array(repeating: 7, count: 32)))
    let token = signer.sign(["a": 1])
    #expect(token.hasPrefix("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9."))
    let jwt = try JWT.decode(token)
    #expect(jwt.claims == ["a": 1])
    #expect(jwt.verify(with: signer.key.publicKey))
}
