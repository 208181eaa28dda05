import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Webhooks without a socket: the test is the receiver.
struct WebhookTests {
    private let client = MockClient()

    private func subscribe(_ more: [JSONMember] = []) -> MockClient.Answer {
        client.send(
            "POST /__admin/webhooks", as: .nobody,
            JSONNode([JSONMember("url", "http://localhost:3000/hooks")] + more))
    }

    private func take() -> [WebhookRequest] { client.mock.takeDueWebhooks(real: MockClient.start) }

    private func finish(_ request: WebhookRequest, _ outcome: WebhookOutcome) {
        client.mock.webhookFinished(request, outcome, real: MockClient.start)
    }

    /// Takes everything there is to take and answers its types and data.
    private func takeAll() throws -> [(type: String, data: JSONNode)] {
        var taken: [(String, JSONNode)] = []
        while let request = take().first {
            let envelope = try JSONNode(parsing: request.body)
            taken.append((envelope["type"]?.string ?? "", envelope["data"] ?? .null))
            finish(request, .answered(200))
        }
        return taken
    }

    private func deliveries(_ query: String = "") -> [JSONNode] {
        client.send("GET /__admin/webhooks/deliveries\(query)", as: .nobody)["/deliveries"]
            .elements ?? []
    }

    @Test func `a webhook has the documented envelope and headers`() throws {
        _ = subscribe([JSONMember("secret", "whsec_test")])
        let guest = client.guest()
        let webhook = try #require(take().first)
        let envelope = try JSONNode(parsing: webhook.body)
        #expect(
            envelope.members?.map(\.key) == ["id", "type", "timestamp", "organizationId", "data"])
        #expect(envelope["id"]?.string?.hasPrefix("whk_") == true)
        #expect(envelope["timestamp"]?.string == "2026-01-01T00:00:00Z")
        #expect(envelope["organizationId"]?.string == Mock.Default.organizationID)
        #expect(envelope["data"]?["consumerId"]?.string == guest.id)
        let headers = webhook.request.headers
        #expect(headers["User-Agent"] == "Fanfare-Webhooks/1.0")
        #expect(headers["X-Fanfare-Timestamp"] == "1767225600")
        #expect(headers["X-Fanfare-Event-Type"] == "consumer.created")
        #expect(headers["X-Fanfare-Delivery-Id"]?.isEmpty == false)
        #expect(headers["X-Fanfare-Retry-Count"] == "0")
    }

    @Test func `the signature is the one that other libraries compute`() {
        // Python: hmac.new(b'whsec_test', b'1767225600.{"id":"whk_1"}', hashlib.sha256).hexdigest()
        #expect(
            WebhookSubscription.signature(
                secret: "whsec_test", timestamp: 1_767_225_600, body: Array(#"{"id":"whk_1"}"#.utf8)
            ) == "sha256=14e6a5cb4224b723fbe0b85cdd2ff16198aaa12efb94f76bad49997eb29f909e")
    }

    @Test func `a failed delivery is tried again after the documented pauses, then no more`() throws
    {
        _ = subscribe([JSONMember("events", ["consumer.created"])])
        _ = client.guest()
        var counts: [String?] = []
        var bodies: Set<[UInt8]> = []
        for pause in ["59s", "299s", "1799s", "7199s", "21599s", "43199s", "86399s", "30d"] {
            let request = try #require(take().first, "before \(pause)")
            counts.append(request.request.headers["X-Fanfare-Retry-Count"])
            bodies.insert(request.body)
            finish(request, .answered(500))
            client.advance(pause)
            #expect(take().isEmpty, "after \(pause)")
            client.advance("1s")
        }
        #expect(take().isEmpty)
        #expect(counts == (0...7).map(String.init))
        #expect(bodies.count == 1)
        #expect(deliveries().first?["state"]?.string == "exhausted")
    }

    @Test(arguments: [
        (WebhookOutcome.answered(200), "delivered"), (.answered(299), "delivered"),
        (.answered(410), "gone"), (.answered(302), "waiting"), (.answered(404), "waiting"),
        (.failed("refused"), "waiting"),
    ])
    func `what an answer means`(_ outcome: WebhookOutcome, _ state: String) throws {
        _ = subscribe()
        _ = client.guest()
        finish(try #require(take().first), outcome)
        #expect(deliveries().first?["state"]?.string == state)
        #expect(deliveries("?state=\(state)").count == 1)
    }

    @Test func `a subscriber has one try on the wire at a time`() throws {
        _ = subscribe()
        _ = subscribe()
        for _ in 0..<2 { _ = client.guest() }
        let first = take()
        #expect(first.count == 2)
        #expect(take().isEmpty)
        finish(first[0], .answered(204))
        #expect(take().count == 1)
    }

    @Test func `a subscriber hears only the types it asked for, of its organization`() throws {
        let answer = subscribe([JSONMember("events", ["queue.consumer.left"])])
        #expect(answer.status == 201)
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        _ = client.send("POST /queues/queue_open/leave", as: .consumer(guest.token))
        let other = client.send("POST /__admin/organizations", as: .nobody)
        _ = client.send(
            "POST /auth/guest",
            headers: [("X-Publishable-Key", other.string("/publishableKey"))])
        #expect(try takeAll().map(\.type) == ["queue.consumer.left"])
    }

    @Test func `nothing is told of what was before the subscription`() throws {
        _ = client.guest()
        _ = subscribe()
        #expect(take().isEmpty)
    }

    @Test func `a delivery can be made again, the same in every byte`() throws {
        _ = subscribe()
        _ = client.guest()
        let first = try #require(take().first)
        finish(first, .answered(410))
        let again = client.send(
            "POST /__admin/webhooks/deliveries/\(first.deliveryID)/redeliver", as: .nobody)
        #expect(again.status == 202)
        let second = try #require(take().first)
        #expect(second.body == first.body)
        #expect(second.deliveryID == first.deliveryID)
        #expect(
            client.send("POST /__admin/webhooks/deliveries/dlv_none/redeliver", as: .nobody)
                .status == 404)
    }

    @Test func `deliveries are listed since an instant by when they were last tried`() throws {
        _ = subscribe()
        _ = client.guest()
        finish(try #require(take().first), .answered(200))
        client.advance("1m")
        #expect(deliveries("?since=2026-01-01T00:00:00Z").count == 1)
        #expect(deliveries("?since=2026-01-01T00:01:00Z").isEmpty)
        _ = client.guest()
        #expect(deliveries("?since=2026-01-01T00:01:00Z&state=waiting").count == 1)
        finish(try #require(take().first), .answered(200))
        #expect(deliveries("?since=2026-01-01T00:01:00Z&state=delivered").count == 1)
        #expect(deliveries("?state=delivered").count == 2)
    }

    @Test func `deleting a subscription gives up what it has not taken`() throws {
        let id = subscribe().string("/id")
        for _ in 0..<2 { _ = client.guest() }
        let underway = try #require(take().first)
        #expect(client.send("DELETE /__admin/webhooks/\(id)", as: .nobody).status == 204)
        finish(underway, .answered(500))
        client.advance("1d")
        #expect(take().isEmpty)
        #expect(deliveries().map { $0["state"]?.string } == ["cancelled", "cancelled"])
        #expect(client.send("DELETE /__admin/webhooks/\(id)", as: .nobody).status == 404)
    }

    @Test func `a reset begins a new life, in which an old answer means nothing`() throws {
        _ = subscribe()
        _ = client.guest()
        let old = try #require(take().first)
        _ = client.send("POST /__admin/reset", as: .nobody)
        #expect(deliveries().isEmpty)
        _ = subscribe()
        _ = client.guest()
        finish(old, .answered(200))
        #expect(deliveries().first?["state"]?.string == "waiting")
        let new = try #require(take().first)
        #expect(new.deliveryID != old.deliveryID)
    }

    @Test func `listening changes nothing in the world`() {
        let silent = MockClient().guest()
        _ = subscribe()
        #expect(client.guest().token == silent.token)
    }

    @Test(arguments: [
        ("ftp://shop.example", "Expected a URL"), ("localhost:3000", "Expected a URL"),
        ("http://", "Expected a URL"), ("http://a@b/", "Expected a URL"),
        ("http://localhost/hooks#part", "A fragment (#…) is never sent"),
        ("http://localhost:70000/", "Expected a URL"), ("http://a b/", "Expected a URL"),
    ])
    func `a target that cannot be reached is refused with the reason`(
        _ url: String, _ message: String
    ) {
        let answer = client.send("POST /__admin/webhooks", as: .nobody, ["url": JSONNode(url)])
        #expect(answer.status == 400)
        #expect(answer.string("/details/0/message").hasPrefix(message))
    }

    @Test(arguments: [
        ("http://localhost", "localhost", 80, "/"),
        ("HTTP://127.0.0.1:3000/a/b?c=d", "127.0.0.1", 3000, "/a/b?c=d"),
        ("https://shop.example", "shop.example", 443, "/"), ("HTTPS://a:1/b", "a", 1, "/b"),
        ("http://[::1]:81", "::1", 81, "/"), ("http://host?x", "host", 80, "/?x"),
    ])
    func `a target is read`(_ url: String, _ host: String, _ port: Int, _ path: String) throws {
        let target = try WebhookTarget(url)
        #expect(target.host == host && target.port == port && target.path == path)
    }

    @Test func `a world file may name who listens`() throws {
        let world = WorldFile.text(
            """
            {"webhooks": [{"url": "http://localhost:1/", "events": ["consumer.created"],
              "secret": "whsec_mine"}]}
            """)
        let client = MockClient(Mock.Configuration(world: world))
        for _ in 0..<2 {
            _ = client.guest()
            #expect(client.mock.takeDueWebhooks(real: MockClient.start).count == 1)
            let listed = client.send("GET /__admin/webhooks", as: .nobody)
            #expect(listed.string("/webhooks/0/secret") == "whsec_mine")
            _ = client.send("POST /__admin/reset", as: .nobody)
        }
    }
}

/// The documented types, each brought about once.
extension WebhookTests {
    @Test func `a queue tells its whole story`() throws {
        _ = subscribe()
        let (ann, ben, cem) = (client.guest(), client.guest(), client.guest())
        for person in [ann, ben, cem] {
            _ = client.send("POST /queues/queue_open/enter", as: .consumer(person.token))
        }
        _ = client.send("POST /queues/queue_open/leave", as: .consumer(ben.token))
        for call in ["admit", "complete"] {
            _ = client.send(
                "POST /queues/queue_open/\(call)", as: .secret, ["consumerId": JSONNode(ann.id)])
        }
        _ = client.send(
            "POST /queues/queue_open/deny", as: .secret,
            ["consumerId": JSONNode(cem.id), "reason": "FRAUD_DETECTED"])
        let told = try takeAll().filter { $0.type != "consumer.created" }
        #expect(
            told.map(\.type) == [
                "queue.consumer.entered", "queue.consumer.entered", "queue.consumer.entered",
                "queue.consumer.left", "queue.consumer.admitted", "order.created",
                "queue.consumer.completed", "order.completed", "queue.consumer.denied",
            ])
        #expect(told[3].data["consumerId"]?.string == ben.id)
        #expect(told[4].data["admissionToken"]?.string?.isEmpty == false)
        #expect(told[8].data["reason"]?.string == "FRAUD_DETECTED")
    }

    @Test func `draws and auctions tell of entries, bids and how they ended`() throws {
        _ = subscribe()
        let (ann, ben) = (client.guest(), client.guest())
        _ = client.send("POST /draws/draw_open/enter", as: .consumer(ann.token))
        for (person, amount) in [(ann, 100), (ben, 110)] {
            _ = client.send(
                "POST /auctions/auction_open/bid", as: .consumer(person.token),
                ["amount": JSONNode(amount)])
        }
        _ = try takeAll()
        client.advance("1h")
        let told = try takeAll()
        let types = told.map(\.type)
        for type in [
            "draw.completed", "draw.consumer.won", "auction.settled", "auction.consumer.won",
        ] { #expect(types.contains(type), "\(type)") }
        #expect(told.first { $0.type == "draw.consumer.won" }?.data["consumerId"]?.string == ann.id)
        #expect(
            told.first { $0.type == "auction.consumer.won" }?.data["consumerId"]?.string == ben.id)
    }

    @Test func `a better bid tells whom it pushed out`() throws {
        _ = subscribe([JSONMember("events", ["auction.bid.placed", "auction.bid.outbid"])])
        let (ann, ben) = (client.guest(), client.guest())
        for (person, amount) in [(ann, 100), (ben, 110)] {
            _ = client.send(
                "POST /auctions/auction_open/bid", as: .consumer(person.token),
                ["amount": JSONNode(amount)])
        }
        let told = try takeAll()
        #expect(
            told.map(\.type) == ["auction.bid.placed", "auction.bid.placed", "auction.bid.outbid"])
        #expect(told[2].data["consumerId"]?.string == ann.id)
        #expect(told[2].data["newHighBidAmount"]?.number?.double == 110)
    }

    @Test func `a guest who links is created, then updated under the new identifier`() throws {
        _ = subscribe()
        let guest = client.guest()
        _ = try takeAll()
        let linked = client.signIn(email: "ann@example.com", linking: guest)
        let told = try takeAll()
        #expect(told.map(\.type) == ["consumer.updated"])
        #expect(told[0].data["consumerId"]?.string == linked.string("/session/consumerId"))
        #expect(told[0].data["changedFields"] == ["email"])
    }

    @Test func `a distribution tells of its opening and closing at their instants`() throws {
        _ = subscribe([JSONMember("events", ["distribution.opened", "distribution.closed"])])
        let made = client.send(
            "POST /queues", as: .secret,
            [
                "sequenceId": "seq_main", "openAt": "2026-01-01T00:01:00Z",
                "closeAt": "2026-01-01T00:02:00Z",
            ])
        client.advance("10m")
        let told = try takeAll()
        #expect(told.map(\.type) == ["distribution.opened", "distribution.closed"])
        #expect(told[0].data["openedAt"]?.string == "2026-01-01T00:01:00Z")
        #expect(told[1].data["closedAt"]?.string == "2026-01-01T00:02:00Z")
        #expect(told[0].data["distributionId"]?.string == made.string("/id"))
    }
}

/// A reset and those who listen.
extension WebhookTests {
    @Test func `a reset says who listens afterwards, and keeps all when asked to`() {
        let url: JSONNode = ["url": "http://localhost:1/hooks"]
        let made = client.send("POST /__admin/webhooks", as: .nobody, url)
        let kept = client.send("POST /__admin/reset", as: .nobody, ["keepWebhooks": true])
        #expect(kept["/webhooks/0/id"] == made["/id"])
        #expect(kept["/webhooks/0/secret"] == made["/secret"])
        #expect(kept["/webhooksRemoved"] == 0)
        _ = client.guest()
        #expect(client.mock.takeDueWebhooks(real: MockClient.start).count == 1)
        let gone = client.send("POST /__admin/reset", as: .nobody)
        #expect(gone["/webhooks"] == [])
        #expect(gone["/webhooksRemoved"] == 1)
        #expect(gone["/now"] == "2026-01-01T00:00:00Z")
        let wrong = client.send("POST /__admin/reset", as: .nobody, ["keepWebhook": true])
        #expect(wrong.status == 400)
    }
}

/// As many as there may be.
extension WebhookTests {
    @Test func `an organization has at most a hundred subscriptions`() {
        for _ in 0..<100 { #expect(subscribe().status == 201) }
        let refused = subscribe()
        #expect(refused.status == 409)
        #expect(refused.string("/error") == "There are 100 webhooks already")
        #expect(refused.string("/message") == "DELETE /__admin/webhooks/{id} removes one.")
    }

    @Test func `a world file names at most a hundred subscriptions`() throws {
        let one = #"{"url": "http://localhost:1/"}"#
        let all = [String](repeating: one, count: 101).joined(separator: ", ")
        let error = #expect(throws: WorldFileError.self) {
            try WorldFile(try JSONNode(parsing: Array(#"{"webhooks": [\#(all)]}"#.utf8)))
        }
        #expect(error?.message == "expected at most 100 subscriptions")
    }

    @Test func `steps take no longer with many deliveries open than with few`() throws {
        var webhooks = Webhooks(seed: 0, era: .first)
        let target = try WebhookTarget("http://localhost:1/")
        let now = MockClient.start
        var ids: [String] = []
        for _ in 0..<100 {
            ids.append(webhooks.add(WebhookPlan(target: target), at: now).id)
        }
        // Two hundred events for a hundred subscribers, each tried twice, the second time in vain.
        for _ in 0..<200 {
            webhooks.publish("consumer.created", [:], organizationID: "org_1", at: now)
        }
        var taken = 0
        for at in [now, now + .seconds(61)] {
            while case let requests = webhooks.takeDue(32, organizationID: "org_1", at: at),
                !requests.isEmpty
            {
                taken += requests.count
                for request in requests { webhooks.finished(request, .failed("closed"), at: at) }
            }
        }
        #expect(taken == 40_000)
        webhooks.removeAll()
        #expect(webhooks.nextDue == nil)
        #expect(webhooks.deliveries.allSatisfy { $0.stateName == "cancelled" })
    }

    @Test func `those of a removed subscription are given up, the one on the wire included`() throws
    {
        let one = subscribe().string("/id")
        _ = subscribe()
        for _ in 0..<2 { _ = client.guest() }
        let underway = take()
        #expect(client.send("DELETE /__admin/webhooks/\(one)", as: .nobody).status == 204)
        for request in underway { finish(request, .failed("closed")) }
        #expect(deliveries("?state=cancelled").count == 2)
        #expect(deliveries("?state=cancelled&webhookId=\(one)").count == 2)
        #expect(try takeAll().count == 1)
        client.advance("61s")
        #expect(try takeAll().count == 1)
    }

    @Test func `a try that ends after its delivery was forgotten lets the next begin`() throws {
        var webhooks = Webhooks(seed: 0, era: .first)
        let target = try WebhookTarget("http://localhost:1/")
        let now = MockClient.start
        _ = webhooks.add(WebhookPlan(target: target), at: now)
        let publish = { (webhooks: inout Webhooks) in
            webhooks.publish("consumer.created", [:], organizationID: "org_1", at: now)
        }
        publish(&webhooks)
        let first = try #require(webhooks.takeDue(1, organizationID: "org_1", at: now).first)
        for _ in 0..<(2 * Webhooks.limit) { publish(&webhooks) }
        #expect(webhooks.deliveries.count == Webhooks.limit + 1)
        #expect(webhooks.takeDue(1, organizationID: "org_1", at: now).isEmpty)
        webhooks.finished(first, .answered(200), at: now)
        let second = try #require(webhooks.takeDue(1, organizationID: "org_1", at: now).first)
        #expect(second.deliveryID == webhooks.deliveries.first?.id)
    }
}
