import FanfareModel
import JSONTree

/// How an organization is set; what a change leaves alone stays as it is.
public struct MockSettings: Sendable, Hashable {
    /// Which clock the stamps are written by that others check.
    public enum StampClock: String, Sendable, Hashable {
        /// The organization's, which may be ahead of the real one.
        case organization
        /// The real one, by which verifiers of another hand judge.
        case real
    }

    /// Whether a call that departs from the contract is refused.
    public var isStrict: Bool
    /// Whether calls over a limit are refused, not only counted.
    public var enforcesRateLimits: Bool
    /// How many calls of a kind a minute allows: `oneTimePassword`, `externalAuthorize`, `authentication`,
    /// `queueEntry`, `drawEntry`, `bid`, `status`.
    public var rateLimits: [String: Int]
    /// Whether entering and validating need a fingerprint.
    public var requiresFingerprint: Bool
    /// How many orders a consumer may complete, nil for any number.
    public var orderLimit: Int?
    /// How long an access token is good for that is issued from now on.
    public var accessTokenLifetime: Duration
    /// How long a one-time password is good for.
    public var oneTimePasswordLifetime: Duration
    /// Which clock the stamps of tokens are written by.
    public var tokenClock: StampClock
    /// The answer to each reading, by its name.
    public var readings: [String: String]

    init(_ node: JSONNode) throws(MockControlError) {
        guard let settings = node["settings"] else {
            throw MockControlError("the settings did not come")
        }
        func duration(_ name: String) -> Duration {
            settings[name]?.string.flatMap { Duration(words: $0) } ?? .zero
        }
        isStrict = settings["strict"]?.bool == true
        enforcesRateLimits = settings["enforcesRateLimits"]?.bool == true
        rateLimits = Self.members(settings["rateLimits"], \.integer)
        requiresFingerprint = settings["requiresFingerprint"]?.bool == true
        orderLimit = settings["orderLimit"]?.integer
        accessTokenLifetime = duration("accessTokenLifetime")
        oneTimePasswordLifetime = duration("oneTimePasswordLifetime")
        tokenClock =
            settings["tokenClock"]?.string.flatMap { StampClock(rawValue: $0) } ?? .organization
        readings = Self.members(settings["readings"], \.string)
    }

    private static func members<Value>(
        _ node: JSONNode?, _ value: KeyPath<JSONNode, Value?>
    ) -> [String: Value] {
        (node?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.node[keyPath: value] }
    }

    private var members: [JSONMember] {
        func object<Value>(_ values: [String: Value], _ node: (Value) -> JSONNode) -> JSONNode {
            JSONNode(values.map { JSONMember($0.key, node($0.value)) })
        }
        return [
            JSONMember("strict", JSONNode(isStrict)),
            JSONMember("enforcesRateLimits", JSONNode(enforcesRateLimits)),
            JSONMember("rateLimits", object(rateLimits) { JSONNode($0) }),
            JSONMember("requiresFingerprint", JSONNode(requiresFingerprint)),
            JSONMember("orderLimit", JSONNode(orderLimit)),
            JSONMember("accessTokenLifetime", JSONNode(accessTokenLifetime.words)),
            JSONMember("oneTimePasswordLifetime", JSONNode(oneTimePasswordLifetime.words)),
            JSONMember("tokenClock", JSONNode(tokenClock.rawValue)),
            JSONMember("readings", object(readings) { JSONNode($0) }),
        ]
    }

    /// The members that differ from those of before.
    func change(from before: MockSettings) -> JSONNode {
        JSONNode(zip(members, before.members).filter { $0.node != $1.node }.map(\.0))
    }
}

extension MockOrganization {
    /// How the organization is set.
    public func settings() async throws(MockControlError) -> MockSettings {
        try MockSettings(try await control("GET", "/settings"))
    }

    /// Sets the organization otherwise while it runs: `try await shop.changeSettings { $0.enforcesRateLimits = true }`.
    ///
    /// Answers all settings. They are part of snapshots and states; a reset begins with those of the world.
    @discardableResult
    public func changeSettings(
        _ change: (inout MockSettings) -> Void
    ) async throws(MockControlError) -> MockSettings {
        let before = try await settings()
        var after = before
        change(&after)
        return try MockSettings(
            try await control("PATCH", "/settings", after.change(from: before)))
    }
}
