import FanfareMutants
import HTTPEngine
import JSONTree
import Testing

/// The mocks that are wrong on purpose.
struct RuleMutantTests {
    @Test func `every mutant has a name and a sentence of its own and cites a clause`() {
        let names = RuleMutant.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 60)
        for mutant in RuleMutant.all {
            #expect(
                mutant.name.wholeMatch(of: /[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*/) != nil,
                "\(mutant.name)")
            #expect(mutant.sentence.first?.isLowercase == false)
            #expect(!mutant.sentence.hasSuffix("."))
            #expect(!mutant.clauses.isEmpty)
        }
    }

    @Test func `a mutant is wrong in its rule and right in every other`() throws {
        let mutant = try #require(RuleMutant.all.first { $0.name == "logout/does-nothing" })
        let mock = MutatedMock(mutant)
        let token = try #require(Self.guest(mock)["accessToken"]?.string)
        #expect(mock.occasions == 0)
        #expect(Self.call(mock, "POST", "/auth/logout", token).status == 204)
        #expect(mock.occasions == 1)
        #expect(Self.call(mock, "GET", "/consumers/me", token).status == 200)
        #expect(Self.call(mock, "POST", "/auth/logout", "no token").status == 401)
    }

    @Test func `two mocks of one mutant remember nothing of each other`() throws {
        let mutant = try #require(RuleMutant.all.first { $0.name == "guest/same-consumer" })
        let (first, second) = (MutatedMock(mutant), MutatedMock(mutant))
        let ids = (0..<2).map { _ in Self.guest(first)["session"]?["consumerId"]?.string }
        #expect(ids[0] == ids[1])
        _ = Self.guest(second)
        #expect(first.occasions == 1)
        #expect(second.occasions == 0)
    }

    private static func guest(_ mock: MutatedMock) -> JSONNode {
        let response = call(mock, "POST", "/auth/guest")
        return (try? JSONNode(parsing: response.body)) ?? .null
    }

    private static func call(
        _ mock: MutatedMock, _ method: String, _ path: String, _ token: String? = nil
    ) -> HTTPResponse {
        var request = HTTPRequest(method: method, target: path)
        request.headers.set("X-Publishable-Key", "pk_test_mock00000000")
        if let token { request.headers.set("Authorization", "Bearer \(token)") }
        return mock.respond(to: request)
    }
}
