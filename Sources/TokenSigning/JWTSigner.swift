import Foundations
public import JSONTree

/// Makes compact tokens (RFC 7515 section 7.1) signed with one Ed25519 key (RFC 8037 section 3.1).
public struct JWTSigner: Sendable {
    /// The key that signs.
    public let key: Ed25519PrivateKey
    /// What the key is called by: its thumbprint (RFC 7638).
    public let keyID: String

    /// `{"alg":"EdDSA","typ":"JWT"}`, exactly, encoded, and the dot after it.
    private static let plainHeader = encoded(#"{"alg":"EdDSA","typ":"JWT"}"#)
    /// The same with the name of the key (RFC 7515 section 4.1.4).
    private let namingHeader: [UInt8]

    /// Signs with a key from now on.
    public init(key: Ed25519PrivateKey) {
        self.key = key
        keyID = JWK.thumbprint(of: key.publicKey)
        namingHeader = Self.encoded(#"{"alg":"EdDSA","typ":"JWT","kid":"\#(keyID)"}"#)
    }

    private static func encoded(_ header: String) -> [UInt8] {
        Array((Base64URL.encode(Array(header.utf8)) + ".").utf8)
    }

    /// A token for claims that are JSON text already; its header names the key on request.
    public func sign(payload: [UInt8], namesKey: Bool = false) -> String {
        sign(payloads: [payload], namesKey: namesKey)[0]
    }

    /// Several tokens, which are cheaper to sign together.
    public func sign(payloads: [[UInt8]], namesKey: Bool = false) -> [String] {
        let header = namesKey ? namingHeader : Self.plainHeader
        let inputs = payloads.map { payload in
            var input: [UInt8] = []
            input.reserveCapacity(header.count + payload.count * 4 / 3 + 96)
            input += header
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
    public func sign(_ claims: JSONNode, namesKey: Bool = false) -> String {
        sign(payload: claims.bytes(), namesKey: namesKey)
    }
}
