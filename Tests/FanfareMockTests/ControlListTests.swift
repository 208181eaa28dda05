import JSONTree
import Testing

@testable import FanfareMock

/// Design, "The mock's command and control": what there is.
struct ControlListTests {
    private let client = MockClient()

    @Test func `organizations are listed in the order of their making, with keys and clocks`() {
        let made = (0..<3).map { _ in
            client.send("POST /__admin/organizations", as: .nobody).string("/organizationId")
        }
        let list = client.send("GET /__admin/organizations", as: .nobody)
        let listed = list["/organizations"].elements ?? []
        #expect(listed.compactMap { $0["organizationId"]?.string } == ["org_mock"] + made)
        let expected: JSONNode = [
            "organizationId": "org_mock", "name": "Mock Organization",
            "publishableKey": "pk_test_mock00000000", "secretKey": "sk_test_mock00000000",
            "isDefault": true, "now": "2026-01-01T00:00:00Z", "mode": "frozen",
        ]
        #expect(listed.first == expected)
        #expect(listed.dropFirst().allSatisfy { $0["isDefault"] == false })
        _ = client.send("DELETE /__admin/organizations/\(made[1])", as: .nobody)
        let left = client.send("GET /__admin/organizations", as: .nobody)
        #expect(
            left["/organizations"].elements?.compactMap { $0["organizationId"]?.string }
                == ["org_mock", made[0], made[2]])
    }

    @Test func `routes are listed with the names of their operations`() {
        let routes =
            client.send("GET /__admin/routes", as: .nobody)["/routes"].elements ?? []
        #expect(routes.count == RouteDescription.all.count)
        let expected: JSONNode = [
            "method": "POST", "path": "/queues/{id}/enter", "operation": "queues.enter",
            "access": "consumer token",
        ]
        #expect(routes.contains(expected))
    }
}
