import Foundations
public import JSONTree

/// Makes compact tokens (RFC 7515 section 7.1) signed with one Ed25519 key (RFC 8037 section 3.1).
public struct JWTSigner: Sendable {
    /// The key that signs.
    public let key: Ed25519PrivateKey

    /// `{"alg":"EdDSA","typ":"JWT"}`, exactly, encoded, and the dot after it.
    private static let encodedHeader = Array(
        (Base64URL.encode(Array(#"{"alg":"EdDSA","typ":"JWT"}"#.utf8)) + ".").utf8)

    /// Signs with a key from now on.
    public init(key: Ed25519PrivateKey) {
        self.key = key
    }

    /// A token for claims that are JSON text already.
    public func sign(payload: [UInt8]) -> String { sign(payloads: [payload])[0] }

    /// Several tokens, which are cheaper to sign together.
    public func sign(payloads: [[UInt8]]) -> [String] {
        let inputs = payloads.map { payload in
            var input: [UInt8] = []
            input.reserveCapacity(Self.encodedHeader.count + payload.count * 4 / 3 + 96)
            input += Self.encodedHeader
            Base64URL.append(payload, to: &input)
            return input
        }
        return zip(inputs, key.sign(each: inputs)).map { input, signature in
            var token = input
            token.append(UInt8(ascii: "."))
            Base64URL.append(signature, to: &token)
            return String(decoding: token, as: UTF8.self)
        }
    }

    /// A token for claims, which are written without white space and in their order.
    public func sign(_ claims: JSONNode) -> String {
        sign(payload: claims.bytes())
    }
}
