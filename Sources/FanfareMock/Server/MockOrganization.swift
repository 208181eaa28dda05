import JSONTree

/// One organization of a running mock, as a test uses it: keys for the client, and everything else
/// that moves the world along.
///
/// ```swift
/// let shop = try server.makeOrganization()
/// // … the client under test asks for a code, with shop.publishableKey
/// let code = try shop.code(to: "ann@example.com")
/// try shop.advance("61s")
/// ```
///
/// It keeps its mock alive and may be used from any thread.
public struct MockOrganization: Sendable {
    /// The identifier, `org_…`.
    public let id: String
    /// The key that a browser would know.
    public let publishableKey: String
    /// The key that only a backend would know.
    public let secretKey: String
    /// What opens the control protocol of this organization alone, where the mock has a control token.
    public let controlToken: String?
    /// The mock that it lives in.
    public let server: MockServer

    /// Moves the clock forward by a duration such as `61s` or `10m1s`; what falls due happens.
    public func advance(_ duration: String) throws(MockControlError) {
        _ = try control("POST", "/clock", ["advance": JSONNode(duration)])
    }

    /// Moves the clock forward to an ISO 8601 instant; what falls due happens.
    public func setClock(to instant: String) throws(MockControlError) {
        _ = try control("POST", "/clock", ["set": JSONNode(instant)])
    }

    /// Stops the clock where it is, or lets it run on.
    public func freezeClock(_ isFrozen: Bool = true) throws(MockControlError) {
        _ = try control("POST", "/clock", ["freeze": JSONNode(isFrozen)])
    }

    /// The organization's time as ISO 8601.
    public func now() throws(MockControlError) -> String {
        try control("GET", "/clock")["now"]?.string ?? ""
    }

    /// Lets the world begin anew as on the first day.
    ///
    /// Who subscribed to webhooks by a call is forgotten, unless they are kept.
    public func reset(keepWebhooks: Bool = false) throws(MockControlError) {
        _ = try control("POST", "/reset", ["keepWebhooks": JSONNode(keepWebhooks)])
    }

    /// Deletes the organization and everything in it.
    public func delete() throws(MockControlError) {
        _ = try control("DELETE", "/organizations/\(id)")
    }

    func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil
    ) throws(MockControlError) -> JSONNode {
        try server.control(method, path, body, organization: id)
    }
}

/// Why a mock did not do what a test asked of it.
public struct MockControlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension MockServer {
    /// The organization that is there from the start.
    public var defaultOrganization: MockOrganization {
        MockOrganization(
            id: organizationID, publishableKey: publishableKey, secretKey: secretKey,
            controlToken: controlToken.flatMap(ControlKey.init)?.token(for: organizationID),
            server: self)
    }

    /// Makes an organization with keys, a clock and a world of its own, so that tests run side by side.
    ///
    /// `world` names an embedded one, `seed` makes identifiers and codes repeatable, `startAt` is
    /// the ISO 8601 instant at which the clock stands; without them the mock chooses.
    public func makeOrganization(
        world: String? = nil, seed: Int? = nil, startAt: String? = nil
    ) throws(MockControlError) -> MockOrganization {
        let made = try control(
            "POST", "/organizations",
            [
                "world": JSONNode(world), "seed": JSONNode(seed), "at": JSONNode(startAt),
            ])
        return MockOrganization(
            id: made["organizationId"]?.string ?? "",
            publishableKey: made["publishableKey"]?.string ?? "",
            secretKey: made["secretKey"]?.string ?? "",
            controlToken: made["controlToken"]?.string, server: self)
    }
}
