import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// Tokens that are stamped by the real clock while the organization's is elsewhere.
struct TokenClockTests {
    /// 2026-01-01T00:00:00Z, where the real clock of a `MockClient` stands.
    private static let start = 1_767_225_600
    private let client = MockClient(
        .init(world: .text(#"{"extends": "default", "settings": {"tokenClock": "real"}}"#)))

    private func stamps(_ token: String) throws -> [Int?] {
        let claims = try JWT.decode(token).claims
        return [claims["iat"]?.integer, claims["exp"]?.integer]
    }

    @Test func `stamps are the organization's unless the world says otherwise`() throws {
        let usual = MockClient()
        usual.advance("3d")
        let begun = Self.start + 3 * 86400
        #expect(try stamps(usual.guest().token) == [begun, begun + 3600])
        client.advance("3d")
        let guest = client.guest()
        #expect(try stamps(guest.token) == [Self.start, Self.start + 3600])
        #expect(try stamps(guest.refreshToken) == [Self.start, Self.start + 30 * 86400])
    }

    @Test func `what is expired is what the organization's clock says`() {
        client.advance("3d")
        let guest = MockClient.Person(client.send("POST /auth/guest"))
        client.advance("59m59s")
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 200)
        client.advance("1s")
        let refused = client.send("GET /consumers/me", as: .consumer(guest.token))
        #expect(refused.body == ["error": "Authentication required"])
        let journal = client.send("GET /__admin/requests?status=401", as: .nobody)
        #expect(journal["/requests/0/violations/0/kind"] == "tokenExpired")
    }

    @Test func `two access tokens of one real second are two after an advance`() {
        let guest = client.guest()
        client.advance("1h1s")
        let renewed = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        let token = renewed.string("/accessToken")
        #expect(token != guest.token)
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 401)
        #expect(client.send("GET /consumers/me", as: .consumer(token)).status == 200)
    }

    @Test func `bodies stay on the organization's clock`() {
        client.advance("3d")
        let answer = client.send("POST /auth/guest")
        #expect(answer["/session/expiresAt"] == "2026-01-04T01:00:00Z")
    }

    @Test func `a token of the newest pair does not count as an older one`() {
        client.advance("3d")
        let guest = client.guest()
        client.advance("1m")
        _ = client.send("GET /consumers/me", as: .consumer(guest.token))
        let journal = client.send("GET /__admin/requests?operation=consumers.me", as: .nobody)
        #expect(journal["/requests/0/violations"].elements == [])
    }

    @Test func `the clock shows how far it is ahead, and which clock stamps tokens`() {
        client.advance("2m")
        for (client, word) in [(client, "real"), (MockClient(), "organization")] {
            let clock = client.send("GET /__admin/clock", as: .nobody)
            #expect(clock["/realNow"] == "2026-01-01T00:00:00Z")
            #expect(clock["/skewMilliseconds"] == (word == "real" ? 120_000 : 0))
            #expect(clock["/tokenClock"] == JSONNode(word))
        }
        let moved = client.send("POST /__admin/clock", as: .nobody, ["advance": "1s"])
        #expect(moved["/skewMilliseconds"] == 121_000)
    }

    @Test func `the setting travels with a state`() throws {
        client.advance("3d")
        let bytes = MockState(client.mock, real: MockClient.start).bytes
        let other = MockClient()
        try MockState(bytes).restore(other.mock, real: MockClient.start)
        #expect(try stamps(other.guest().token) == [Self.start, Self.start + 3600])
    }

    @Test func `another word than the two is refused with the nearest`() throws {
        let error = #expect(throws: WorldFileError.self) {
            try WorldFile(JSONNode(parsing: #"{"settings": {"tokenClock": "rael"}}"#))
        }
        #expect(error?.pointer.description == "/settings/tokenClock")
        #expect(
            error?.message == #"expected "organization" or "real". Did you mean 'real'?"#)
    }
}
