import FanfareModel
import HTTPEngine
import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// Settings that change while the organization runs.
struct SettingsTests {
    private let client = MockClient()

    @discardableResult
    private func change(_ settings: JSONNode) -> MockClient.Answer {
        client.send("PATCH /__admin/settings", as: .nobody, settings)
    }

    private func bid(_ amount: Int, as guest: MockClient.Person) -> MockClient.Answer {
        client.send(
            "POST /auctions/auction_open/bid", as: .consumer(guest.token),
            ["amount": JSONNode(amount)])
    }

    @Test func `a limit of one's own is told and refused, and null lets it be as documented`() {
        let guest = client.guest()
        let changed = change(["enforcesRateLimits": true, "rateLimits": ["bid": 2]])
        #expect(changed["/settings/enforcesRateLimits"] == true)
        #expect(changed["/settings/rateLimits/bid"] == 2)
        #expect(changed["/settings/rateLimits/queueEntry"] == 1000)
        #expect(bid(100, as: guest).headers["X-RateLimit-Limit"] == "2")
        #expect(bid(200, as: guest).headers["X-RateLimit-Remaining"] == "0")
        #expect(bid(300, as: guest).status == 429)
        change(["rateLimits": ["bid": .null]])
        #expect(bid(300, as: guest).headers["X-RateLimit-Limit"] == "500")
    }

    @Test(arguments: [
        "accessTokenLifetime", "refreshTokenLifetime", "oneTimePasswordLifetime", "sessionDuration",
    ])
    func `nothing lives no time at all`(_ name: String) {
        let answer = change(.init([JSONMember(name, "0s")]))
        #expect(answer.status == 400)
        #expect(answer.text.contains("Must be longer than nothing"), "\(answer.text)")
        #expect(change(.init([JSONMember(name, "1ms")])).status == 200)
    }

    @Test func `strictness is an organization's own`() {
        let other = client.send("POST /__admin/organizations", as: .nobody, [:])
        change(["strict": true])
        let odd: JSONNode = ["email": "ann@example.com", "emial": 1]
        #expect(client.send("POST /auth/otp/request", odd).status == 400)
        let key = [("X-Publishable-Key", other["/publishableKey"].string ?? "")]
        #expect(client.send("POST /auth/otp/request", as: .nobody, odd, headers: key).status == 200)
        #expect(change(["strict": .null])["/settings/strict"] == false)
        #expect(client.send("POST /auth/otp/request", odd).status == 200)
    }

    @Test func `a reading that changes is answered from the next call on`() {
        #expect(client.send("GET /health", as: .nobody).headers["X-Request-Id"] != nil)
        let changed = change(["readings": ["requestId": "errors"]])
        #expect(changed["/settings/readings/requestId"] == "errors")
        #expect(changed["/settings/readings/timestamps"] == "z")
        #expect(changed["/answers/requestId"] == ["every", "errors"])
        #expect(client.send("GET /health", as: .nobody).headers["X-Request-Id"] == nil)
        #expect(
            change(["readings": ["requestId": .null]])["/settings/readings/requestId"] == "every")
    }

    @Test func `stamps of tokens follow the real clock when they are told to`() throws {
        client.advance("1h")
        change(["tokenClock": "real"])
        let token = client.guest().token
        #expect(try JWT.decode(token).claims["iat"]?.integer == 1_767_225_600)
    }

    @Test(
        arguments: [
            (
                ["enforceRateLimits": true], "enforceRateLimits",
                "Did you mean 'enforcesRateLimits'?"
            ),
            (["rateLimits": ["bids": 3]], "rateLimits.bids", "Did you mean 'bid'?"),
            (["rateLimits": ["bid": 0]], "rateLimits.bid", "at least 1"),
            (
                ["readings": ["requestID": "every"]], "readings.requestID",
                "Did you mean 'requestId'?"
            ),
            (["readings": ["requestId": "evry"]], "readings.requestId", "Did you mean 'every'?"),
            (["tokenClock": "reel"], "tokenClock", "Did you mean 'real'?"),
            (["currencyCode": "EUR"], "currencyCode", "takes strict, enforcesRateLimits"),
        ] as [(JSONNode, String, String)])
    func `what nobody knows is refused and changes nothing`(
        settings: JSONNode, field: String, sentence: String
    ) {
        let before = client.send("GET /__admin/settings", as: .nobody).body
        let refused = change(JSONNode((settings.members ?? []) + [JSONMember("orderLimit", 1)]))
        #expect(refused.status == 400)
        #expect(refused["/details/0/field"].string == field)
        #expect(refused["/details/0/message"].string?.contains(sentence) == true)
        #expect(client.send("GET /__admin/settings", as: .nobody).body == before)
    }

    @Test func `snapshots and states keep them, a reset and a deletion bring back the world's`()
        throws
    {
        change(["orderLimit": 3, "strict": true, "rateLimits": ["bid": 7]])
        let set = client.send("GET /__admin/settings", as: .nobody).body
        let snapshot = client.send("POST /__admin/snapshots", as: .nobody)["/id"].string ?? ""
        let organization = client.mock.defaultOrganization
        let bytes = ExportedState.bytes(of: organization.state, organization.id)
        let first = client.send("POST /__admin/reset", as: .nobody, [:])
        #expect(first.status == 200)
        #expect(client.send("GET /__admin/settings", as: .nobody)["/settings/orderLimit"] == .null)
        _ = client.send("POST /__admin/snapshots/\(snapshot)/restore", as: .nobody)
        #expect(client.send("GET /__admin/settings", as: .nobody).body == set)
        #expect(client.send("GET /__admin/overview", as: .nobody)["/settings"] == set["settings"])
        #expect(
            client.send("DELETE /__admin/settings", as: .nobody)["/settings/rateLimits/bid"] == 500)
        organization.restore(
            try ExportedState(bytes, for: organization.id).state, real: MockClient.start)
        #expect(client.send("GET /__admin/settings", as: .nobody).body == set)
    }

    @Test func `what the command line says is usual is so after a reset of what was kept, too`()
        throws
    {
        let strict = MockClient.strict()
        let kept = ExportedState.bytes(of: client.mock.defaultOrganization.state, "org_mock")
        strict.mock.defaultOrganization.restore(
            try ExportedState(kept, for: "org_mock").state, real: MockClient.start)
        #expect(
            strict.send("GET /__admin/settings", as: .nobody)["/settings/webhookBody"] == "usual")
        _ = strict.send("POST /__admin/reset", as: .nobody, [:])
        let settings = strict.send("GET /__admin/settings", as: .nobody)
        #expect(settings["/settings/webhookBody"] == "unusual")
        #expect(settings["/settings/strict"] == true)
    }

    @Test func `in a Swift test, settings are changed by a closure`() async throws {
        let shop = try await MockServer.started().makeOrganization()
        let settings = try await shop.changeSettings {
            $0.enforcesRateLimits = true
            $0.rateLimits["bid"] = 3
            $0.readings["requestId"] = "errors"
            $0.oneTimePasswordLifetime = .seconds(30)
        }
        #expect(settings.rateLimits["bid"] == 3)
        #expect(try await shop.settings() == settings)
        #expect(settings.oneTimePasswordLifetime == .seconds(30))
        #expect(settings.readings["requestId"] == "errors")
        #expect(!settings.isStrict)
    }
}
