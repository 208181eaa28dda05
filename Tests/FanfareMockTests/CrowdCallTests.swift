import JSONTree
import Testing

@testable import FanfareMock

/// Crowds as a frontend developer asks for them, and as their page meets them.
struct CrowdCallTests {
    private let client = MockClient()

    private func crowd(_ order: JSONNode) -> MockClient.Answer {
        client.send("POST /__admin/crowds", as: .nobody, order)
    }

    @Test func `nine thousand before me move as the clock does, in every answer alike`() throws {
        let made = crowd([
            "queue": "queue_open", "waiting": 9000, "leave": "3%", "arrivalsPerMinute": 120,
        ])
        #expect(made.status == 201)
        #expect(made["/nextPosition"] == 9001)
        let me = MockClient.Caller.consumer(client.guest().token)
        #expect(client.send("POST /queues/queue_open/enter", as: me)["/position"] == 9001)
        #expect(client.send("GET /queues/queue_open")["/consumerCount"] == 9001)
        let subscription: JSONNode = ["url": "http://127.0.0.1:1/", "events": []]
        _ = client.send("POST /__admin/webhooks", as: .nobody, subscription)
        client.advance("10m")
        let position = try #require(
            client.send("GET /queues/queue_open/status", as: me)["/position"].integer)
        // 9,000 times 0.97 to the tenth.
        #expect(abs(position - 6638) < 150)
        let now = client.send("GET /__admin/crowds/queue_open", as: .nobody)
        #expect(now["/came"] == 10_200)
        let left = try #require(now["/left"].integer)
        #expect(now["/waiting"].integer == 10_200 - left)
        let overview = client.send("GET /__admin/overview", as: .nobody)
        #expect(overview["/queues/0/crowd"] == now.body)
        #expect(overview["/queues/0/waitingCount"].integer == 10_201 - left)
        #expect(overview["/queues/0/line"].elements?.count == 1)
        #expect(overview["/counts/consumers"] == 1)
        let deliveries = client.send("GET /__admin/webhooks/deliveries", as: .nobody)
        #expect(deliveries["/deliveries"] == [])
        let admitted = client.send(
            "POST /__admin/queues/queue_open/admit-next", as: .nobody, ["count": 1000])
        #expect(admitted["/strangersAdmitted"] == 1000)
        #expect(
            client.send("GET /queues/queue_open/status", as: me)["/position"].integer
                == position - 1000)
        #expect(
            client.send("DELETE /__admin/crowds/queue_open", as: .nobody).status == 204)
        #expect(client.send("GET /queues/queue_open/status", as: me)["/position"] == 1)
        #expect(client.send("GET /__admin/crowds", as: .nobody).body == ["crowds": []])
    }

    @Test func `another order changes what it names, and bots need to be told their limit once`() {
        _ = crowd(["queue": "queue_open", "waiting": 10, "leave": "0.5%"])
        let changed = crowd(["queue": "queue_open", "arrivalsPerMinute": 6])
        #expect(changed.status == 200)
        #expect(changed["/waiting"] == 10)
        #expect(changed["/leave"] == "0.5%")
        let bots = crowd(["auction": "auction_open", "bots": 5, "limit": 500])
        #expect(bots.status == 201)
        #expect(bots["/step"] == 10)
        let step = JSONNode(.number(JSONNumber(text: "25.5")))
        let eager = crowd(["auction": "auction_open", "every": "1500ms", "step": step])
        #expect(eager["/bots"] == 5)
        #expect(eager["/every"] == "1500ms")
        let bot = client.send("GET /__admin/consumers", as: .nobody)["/consumers/0"]
        #expect(bot["isBot"] == true)
        let moved = client.send("POST /__admin/clock", as: .nobody, ["advance": "3s"])
        #expect(
            moved["/due"].elements?.compactMap { $0["what"]?.string }
                == ["bidPlaced", "bidPlaced", "outbid"])
        let bidder = client.send("GET /__admin/overview", as: .nobody)[
            "/auctions/0/bids/0/consumer"]
        #expect(bidder["label"]?.string == "Bot …\(bidder["id"]?.string?.suffix(6) ?? "")")
        #expect(
            client.send("GET /auctions/auction_open")["/currentHighBid"].number?.text == "125.5")
    }

    @Test(
        arguments: [
            (["waiting": 5], 400, "Say where the crowd is"),
            (["queue": "queue_open", "draw": "draw_open"], 400, "queue"),
            (["queue": "queue_open", "wating": 5], 400, "Did you mean 'waiting'?"),
            (
                ["queue": "queue_open", "bots": 5], 400,
                "which takes waiting, leave, arrivalsPerMinute"
            ),
            (["queue": "queue_open", "leave": "3"], 400, "such as 3% or 0.5%"),
            (["queue": "queue_open", "leave": "101%"], 400, "from 0% to 100%"),
            (["queue": "queue_open", "waiting": -1], 400, "0 to 1000000000"),
            (["auction": "auction_open"], 400, "limit"),
            (
                ["auction": "auction_open", "bots": 1, "limit": 500, "every": "1ms"], 400,
                "Expected a duration of at least 1s"
            ),
            (
                ["auction": "auction_open", "bots": .null, "limit": 500], 400,
                "Required"
            ),
            (["queue": "queue_opn"], 404, "Did you mean 'queue_open'?"),
            (["queue": "draw_open"], 404, "It is a draw"),
            (["queue": "release_open"], 404, "a timed release: crowds come to queues, draws and"),
            (["queue": "queue_closed", "waiting": 5], 400, "closed"),
            (["draw": "draw_closed", "entrants": 5], 400, "closed"),
        ] as [(JSONNode, Int, String)])
    func `an order that makes no sense says what would`(
        order: JSONNode, status: Int, words: String
    ) {
        let answer = crowd(order)
        #expect(answer.status == status)
        #expect(answer.text.contains(words), "\(answer.text)")
        #expect(client.send("GET /__admin/crowds", as: .nobody)["/crowds"] == [])
    }

    @Test func `a crowd goes back with a snapshot, and with the world on a reset`() throws {
        let world = WorldFile.text(
            """
            { "extends": "default",
              "crowds": [
                { "queue": "queue_open", "waiting": 70, "leave": "10%", "arrivalsPerMinute": 30 },
                { "draw": "draw_soon", "entrants": 9 },
                { "auction": "auction_open", "bots": 2, "limit": 150, "every": "2s" }] }
            """)
        let client = MockClient(.init(world: world))
        func crowds() -> JSONNode { client.send("GET /__admin/crowds", as: .nobody).body }
        let first = crowds()
        #expect(first["crowds"]?.elements?.count == 3)
        #expect(first["crowds"]?.elements?[1]["expected"] == 9)
        client.advance("90s")
        let snapshot = client.send("POST /__admin/snapshots", as: .nobody).string("/id")
        client.advance("1h")
        let later = crowds()
        _ = client.send("POST /__admin/snapshots/\(snapshot)/restore", as: .nobody)
        client.advance("1h")
        #expect(crowds() == later)
        _ = client.send("POST /__admin/reset", as: .nobody)
        #expect(crowds() == first)
    }

    @Test(arguments: [
        (#"[{"waiting": 1}]"#, "/crowds/0: a crowd needs a 'queue', a 'draw' or an 'auction'"),
        (#"[{"queue": "queue_opn"}]"#, "/crowds/0/queue: there is no queue 'queue_opn'. Did you"),
        (#"[{"queue": "auction_open"}]"#, "'auction_open'. It is an auction: name it so."),
        (#"[{"queue": "queue_open", "draw": "draw_open"}]"#, "/crowds/0: a crowd is in one place"),
        (#"[{"queue": "queue_open", "entrants": 1}]"#, "unknown member 'entrants'"),
        (#"[{"queue": "queue_open", "leave": 3}]"#, "/crowds/0/leave"),
        (#"[{"queue": "queue_open"}, {"queue": "queue_open"}]"#, "has a crowd already"),
        (#"[{"auction": "auction_open", "bots": 1}]"#, "'limit' is missing"),
        (#"[{"auction": "auction_open", "bots": 1, "limit": 1, "every": "1ms"}]"#, "a second or"),
    ])
    func `a crowd of a world is refused at its place`(crowds: String, words: String) throws {
        let text = #"{"extends": "default", "crowds": \#(crowds)}"#
        let error = #expect(throws: WorldFileError.self) {
            _ = try WorldFile(try JSONNode(parsing: text))
        }
        let told = "\(error?.pointer.description ?? ""): \(error?.message ?? "")"
        #expect(told.contains(words), "\(told)")
    }

    @Test func `whoever polls among a hundred thousand strangers has a place`() {
        _ = crowd([
            "queue": "queue_open", "waiting": 90_000, "leave": "1%", "arrivalsPerMinute": 600,
        ])
        let me = MockClient.Caller.consumer(client.guest().token)
        _ = client.send("POST /queues/queue_open/enter", as: me)
        client.advance("50m")
        #expect(client.send("GET /queues/queue_open/status", as: me)["/position"].integer != nil)
        let crowd = client.send("GET /__admin/crowds/queue_open", as: .nobody)
        #expect(crowd["/came"] == 120_000)
    }

    @Test func `in a Swift test, crowds are a line`() async throws {
        let shop = try await MockServer.started().makeOrganization(startAt: "2026-01-01T00:00:00Z")
        let crowd = try await shop.setCrowd(inQueue: "queue_open", waiting: 9000, leave: "3%")
        #expect((crowd.id, crowd.size, crowd.nextPosition) == ("queue_open", 9000, 9001))
        try await shop.setCrowd(inDraw: "draw_open", entrants: 20)
        try await shop.setBots(2, inAuction: "auction_open", limit: "120.5", step: "10")
        try await shop.advance(by: .seconds(3600))
        let crowds = try await shop.crowds()
        #expect(crowds.map(\.id) == ["queue_open", "draw_open", "auction_open"])
        #expect(crowds.map(\.admitted) == [0, 10, 0])
        try await shop.removeCrowd(from: "queue_open")
        #expect(try await shop.crowds().count == 2)
    }
}
