import Testing

@testable import FanfareMock

/// The route table against the endpoint tables of the reference ("Consumer API Overview").
struct RouteTableTests {
    /// The 43 endpoints, chapter by chapter as the reference lists them.
    private static let documented = [
        "POST /auth/guest", "POST /auth/otp/request", "POST /auth/otp/verify",
        "POST /auth/external/authorize", "POST /auth/external/exchange", "POST /auth/refresh",
        "POST /auth/logout",

        "GET /experiences/{id}", "POST /experiences/{id}/enter", "DELETE /experiences/{id}/leave",

        "GET /queues/{id}", "POST /queues/{id}/enter", "POST /queues/{id}/leave",
        "GET /queues/{id}/status", "POST /queues/{id}/admit", "POST /queues/{id}/complete",
        "POST /queues/{id}/deny", "POST /queues/{id}/validate",

        "GET /draws/{id}", "POST /draws/{id}/enter", "POST /draws/{id}/leave",
        "GET /draws/{id}/status", "POST /draws/{id}/complete", "POST /draws/{id}/deny",
        "POST /draws/{id}/validate",

        "GET /auctions/{id}", "POST /auctions/{id}/bid", "GET /auctions/{id}/status",
        "GET /auctions/{id}/highest-bid", "GET /auctions/{id}/bids/history",
        "GET /auctions/{id}/bids",

        "GET /timed-releases/{id}", "POST /timed-releases/{id}/enter",
        "GET /timed-releases/{id}/status",

        "GET /appointments/{id}", "GET /appointments/{id}/slots", "POST /appointments/{id}/book",
        "DELETE /appointments/{id}/cancel",

        "GET /consumers/me", "GET /consumers/{id}", "GET /organizations/current",

        "POST /waitlists/{id}/enter", "GET /waitlists/{id}/status",
    ]

    /// The calls that guides make and the reference does not list.
    private static let guided = [
        "GET /sequences/{id}/distributions", "POST /auctions/{id}/complete",
        "POST /auctions/{id}/validate", "POST /timed-releases/{id}/complete",
        "POST /timed-releases/{id}/leave", "POST /waitlists/{id}/leave",
        "DELETE /waitlists/{id}/leave",
    ]

    /// The admin calls of contract section 10, and what section 1 and 2 serve besides.
    private static let besides = [
        "POST /experiences", "POST /queues", "POST /draws", "POST /auctions", "GET /health",
        "GET /openapi.json", "GET /openapi-3.0.json", "GET /.well-known/jwks.json",
        "GET /organizations/{id}/.well-known/jwks.json",
    ]

    private static let served = RouteDescription.all.filter { !$0.path.hasPrefix("/__admin") }
        .map { "\($0.method) \($0.path)" }

    @Test func `every documented endpoint is served, and nothing that is not known`() {
        #expect(Self.documented.count == 43)
        #expect(Set(Self.documented).subtracting(Self.served) == [])
        #expect(Set(Self.served).subtracting(Self.documented + Self.guided + Self.besides) == [])
    }

    @Test func `no call stands twice in the table`() {
        #expect(Set(Self.served).count == Self.served.count)
    }

    @Test func `every call that names no consumer's key is refused without one`() {
        let client = MockClient()
        for line in Self.documented {
            let answer = client.send(line.replacing("{id}", with: "x"), as: .nobody)
            #expect(answer.status == 401, "\(line): \(answer.text)")
        }
    }
}
