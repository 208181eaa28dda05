import Foundations
public import JSONTree

/// An Ed25519 public key as JSON (RFC 7517, RFC 8037 section 2).
public struct JWK: Hashable, Sendable {
    /// The key.
    public let key: Ed25519PublicKey
    /// Its name: by default the thumbprint.
    public let id: String

    /// Names a key, by its thumbprint unless told otherwise.
    public init(_ key: Ed25519PublicKey, id: String? = nil) {
        self.key = key
        self.id = id ?? Self.thumbprint(of: key)
    }

    /// Reads `{"kty":"OKP","crv":"Ed25519","x":…}`; nil for every other kind of key.
    public init?(_ json: JSONNode) {
        guard json["kty"]?.string == "OKP", json["crv"]?.string == "Ed25519",
            let x = json["x"]?.string, let bytes = Base64URL.decode(x),
            let key = Ed25519PublicKey(bytes: bytes)
        else { return nil }
        self.init(key, id: json["kid"]?.string)
    }

    /// The key as JSON: what it is, its name, what it is for.
    public var json: JSONNode {
        [
            "kty": "OKP", "crv": "Ed25519", "x": JSONNode(Base64URL.encode(key.bytes)),
            "kid": JSONNode(id), "use": "sig", "alg": "EdDSA",
        ]
    }

    /// RFC 7638 section 3: the digest of the required members alone, in the order of their names.
    public static func thumbprint(of key: Ed25519PublicKey) -> String {
        let members = #"{"crv":"Ed25519","kty":"OKP","x":""# + Base64URL.encode(key.bytes) + #""}"#
        return Base64URL.encode(SHA256.hash(members).bytes)
    }
}

/// The keys that a service publishes so that others can verify its tokens (RFC 7517 section 5).
public struct JWKSet: Hashable, Sendable {
    /// The keys.
    public let keys: [JWK]

    /// Collects keys.
    public init(_ keys: [JWK]) {
        self.keys = keys
    }

    /// Reads `{"keys":[…]}`; nil for anything else.
    ///
    /// Keys of other kinds are left out: "Implementations SHOULD ignore JWKs within a JWK Set that use
    /// "kty" (key type) values that are not understood by them" (section 5).
    public init?(_ json: JSONNode) {
        guard let elements = json["keys"]?.elements else { return nil }
        keys = elements.compactMap { JWK($0) }
    }

    /// The set as JSON.
    public var json: JSONNode { ["keys": JSONNode(keys.map(\.json))] }

    /// The key of that name.
    public subscript(id: String) -> Ed25519PublicKey? {
        keys.first { $0.id == id }?.key
    }
}
