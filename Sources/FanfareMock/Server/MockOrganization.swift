import HTTPEngine
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
/// It speaks the control protocol over a connection of its own, so it may be used from any thread.
public struct MockOrganization: Sendable {
    /// The identifier, `org_…`.
    public let id: String
    /// The key that a browser would know.
    public let publishableKey: String
    /// The key that only a backend would know.
    public let secretKey: String
    let port: Int

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

    /// The newest one-time password sent to an email or phone; waits for the first for a while.
    public func code(
        to recipient: String, waiting patience: String = "5s"
    ) throws(MockControlError) -> String {
        let to = recipient.utf8.map(Self.percentEncoded).joined()
        let answer = try control("GET", "/inbox?to=\(to)&wait=\(patience)")
        guard let code = answer["messages"]?.elements?.last?["code"]?.string else {
            throw MockControlError("nothing was sent to \(recipient) within \(patience)")
        }
        return code
    }

    /// Lets the world begin anew as on the first day.
    public func reset() throws(MockControlError) { _ = try control("POST", "/reset") }

    /// Deletes the organization and everything in it.
    public func delete() throws(MockControlError) {
        _ = try control("DELETE", "/organizations/\(id)")
    }

    /// Letters, digits, `.`, `-` and `_` stay as they are (RFC 3986 section 2.3).
    private static func percentEncoded(_ byte: UInt8) -> String {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F:
            String(UnicodeScalar(byte))
        default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    private func control(
        _ method: String, _ path: String, _ body: JSONNode? = nil
    ) throws(MockControlError) -> JSONNode {
        try Self.control(method, path, body, organization: id, port: port)
    }
}

extension MockOrganization {
    /// Makes one call of the control protocol.
    static func control(
        _ method: String, _ path: String, _ body: JSONNode?, organization: String?, port: Int
    ) throws(MockControlError) -> JSONNode {
        var request = HTTPRequest(method: method, target: "/__admin" + path)
        if let organization { request.headers.append("X-Organization-Id", organization) }
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = body.bytes()
        }
        do {
            let connection = try HTTPConnection(host: "127.0.0.1", port: port)
            defer { connection.close() }
            try connection.send(request)
            let response = try connection.receive()
            let text = String(decoding: response.body, as: UTF8.self)
            guard response.status < 300 else {
                throw MockControlError("\(response.status) \(text)")
            }
            return response.body.isEmpty ? .null : try JSONNode(parsing: response.body)
        } catch let error as MockControlError {
            throw error
        } catch {
            throw MockControlError("\(error)")
        }
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
            id: organizationID, publishableKey: publishableKey, secretKey: secretKey, port: port)
    }

    /// Makes an organization with keys, a clock and a world of its own, so that tests run side by side.
    ///
    /// `world` names an embedded one, `seed` makes identifiers and codes repeatable, `startAt` is
    /// the ISO 8601 instant at which the clock stands; without them the mock chooses.
    public func makeOrganization(
        world: String? = nil, seed: Int? = nil, startAt: String? = nil
    ) throws(MockControlError) -> MockOrganization {
        let made = try MockOrganization.control(
            "POST", "/organizations",
            [
                "world": JSONNode(world), "seed": JSONNode(seed), "at": JSONNode(startAt),
            ], organization: nil, port: port)
        return MockOrganization(
            id: made["organizationId"]?.string ?? "",
            publishableKey: made["publishableKey"]?.string ?? "",
            secretKey: made["secretKey"]?.string ?? "", port: port)
    }
}
