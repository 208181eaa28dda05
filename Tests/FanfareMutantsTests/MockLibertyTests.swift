import FanfareMutants
import HTTPEngine
import JSONTree
import Testing

/// The mocks that are right in another way.
struct MockLibertyTests {
    @Test func `every liberty has a name of its own, and a sentence that says why`() {
        let names = MockLiberty.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 150)
        for liberty in MockLiberty.all {
            #expect(
                liberty.name.wholeMatch(of: /[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*/) != nil,
                "\(liberty.name)")
            #expect(!liberty.sentence.hasSuffix("."))
            #expect(liberty.sentence.count > 12, "\(liberty.name)")
        }
    }

    @Test func `a mock that shows other identifiers knows them again, in paths and tokens`() throws
    {
        let mock = try Self.mock("ids/uuid", "tokens/refresh-opaque", "times/milliseconds")
        let guest = Self.call(mock, "POST", "/auth/guest")
        let token = try #require(guest["accessToken"]?.string)
        let id = try #require(guest["session"]?["consumerId"]?.string)
        #expect(id.hasPrefix("018f3c9a-"))
        #expect(guest["session"]?["guestId"]?.string == id)
        #expect(Self.call(mock, "GET", "/consumers/me", token)["id"]?.string == id)
        #expect(
            Self.call(mock, "GET", "/consumers/\(id)", "sk_test_mock00000000")["id"]?.string == id)
        let refreshToken = try #require(guest["refreshToken"]?.string)
        #expect(refreshToken.hasPrefix("rt_"))
        let fresh = Self.call(
            mock, "POST", "/auth/refresh", body: ["refreshToken": JSONNode(refreshToken)])
        #expect(fresh["accessToken"] != nil)
        #expect(mock.occasions == 4)
    }

    @Test func `several liberties together write once what each of them changes`() throws {
        let mock = try Self.mock("json/indented", "body/extra-null-at-the-front", "wire/chunked")
        let response = Self.answer(mock, "POST", "/auth/guest")
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("{\n  \"_null\": null,\n  \"session\": {\n    \"_null\": null,\n"))
    }

    private static func mock(_ names: String...) throws -> MutatedMock {
        let liberties = MockLiberty.all.filter { names.contains($0.name) }
        try #require(liberties.count == names.count)
        return MockLiberty.mutated(by: liberties)
    }

    private static func call(
        _ mock: MutatedMock, _ method: String, _ path: String, _ token: String? = nil,
        body: JSONNode? = nil
    ) -> JSONNode {
        let response = answer(mock, method, path, token, body: body)
        return (try? JSONNode(parsing: response.body)) ?? .null
    }

    private static func answer(
        _ mock: MutatedMock, _ method: String, _ path: String, _ token: String? = nil,
        body: JSONNode? = nil
    ) -> HTTPResponse {
        var request = HTTPRequest(method: method, target: path, body: body?.bytes() ?? [])
        request.headers.set("X-Publishable-Key", "pk_test_mock00000000")
        if let token { request.headers.set("Authorization", "Bearer \(token)") }
        return mock.respond(to: request)
    }
}
