import FanfareModel
import HTTPEngine
import JSONTree
import TestSupport
import Testing

@testable import FanfareMock

/// What webhooks say, against the documentation's samples (`fixtures/webhooks`: names and types).
struct WebhookDataTests {
    private static let samples =
        (try? JSONNode(parsing: Fixtures.bytes("fixtures/webhooks/v1.json"))) ?? .null
    /// What nothing in the mock brings about, and what tells of deliveries.
    private static let untold: Set = [
        "order.cancelled", "distribution.updated", "webhook.delivery.failed",
    ]

    @Test func `every documented type can be subscribed to`() {
        #expect(Self.samples.members?.map(\.key) == V1.webhookTypes)
        for type in V1.webhookTypes {
            let answer = MockClient().send(
                "POST /__admin/webhooks", as: .nobody,
                ["url": "http://localhost:1/", "events": [JSONNode(type)]])
            #expect(answer.status == 201, "\(type)")
        }
    }

    @Test(arguments: V1.webhookTypes.filter { !untold.contains($0) })
    func `the data of a type has the members of its sample, in its order and of its types`(
        _ type: String
    ) throws {
        let sample = try #require(Self.samples[type]?.members)
        // The one that has the most to say: of the bids, one that has another before it.
        let told = Self.story.filter { $0.type == type }.compactMap(\.data.members)
        let nulls = sample.count { $0.node.string == "null" }
        let full = told.last { $0.count(where: \.node.isNull) == nulls }
        let data = try #require(full ?? told.last, "\(type) was not told")
        #expect(data.map(\.key) == sample.map(\.key))
        for (member, form) in zip(data, sample) {
            #expect(Self.form(of: member.node, as: form.node.string), "\(member.key)")
        }
    }

    private static func form(of node: JSONNode, as name: String?) -> Bool {
        switch name {
        case "string": node.string?.isEmpty == false
        case "time": node.string.flatMap { Instant(iso8601: $0) } != nil
        case "number": node.number != nil
        case "boolean": node.bool != nil
        case "array": node.elements != nil
        case "null": node.isNull
        default: false
        }
    }
}

/// The values.
extension WebhookDataTests {
    /// The last of a type that has this to say, or anything.
    private func told(_ type: String, _ name: String? = nil, _ value: JSONNode = .null) throws
        -> JSONNode
    {
        let all = Self.story.filter { $0.type == type }.map(\.data)
        return try #require(all.last { name == nil || $0[name ?? ""] == value })
    }

    @Test func `a queue's events say where somebody stood and how long`() throws {
        #expect(try told("queue.consumer.entered", "queueId", "queue_open")["position"] == 3)
        #expect(try told("queue.consumer.left")["positionWhenLeft"] == 2)
        let admitted = try told("queue.consumer.admitted")
        #expect(admitted["waitTimeSeconds"] == 90)
        #expect(admitted["enteredAt"] == "2026-01-01T00:00:00Z")
        #expect(try told("queue.consumer.denied")["reason"] == "FRAUD_DETECTED")
        #expect(try told("queue.consumer.completed")["orderId"] == "order_42")
    }

    @Test func `a completion makes an order and completes it, with what the shop says of it`()
        throws
    {
        let orders = Self.story.filter { $0.type.hasPrefix("order.") }
        #expect(orders.prefix(2).map(\.type) == ["order.created", "order.completed"])
        for order in orders.prefix(2) {
            #expect(order.data["orderId"] == "order_42")
            #expect(order.data["totalAmount"]?.number?.text == "149.99")
            #expect(order.data["currencyCode"] == "EUR")
        }
    }

    @Test func `an order that nobody named has an identifier, and no amount that nobody said`()
        throws
    {
        let client = MockClient()
        let story = Story(client)
        let guest = client.guest()
        _ = client.send("POST /timed-releases/release_open/enter", as: .consumer(guest.token))
        _ = client.send(
            "POST /timed-releases/release_open/complete", as: .secret,
            ["consumerId": JSONNode(guest.id)])
        let told = try story.taken().filter { $0.type.hasPrefix("order.") }
        #expect(told.map(\.type) == ["order.created", "order.completed"])
        let (created, completed) = (try #require(told.first).data, try #require(told.last).data)
        #expect(created["orderId"]?.string?.hasPrefix("order_") == true)
        #expect(created["orderId"] == completed["orderId"])
        #expect(completed["totalAmount"]?.isNull == true)
        #expect(created["sequenceId"] == "seq_main")
    }

    @Test func `a draw's events count entrants and winners`() throws {
        #expect(try told("draw.consumer.entered")["entrantNumber"] == 2)
        let completed = try told("draw.completed", "totalEntrants", 2)
        #expect(completed["totalEntrants"] == 2)
        #expect(completed["winnersSelected"] == 1)
        let won = try told("draw.consumer.won")
        #expect(won["winnerPosition"] == 1)
        #expect(won["admissionToken"]?.string?.split(separator: ".").count == 3)
    }

    @Test func `an auction's events name the bid before, the bids and the winner`() throws {
        let first = try #require(Self.story.first { $0.type == "auction.bid.placed" }?.data)
        #expect(first["previousHighBid"]?.isNull == true)
        let bid = try told("auction.bid.placed")
        #expect(bid["amount"] == 120)
        #expect(bid["previousHighBid"] == 110)
        #expect(bid["isHighestBid"] == true)
        let outbid = try told("auction.bid.outbid")
        #expect(outbid["previousBidAmount"] == 110)
        #expect(outbid["newHighBidAmount"] == 120)
        let settled = try told("auction.settled", "auctionId", "auction_open")
        #expect(settled["totalBids"] == 3)
        #expect(settled["uniqueBidders"] == 2)
        #expect(settled["winningBid"] == 120)
        let won = try told("auction.consumer.won")
        #expect(settled["winnerId"] == won["consumerId"])
        #expect(won["winningBid"] == 120)
    }

    @Test func `consumers tell how they came and what changed`() throws {
        let sources = Self.story.filter { $0.type == "consumer.created" }
            .map { $0.data["source"]?.string }
        #expect(Set(sources) == ["guest", "otp_login"])
        #expect(try told("consumer.updated")["changedFields"] == ["email", "fullName"])
        #expect(try told("consumer.created")["fullName"] == "Ann A.")
    }

    @Test func `a distribution that closes tells how many took part`() throws {
        #expect(try told("distribution.closed")["totalParticipants"] == 1)
    }
}

/// A receiver that hears everything.
private struct Story {
    let client: MockClient

    init(_ client: MockClient) {
        self.client = client
        _ = client.send("POST /__admin/webhooks", as: .nobody, ["url": "http://localhost:1/"])
    }

    func taken() throws -> [(type: String, data: JSONNode)] {
        var taken: [(String, JSONNode)] = []
        while let request = client.mock.takeDueWebhooks(real: MockClient.start).first {
            let envelope = try JSONNode(parsing: request.body)
            taken.append((envelope["type"]?.string ?? "", envelope["data"] ?? .null))
            client.mock.webhookFinished(request, .answered(200), real: MockClient.start)
        }
        return taken
    }
}

extension WebhookDataTests {
    /// Everything that webhooks tell of, in the order in which it was told.
    private static let story: [(type: String, data: JSONNode)] = {
        let client = MockClient()
        let story = Story(client)
        let send = { (line: String, person: MockClient.Person, body: JSONNode?) in
            _ = client.send(line, as: .consumer(person.token), body)
        }
        let (ann, ben, cem) = (client.guest(), client.guest(), client.guest())
        queue(client, [ann, ben, cem], send)
        let made = client.send(
            "POST /draws", as: .secret,
            ["sequenceId": "seq_main", "drawAt": "2026-01-01T00:30:00Z", "winnerCount": 1])
        for person in [ann, ben] { send("POST /draws/\(made.string("/id"))/enter", person, nil) }
        for (person, amount) in [(ann, 100), (ben, 110), (ann, 120)] {
            send("POST /auctions/auction_open/bid", person, ["amount": JSONNode(amount)])
        }
        let brief = client.send(
            "POST /queues", as: .secret,
            [
                "sequenceId": "seq_main", "openAt": "2026-01-01T00:02:00Z",
                "closeAt": "2026-01-01T00:20:00Z",
            ])
        client.advance("10m")
        send("POST /queues/\(brief.string("/id"))/enter", client.guest(), nil)
        people(client)
        client.advance("1h")
        return (try? story.taken()) ?? []
    }()

    private static func queue(
        _ client: MockClient, _ people: [MockClient.Person],
        _ send: (String, MockClient.Person, JSONNode?) -> Void
    ) {
        for person in people { send("POST /queues/queue_open/enter", person, nil) }
        send("POST /queues/queue_open/leave", people[1], nil)
        client.advance("90s")
        let ann = JSONNode(people[0].id)
        let price = JSONNode(.number(JSONNumber(text: "149.99")))
        _ = client.send("POST /queues/queue_open/admit", as: .secret, ["consumerId": ann])
        _ = client.send(
            "POST /queues/queue_open/complete", as: .secret,
            [
                "consumerId": ann,
                "metadata": ["orderId": "order_42", "orderAmount": price, "currency": "EUR"],
            ])
        _ = client.send(
            "POST /queues/queue_open/deny", as: .secret,
            ["consumerId": JSONNode(people[2].id), "reason": "FRAUD_DETECTED"])
    }

    private static func people(_ client: MockClient) {
        for (email, guest) in [
            ("link@example.com", client.guest()), ("ann@example.com", nil as MockClient.Person?),
        ] {
            _ = client.send("POST /auth/otp/request", ["email": JSONNode(email), "name": "Ann A."])
            _ = client.send(
                "POST /auth/otp/verify", as: guest.map { .consumer($0.token) } ?? .publishable,
                ["email": JSONNode(email), "code": JSONNode(client.code(to: email))])
        }
    }
}
