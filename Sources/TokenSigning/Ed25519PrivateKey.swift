/// The secret half of an Ed25519 key (RFC 8032 section 5.1.5), expanded once.
///
/// Made to be fast, not to keep a secret: the time and the memory accesses of signing tell about the
/// key and the nonce, and neither is wiped. That suits the keys of a test service, which anybody can
/// make again from the seed; do not sign with a key that guards anything.
public struct Ed25519PrivateKey: Sendable {
    /// The key that verifies what this one signs.
    public let publicKey: Ed25519PublicKey
    private let scalar: Scalar
    /// A hasher that has taken the prefix already: the second half of the seed's digest.
    private let prefixed: SHA512

    /// Expands a seed of 32 bytes; any other length is a mistake of the caller's.
    public init(seed: [UInt8]) {
        precondition(seed.count == 32, "an Ed25519 seed has 32 bytes, not \(seed.count)")
        let expanded = SHA512.hash(seed).bytes
        scalar = Scalar(clamping: Words256(expanded[..<32]))
        publicKey = Ed25519PublicKey(point: BasePointTable.shared.multiple(by: scalar))
        var hasher = SHA512()
        hasher.update([UInt8](expanded[32...]))
        prefixed = hasher
    }

    /// The signature of a message, 64 bytes, always the same for the same message (section 5.1.6).
    public func sign(_ message: [UInt8]) -> [UInt8] { sign(each: [message])[0] }

    /// The signatures of several messages, which share the one inversion that each would need.
    public func sign(each messages: [[UInt8]]) -> [[UInt8]] {
        let nonces = messages.map { message in
            var hasher = prefixed
            hasher.update(message)
            return Scalar(reducing: hasher.finalize())
        }
        let points = nonces.map { BasePointTable.shared.multiple(by: $0) }
        let inverses = points.map(\.z).inverses
        return messages.indices.map { index in
            var signature = points[index].encoded(inverseOfZ: inverses[index]).bytes
            let challenge = Scalar.challenge(signature[...], publicKey.bytes, messages[index])
            let s = challenge.multiplied(by: scalar, adding: nonces[index])
            signature.append(contentsOf: s.words.bytes)
            return signature
        }
    }
}
