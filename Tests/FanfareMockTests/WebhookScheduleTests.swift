import FanfareModel
import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareMock

/// Webhooks while the clock is moved, over real sockets.
struct WebhookScheduleTests {
    private static let failing = Array(repeating: 500, count: 100)

    /// A stage with one delivery whose first try has failed, under a clock that stands.
    private func stage(answering statuses: [Int] = failing) throws -> WebhookStage {
        let stage = try WebhookStage(answering: statuses)
        _ = try stage.send("POST", "/__admin/clock", ["freeze": true])
        _ = try stage.subscribe(to: ["consumer.created"])
        _ = try stage.send("POST", "/auth/guest")
        _ = try stage.deliveries("state=waiting")
        return stage
    }

    private func retries(_ stage: WebhookStage) -> [String?] {
        stage.receiver.received.withLock { $0.map { $0.headers["X-Fanfare-Retry-Count"] } }
    }

    @Test func `one move of the clock shows the whole schedule of retries`() throws {
        let test = try stage()
        defer { test.stop() }
        let before = try test.send("GET", "/__admin/clock")
        #expect(try test.seconds(before["now"], before["nextDue"]) == 60)
        let moved = try test.send("POST", "/__admin/clock", ["advance": "45h"])
        #expect(retries(test) == (0...7).map { "\($0)" })
        #expect(try test.seconds(before["now"], moved["now"]) == 45 * 3600)
        let attempts = try #require(moved["webhookAttempts"]?.elements)
        #expect(attempts.compactMap { $0["retryCount"]?.integer } == Array(1...7))
        // What an instant shows ends with its second; from the first retry on that is no matter.
        #expect(
            try attempts.map { try test.seconds(attempts.first?["at"], $0["at"]) }
                == [0, 300, 2100, 9300, 30900, 74100, 160_500])
        #expect(try test.deliveries("state=exhausted").count == 1)
    }

    @Test func `a receiver that recovers is not tried again`() throws {
        let test = try stage(answering: [500, 500, 204])
        defer { test.stop() }
        let moved = try test.send("POST", "/__admin/clock", ["advance": "45h"])
        #expect(retries(test) == ["0", "1", "2"])
        #expect(moved["webhookAttemptCount"]?.integer == 2)
        #expect(try test.deliveries("state=delivered").count == 1)
    }

    @Test func `who does not want to wait goes by what is due`() throws {
        let test = try stage()
        defer { test.stop() }
        let moved = try test.send(
            "POST", "/__admin/clock", ["advance": "45h", "deliverWebhooks": false])
        #expect(moved["webhookAttempts"]?.elements?.isEmpty == true)
        let tried = try test.deliveries("state=waiting&since=\(moved["now"]?.string ?? "")")
        #expect(tried.first?["attempts"]?.elements?.count == 2)
    }

    @Test func `two who move one clock at once both move it`() throws {
        let test = try stage()
        defer { test.stop() }
        let start = try test.send("GET", "/__admin/clock")["now"]
        let both = try test.sendTogether(
            (1...2).map { _ in ("POST", "/__admin/clock", ["advance": "10h"]) })
        #expect(both.allSatisfy { $0["dueCount"] != nil })
        let end = try test.send("GET", "/__admin/clock")["now"]
        #expect(try test.seconds(start, end) == 72_000)
    }

    @Test func `a reset cuts the way of a clock short`() throws {
        let test = try WebhookStage(answering: [], isSilent: true)
        defer { test.stop() }
        _ = try test.subscribe(to: ["consumer.created"])
        _ = try test.send("POST", "/auth/guest")
        let moved = try test.sendTogether(
            [("POST", "/__admin/clock", ["advance": "1h"])],
            meanwhile: { _ = try test.send("POST", "/__admin/reset", [:]) })
        #expect(moved[0]["error"]?.string == "The clock did not arrive")
        #expect(try test.send("POST", "/__admin/clock", ["advance": "1h"])["now"] != nil)
    }

    @Test func `a try that ends after its organization was made again means nothing to that`()
        throws
    {
        let client = MockClient()
        let plan: JSONNode = ["name": "again", "seed": 1]
        var late: [WebhookRequest] = []
        for _ in 0..<2 {
            let made = client.send("POST /__admin/organizations", as: .nobody, plan)
            let organization = try #require(
                client.mock.organizations[made.string("/organizationId")])
            _ = organization.webhooks.add(
                WebhookPlan(target: try WebhookTarget("http://localhost:1/")),
                at: MockClient.start)
            client.mock.organizations.listenersChanged(organization)
            _ = client.send(
                "POST /auth/guest", as: .nobody,
                headers: [("X-Publishable-Key", organization.publishableKey)])
            for request in late {
                client.mock.webhookFinished(request, .answered(500), real: MockClient.start)
                #expect(organization.webhooks.deliveries.first?.attempts.isEmpty == true)
            }
            late = client.mock.takeDueWebhooks(real: MockClient.start)
            #expect(late.count == 1)
            _ = client.send("DELETE /__admin/organizations/\(organization.id)", as: .nobody)
        }
    }

    @Test func `the bytes of a webhook may be such that a rewritten body shows`() throws {
        let node: JSONNode = ["a/b": "c:\"/\\", "list": [1, "x"]]
        let bytes = UnusualJSON.bytes(of: node)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a\/b": "c:\"\/\\","list": [1,"x"]}"#)
        #expect(try JSONNode(parsing: bytes) == node)
    }

    @Test(arguments: [
        (false, #"{}"#, false), (true, #"{}"#, true),
        (true, #"{"settings":{"webhookBody":"usual"}}"#, false),
        (false, #"{"settings":{"webhookBody":"unusual"}}"#, true),
    ])
    func `a strict mock writes webhooks unusually unless its world says otherwise`(
        _ isStrict: Bool, _ world: String, _ isUnusual: Bool
    ) {
        var configuration = Mock.Configuration(world: .text(world))
        configuration.strict = isStrict
        let client = MockClient(configuration)
        _ = client.send(
            "POST /__admin/webhooks", as: .nobody, ["url": "http://localhost:1/", "secret": "x"])
        _ = client.guest()
        let body = client.mock.takeDueWebhooks(real: MockClient.start).first?.body ?? []
        #expect(String(decoding: body, as: UTF8.self).hasPrefix(#"{"id": ""#) == isUnusual)
    }

    @Test(arguments: [("organization", 3600), ("real", 0)])
    func `the stamp follows the clock that the world names`(
        _ clock: String, _ ahead: Int64
    ) throws {
        let world = #"{"settings":{"webhookClock":"\#(clock)"}}"#
        let client = MockClient(Mock.Configuration(world: .text(world)))
        _ = client.send(
            "POST /__admin/webhooks", as: .nobody, ["url": "http://localhost:1/", "secret": "x"])
        _ = client.send("POST /__admin/clock", as: .nobody, ["advance": "1h"])
        _ = client.guest()
        let webhook = try #require(client.mock.takeDueWebhooks(real: MockClient.start).first)
        let stamp = webhook.headers.first { $0.name == "X-Fanfare-Timestamp" }?.value
        #expect(stamp == String(MockClient.start.seconds + ahead))
    }
}
