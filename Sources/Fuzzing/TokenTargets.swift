import Foundations
import JSONTree
import TokenSigning

/// Bytes have one spelling, and no other text is decoded.
func fuzzBase64URL(_ bytes: [UInt8]) throws {
    let encoded = Base64URL.encode(bytes)
    try require(Base64URL.decode(encoded) == bytes, "\(encoded) is decoded to something else")
    let text = String(decoding: bytes, as: UTF8.self)
    guard let decoded = Base64URL.decode(text) else { return }
    try require(Base64URL.encode(decoded) == text, "\(text) is a second spelling")
}

/// Nothing verifies but what was signed, to the last bit; any text is taken apart without a trap.
func fuzzJWT(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    if let token = try? JWT.decode(text) {
        // The fuzzer does not know the private key.
        try require(!token.verify(with: signer.key.publicKey), "a forged token verifies: \(text)")
    }
    if let key = JWK((try? JSONNode(parsing: bytes)) ?? .null) {
        try require(JWK(key.json) == key, "a key is another when written and read")
    }
    guard let claims = try? JSONNode(parsing: bytes), claims.members != nil,
        claims.duplicateMembers.isEmpty, bytes.count < 200
    else { return }
    let signed = signer.sign(payload: bytes)
    let token = try JWT.decode(signed)
    try require(token.claims == claims, "the claims of \(signed)")
    try require(token.verify(with: signer.key.publicKey), "a signed token does not verify")
    try checkChanges(signed, Int(bytes.count))
}

private func checkChanges(_ signed: String, _ seed: Int) throws {
    var changed = Array(signed.utf8)
    let place = seed * 7919 % changed.count
    changed[place] ^= 1
    let other = try? JWT.decode(String(decoding: changed, as: UTF8.self))
    let verifies = other?.verify(with: signer.key.publicKey) ?? false
    try require(!verifies, "a token changed at \(place) verifies: \(signed)")
}

private let signer = JWTSigner(
    key: Ed25519PrivateKey(seed: [UInt8](repeating: 7, count: 32)))
