import JSONTree

/// One organization of a running mock, as a test uses it: keys for the client, and everything else
/// that moves the world along.
///
/// ```swift
/// let shop = try await server.makeOrganization()
/// // … the client under test asks for a code, with shop.publishableKey
/// let code = try await shop.code(to: "ann@example.com")
/// try await shop.advance(by: .seconds(601))
/// ```
///
/// It keeps its mock alive. Any task may use it, also many at once: who waits holds no thread.
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
    /// Which messages `nextCode(to:)` has handed out.
    let handedOut: HandedOut

    init(
        id: String, publishableKey: String, secretKey: String, controlToken: String? = nil,
        server: MockServer, handedOut: HandedOut = HandedOut()
    ) {
        self.handedOut = handedOut
        self.id = id
        self.publishableKey = publishableKey
        self.secretKey = secretKey
        self.controlToken = controlToken
        self.server = server
    }

    /// Lets the world begin anew as on the first day; nothing that it has handed out comes again.
    ///
    /// Who wants the same identifiers once more makes the organization anew, by the same name and seed.
    /// Who subscribed to webhooks by a call is forgotten, unless they are kept.
    public func reset(keepWebhooks: Bool = false) async throws(MockControlError) {
        _ = try await control("POST", "/reset", ["keepWebhooks": JSONNode(keepWebhooks)])
        handedOut.forget()
    }

    /// Deletes the organization and everything in it.
    public func delete() async throws(MockControlError) {
        _ = try await control("DELETE", "/organizations/\(id)")
    }

    /// Admits those who have waited longest in a queue, and answers who they are.
    @discardableResult
    public func admitNext(
        _ count: Int = 1, inQueue queue: String
    ) async throws(MockControlError) -> [String] {
        let answer = try await control(
            "POST", "/queues/\(Query.encode(queue))/admit-next", ["count": JSONNode(count)])
        return (answer["admitted"]?.elements ?? []).compactMap(\.string)
    }

    /// The field by which a session without a socket says whose journal shows what came without a key.
    ///
    /// It opens nothing.
    package static let field = "X-Mock-Organization"

    func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil
    ) async throws(MockControlError) -> JSONNode {
        try await server.control(method, path, body, organization: id)
    }
}

extension MockServer {
    /// The organization that is there from the start.
    public var defaultOrganization: MockOrganization {
        MockOrganization(
            id: organizationID, publishableKey: publishableKey, secretKey: secretKey,
            controlToken: controlToken.flatMap(ControlKey.init)?.token(for: organizationID),
            server: self, handedOut: handedOutByDefault)
    }

    /// Makes an organization with keys, a clock and a world of its own, so that tests run side by side.
    ///
    /// With a `seed`, everything that it hands out follows from that, and its own identifier and keys from
    /// seed and `name`: the same in every run, whoever came first. One that lives already is refused.
    /// `startAt` is where its clock stands still; without it the clock runs with the machine's.
    public func makeOrganization(
        world: Options.World? = nil, name: String? = nil, seed: Int? = nil,
        startAt: MockInstant? = nil
    ) async throws(MockControlError) -> MockOrganization {
        let made = try await control(
            "POST", "/organizations",
            [
                "world": try world?.node() ?? .null, "name": JSONNode(name), "seed": JSONNode(seed),
                "at": JSONNode(startAt?.description),
            ])
        return MockOrganization(
            id: made["organizationId"]?.string ?? "",
            publishableKey: made["publishableKey"]?.string ?? "",
            secretKey: made["secretKey"]?.string ?? "",
            controlToken: made["controlToken"]?.string, server: self)
    }
}

extension MockServer.Options.World {
    /// As the control protocol takes it.
    fileprivate func node() throws(MockControlError) -> JSONNode {
        switch self {
        case .named(let name): return JSONNode(name)
        case .text(let text, let path):
            do throws(JSONError) {
                return try JSONNode(parsing: text)
            } catch {
                let place = JSONPosition(offset: error.offset, in: Array(text.utf8))
                throw MockControlError("\(path):\(place): \(error.reason)")
            }
        }
    }
}

extension MockServer.Options.World: ExpressibleByStringLiteral {
    /// The world that the mock carries under a name: `default`, `empty`, ….
    public init(stringLiteral name: String) { self = .named(name) }
}
