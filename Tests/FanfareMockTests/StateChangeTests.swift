import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// What is saved because it changed.
struct StateChangeTests {
    private let client = MockClient()

    @Test(arguments: 0...4)
    func `a deletion is a change, however much the deleted organization had changed`(
        _ guests: Int
    ) {
        let made = client.send("POST /__admin/organizations", as: .nobody, [:])
        for _ in 0..<guests {
            _ = client.send(
                "POST /auth/guest", as: .nobody,
                headers: [("X-Publishable-Key", made.string("/publishableKey"))])
        }
        let before = client.mock.organizations.allChanges
        let id = made.string("/organizationId")
        #expect(client.send("DELETE /__admin/organizations/\(id)", as: .nobody).status == 204)
        #expect(client.mock.organizations.allChanges > before)
    }

    @Test func `what came of a webhook is a change`() throws {
        _ = client.send("POST /__admin/webhooks", as: .nobody, ["url": "http://localhost:1/"])
        _ = client.guest()
        let request = try #require(client.mock.takeDueWebhooks(real: MockClient.start).first)
        let before = client.mock.organizations.allChanges
        client.mock.webhookFinished(request, .answered(200), real: MockClient.start)
        #expect(client.mock.organizations.allChanges > before)
    }
}
