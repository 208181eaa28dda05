import JSONTree

/// A key that verifies an organization's tokens.
public struct MockSigningKey: Sendable, Hashable, Identifiable {
    /// What it is called by, in the key set and, where the world says `tokenKeyId`, in the header of tokens.
    public let id: String
    /// Since when it signs, by the organization's clock.
    public let since: MockInstant
    /// Whether it signs now; the others only verify.
    public let signs: Bool

    init?(_ node: JSONNode) {
        guard let id = node["kid"]?.string, let since = node["since"]?.instant else { return nil }
        self.id = id
        self.since = since
        signs = node["signs"]?.bool == true
    }
}

extension MockOrganization {
    /// Where verifiers find the organization's keys, and no others.
    public var keySetURL: String {
        "\(server.baseURL)/organizations/\(id)/.well-known/jwks.json"
    }

    /// The keys that verify the organization's tokens, the newest first.
    public func signingKeys() async throws(MockControlError) -> [MockSigningKey] {
        keys(try await control("GET", "/keys"))
    }

    /// Lets the next key sign; those before it verify until they are retired.
    ///
    /// Answers all that verify, the newest first.
    @discardableResult
    public func rotateSigningKey(
        retiringEarlier: Bool = false
    ) async throws(MockControlError) -> [MockSigningKey] {
        keys(
            try await control("POST", "/keys/rotate", ["retireEarlier": JSONNode(retiringEarlier)]))
    }

    /// Retires every key but the one that signs: what they signed is refused from now on.
    @discardableResult
    public func retireEarlierSigningKeys() async throws(MockControlError) -> [MockSigningKey] {
        keys(try await control("POST", "/keys/retire-earlier"))
    }

    private func keys(_ answer: JSONNode) -> [MockSigningKey] {
        (answer["keys"]?.elements ?? []).compactMap(MockSigningKey.init)
    }
}
