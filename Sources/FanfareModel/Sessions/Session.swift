import TokenSigning

/// One signed-in device of a consumer.
public struct Session: Sendable {
    /// The tail of the identifier.
    public let id: ULID
    /// Whose session it is.
    public internal(set) var consumer: ConsumerKey
    /// The device it was started on, when it said so.
    public let fingerprint: String?
    /// When the session ends unless it is refreshed.
    public internal(set) var expiresAt: Instant
    /// Whether it was logged out or replaced.
    public internal(set) var isEnded = false
    /// How many milliseconds the stamps of its newest tokens were behind the organization's clock.
    var tokenLag: Int64 = 0

    /// When it ends, by the clock that its newest tokens were stamped by.
    var expiryByStamps: Instant { Instant(milliseconds: expiresAt.milliseconds - tokenLag) }
}

/// Where a session stands in the store.
public typealias SessionKey = Key<Session>

/// The two tokens that a session is used by.
public struct TokenPair: Sendable {
    /// Which session they belong to.
    public let session: SessionKey
    /// The token that goes with each call.
    public let accessToken: String
    /// The token that fetches the next pair, once.
    public let refreshToken: String
}

/// What a token is found by, of use only where it was made.
public struct TokenDigest: Sendable {
    let value: SipDigest
    let key: SipHashKey
}

/// All sessions of an organization and the tokens that lead to them.
///
/// A token is found by a keyed digest of all its bytes, so looking one up checks its signature without
/// verifying it again, takes no longer for one that is nearly right, and the store holds nothing that
/// could be used as a token.
struct Sessions: Sendable {
    private struct Token: Sendable {
        let session: SessionKey
        let isRefresh: Bool
        /// The number of the key that signed it.
        let signingKey: UInt16
        let expiresAt: Instant
    }

    private var records = Chunked<Session>()
    private var tokens = Sharded<SipDigest, Token>()
    private let digestKey: SipHashKey
    /// What was signed by keys before this one is no token any more.
    private var oldestKey: UInt16 = 0
    private var sweep = Sweep()

    init(seed: UInt64) { digestKey = SeededGenerator.sipHashKey(seed: seed, stream: "tokens") }

    subscript(key: SessionKey) -> Session {
        _read { yield records[key.place] }
        _modify { yield &records[key.place] }
    }

    mutating func add(_ session: Session) -> SessionKey {
        records.append(session)
        return SessionKey(at: records.count - 1)
    }

    /// What a token is found by.
    func digest(_ token: String) -> SipDigest { SipHash.hash(token, key: digestKey) }

    /// What a token is found by, for whoever asks about the same one again.
    func tokenDigest(_ token: ArraySlice<UInt8>) -> TokenDigest {
        TokenDigest(
            value: token.withUnsafeBytes { SipHash.hash($0, key: digestKey) }, key: digestKey)
    }

    /// Whether a digest was made here, where it leads to a token.
    func made(_ digest: TokenDigest) -> Bool { digest.key == digestKey }

    /// The session that a token is good for at an instant.
    func session(token: SipDigest, isRefresh: Bool, now: Instant) -> SessionKey? {
        guard let found = tokens[token], found.isRefresh == isRefresh,
            now < found.expiresAt, !self[found.session].isEnded, found.signingKey >= oldestKey
        else { return nil }
        return found.session
    }

    /// What is the matter with a token that is still remembered, nil for any other.
    func finding(of token: String, asRefresh: Bool, now: Instant) -> TokenStatus? {
        guard let found = tokens[digest(token)], found.signingKey >= oldestKey else { return nil }
        if found.isRefresh != asRefresh { return .otherKind }
        if self[found.session].isEnded { return .sessionEnded }
        return now < found.expiresAt ? .good : .expired
    }

    mutating func add(
        token: String, isRefresh: Bool, signedBy signingKey: UInt16, of session: SessionKey,
        until expiresAt: Instant, now: Instant
    ) {
        tokens.updateValue(
            Token(
                session: session, isRefresh: isRefresh, signingKey: signingKey,
                expiresAt: expiresAt),
            forKey: digest(token))
        if let shard = sweep.due(among: tokens.count) { forgetUseless(in: shard, now: now) }
    }

    /// Ends what goes on of a consumer's sessions, and says how many those were.
    mutating func end(of consumer: ConsumerKey, now: Instant) -> Int {
        let own = records.indices.filter { place in
            records[place].consumer == consumer && !records[place].isEnded
                && now < records[place].expiresAt
        }
        for place in own { records[place].isEnded = true }
        return own.count
    }

    mutating func remove(token: SipDigest) { tokens.removeValue(forKey: token) }

    /// Lets nothing be a token any more that earlier keys have signed.
    mutating func retireTokens(before signingKey: UInt16) { oldestKey = signingKey }

    /// Forgets tokens that can never be used again.
    private mutating func forgetUseless(in shard: UInt8, now: Instant) {
        let (records, oldestKey) = (records, oldestKey)
        tokens.removeAll(in: shard) { token in
            now >= token.expiresAt || records[token.session.place].isEnded
                || token.signingKey < oldestKey
        }
    }

    /// When which tokens are looked at for useless ones: all of them once while as many are added.
    fileprivate struct Sweep: Sendable {
        var shard: UInt8 = 0
        var wait = 1024

        /// Counts an addition to so many; gives what is to be looked at, if anything is.
        mutating func due(among count: Int) -> UInt8? {
            wait -= 1
            guard wait <= 0 else { return nil }
            wait = max(64, count / 256)
            shard &+= 1
            return shard
        }
    }
}

extension Session: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), consumer: try reader.read(), fingerprint: try reader.read(),
            expiresAt: try reader.read(), isEnded: try reader.read(),
            tokenLag: Int64(try reader.integer(in: -1 << 60...1 << 60)))
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(consumer)
        writer.write(fingerprint)
        writer.write(expiresAt)
        writer.write(isEnded)
        writer.write(tokenLag)
    }
}

/// Each session stands with its tokens; the key of their digests follows from the seed.
extension Sessions {
    var count: Int { records.count }

    func write(to writer: inout StateWriter) {
        let order = OwnerOrder(tokens.elements, owners: records.count, owner: \.value.session.index)
        {
            ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low)
        }
        writer.number(UInt64(tokens.count))
        for (index, session) in records.enumerated() {
            writer.write(session)
            let own = order[index]
            writer.number(UInt64(own.count))
            for (digest, token) in own {
                writer.write(digest)
                writer.write(token.isRefresh)
                writer.number(UInt64(token.signingKey))
                writer.write(token.expiresAt)
            }
        }
        writer.write(sweep)
    }

    init(from reader: inout StateReader, seed: UInt64) throws(StateError) {
        self.init(seed: seed)
        let (count, sessions) = (try reader.count(), reader.counts.sessions)
        tokens.reserveCapacity(reader.reservation(for: count, of: (SipDigest, Token).self))
        for _ in 0..<sessions {
            let key = add(try reader.read("sessions"))
            for _ in 0..<(try reader.count()) {
                let digest: SipDigest = try reader.read()
                tokens.updateValue(
                    Token(
                        session: key, isRefresh: try reader.read(),
                        signingKey: UInt16(
                            try reader.index(below: 1 << 16, of: "signing keys")),
                        expiresAt: try reader.read()), forKey: digest)
            }
        }
        try reader.require(tokens.count == count, "\(count) tokens that differ")
        sweep = try reader.read()
    }
}

extension Sessions.Sweep: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        let both = try reader.tally()
        (shard, wait) = (UInt8(truncatingIfNeeded: both), both >> 8)
    }

    func write(to writer: inout StateWriter) { writer.write(wait << 8 | Int(shard)) }
}

extension SipDigest: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(low: try reader.read(), high: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(low)
        writer.write(high)
    }
}
