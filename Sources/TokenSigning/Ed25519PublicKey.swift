/// The key that tells whether an Ed25519 signature is genuine (RFC 8032 section 5.1).
public struct Ed25519PublicKey: Sendable {
    /// The encoded point, 32 bytes.
    public let bytes: [UInt8]
    /// The point on the other side, as verification subtracts.
    private let negated: EdwardsPoint

    /// Reads an encoded point; nil when the bytes are not 32, encode no point, or not canonically.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32, let point = EdwardsPoint(decoding: Words256(bytes[...])) else {
            return nil
        }
        self.bytes = bytes
        negated = -point
    }

    init(point: EdwardsPoint) {
        bytes = point.encoded.bytes
        negated = -point
    }

    /// Whether a signature was made with this key's private half for exactly this message.
    ///
    /// RFC 8032 section 5.1.7, with its stricter choices: S below L, and R compared as bytes with the
    /// one spelling of `S * B - k * A`, so that no second signature can be made out of a first.
    /// Nothing here is secret, so the time may depend on all of it.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == 64, let s = Scalar(canonical: Words256(signature[32...])) else {
            return false
        }
        let k = Scalar.challenge(signature[..<32], bytes, message)
        let difference =
            BasePointTable.shared.multiple(by: s)
            + PreparedPoint(negated.variableTimeMultiple(by: k))
        return difference.encoded == Words256(signature[..<32])
    }
}

extension Ed25519PublicKey: Hashable {
    /// Compares the encoded points.
    public static func == (one: Ed25519PublicKey, other: Ed25519PublicKey) -> Bool {
        one.bytes == other.bytes
    }

    /// Hashes the encoded point.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension Scalar {
    /// `SHA-512(R || A || M)` modulo L, which ties a signature to its key and message.
    static func challenge(
        _ encodedR: ArraySlice<UInt8>, _ publicKey: [UInt8], _ message: [UInt8]
    ) -> Scalar {
        var hasher = SHA512()
        encodedR.withUnsafeBytes { hasher.update($0) }
        hasher.update(publicKey)
        hasher.update(message)
        return Scalar(reducing: hasher.finalize())
    }
}
