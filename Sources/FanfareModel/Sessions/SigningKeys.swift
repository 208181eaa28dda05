public import TokenSigning

/// The keys of an organization's tokens, the newest first: it signs, and all of them verify.
///
/// Each follows from the seed and its number, so that a rotation hands out the same key in every run.
/// A key that was retired is gone: what it signed is refused like any other wrong signature.
public struct SigningKeys: Sendable {
    /// How many there may be at once.
    public static let limit = 16

    /// One of the keys.
    public struct SigningKey: Sendable {
        /// How many came before it.
        public let number: UInt16
        /// Since when it signs, by the organization's clock.
        public fileprivate(set) var since: Instant
        /// What signs by it.
        public let signer: JWTSigner

        init(number: UInt16, since: Instant, seed: UInt64) {
            self.number = number
            self.since = since
            // The keys have streams of their own, so that they reveal nothing about identifiers and codes.
            var generator =
                number == 0
                ? SeededGenerator(seed: ~seed)
                : SeededGenerator(seed: ~seed, stream: "signing key \(number)")
            let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            signer = JWTSigner(key: Ed25519PrivateKey(seed: bytes))
        }
    }

    /// The keys, the newest first.
    public private(set) var all: [SigningKey]
    private let seed: UInt64

    /// The first key that follows from a seed.
    init(seed: UInt64, since: Instant) {
        self.seed = seed
        all = [SigningKey(number: 0, since: since, seed: seed)]
    }

    fileprivate init(_ keys: [SigningKey], seed: UInt64) {
        all = keys
        self.seed = seed
    }

    /// The key that signs.
    public var current: SigningKey { all[0] }

    /// What verifies the tokens, the newest first.
    public var publicKeys: [Ed25519PublicKey] { all.map(\.signer.key.publicKey) }

    /// The number of the oldest key that is not retired.
    var oldest: UInt16 { all[all.count - 1].number }

    /// Whether there is no room for another.
    public var isFull: Bool { all.count >= Self.limit || current.number == .max }

    /// Lets the next key sign; those before it still verify.
    mutating func rotate(at now: Instant) {
        precondition(!isFull, "a rotation beyond \(Self.limit) keys")
        all.insert(SigningKey(number: current.number + 1, since: now, seed: seed), at: 0)
    }

    /// Lets keys that were there before go on where the clock has been put back by a reset.
    mutating func goOn(at now: Instant) {
        for index in all.indices { all[index].since = min(all[index].since, now) }
    }

    /// Retires every key but the one that signs.
    mutating func retireEarlier() { all.removeSubrange(1...) }

    /// What signed at an instant, or the oldest that is left where that was retired.
    func signer(at instant: Instant) -> JWTSigner {
        (all.first { $0.since <= instant } ?? all[all.count - 1]).signer
    }

    /// Whether a token of the organization was signed by a key that is not retired.
    func verify(_ token: String) -> Bool {
        guard oldest > 0 else { return true }
        guard let token = try? JWT.decode(token) else { return false }
        return publicKeys.contains { token.verify(with: $0) }
    }
}

extension World {
    /// Lets the next key sign tokens; those before it still verify.
    public mutating func rotateSigningKey() { signingKeys.rotate(at: now) }

    /// Retires every key but the one that signs, with all tokens that it signed.
    public mutating func retireEarlierSigningKeys() {
        signingKeys.retireEarlier()
        sessions.retireTokens(before: signingKeys.oldest)
    }
}

/// When each key came, the newest first: all that is written down, since a key follows from seed and number.
struct SigningKeyDates: Stored {
    private let dates: [(number: UInt16, since: Instant)]

    init(_ keys: SigningKeys) { dates = keys.all.map { ($0.number, $0.since) } }

    func write(to writer: inout StateWriter) {
        writer.number(UInt64(dates.count))
        for (number, since) in dates {
            writer.number(UInt64(number))
            writer.write(since)
        }
    }

    init(from reader: inout StateReader) throws(StateError) {
        let count = try reader.count()
        try reader.require(
            1...SigningKeys.limit ~= count, "1 to \(SigningKeys.limit) signing keys")
        var dates: [(number: UInt16, since: Instant)] = []
        for _ in 0..<count {
            let number = UInt16(try reader.index(below: 1 << 16, of: "signing keys"))
            try reader.require(
                dates.last.map { number < $0.number } ?? true, "signing keys, the newest first")
            dates.append((number, try reader.read()))
        }
        self.dates = dates
    }

    /// The keys that follow from a seed.
    func keys(seed: UInt64) -> SigningKeys {
        SigningKeys(
            dates.map { SigningKeys.SigningKey(number: $0.number, since: $0.since, seed: seed) },
            seed: seed)
    }
}
