/// The secret half of an Ed25519 key (RFC 8032 section 5.1.5), expanded once.
///
/// What of signing is constant-time: scalar and field arithmetic have no branch and no memory index
/// that depends on a secret, and entries of the base point's table are chosen by reading all of them.
/// In the code that Swift 6.3.1 makes for x86-64 with optimization, the multiplication by the table and
/// the arithmetic modulo L branch on loop counters only.
///
/// What is not promised: Swift has no way to forbid the optimizer to make branches of masks elsewhere,
/// the secret is not wiped from memory, and the time depends on the message's length. That suits the
/// keys of a test service; do not sign with a key that guards anything.
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
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var hasher = prefixed
        hasher.update(message)
        let nonce = Scalar(reducing: hasher.finalize())
        var signature = BasePointTable.shared.multiple(by: nonce).encoded.bytes
        let challenge = Scalar.challenge(signature[...], publicKey.bytes, message)
        let s = challenge.multiplied(by: scalar, adding: nonce)
        signature.append(contentsOf: s.words.bytes)
        return signature
    }
}
