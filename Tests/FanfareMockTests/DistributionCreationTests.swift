import JSONTree
import Testing

@testable import FanfareMock

struct DistributionCreationTests {
    let client = MockClient()

    @Test func `a created draw answers as documented and can be entered`() {
        let made = client.send(
            "POST /draws", as: .secret,
            [
                "sequenceId": "seq_main", "name": "Holiday Raffle",
                "timeZone": "America/New_York", "openAt": "2026-01-02T00:00:00-05:00",
                "closeAt": "2026-01-14T23:59:59-05:00", "drawAt": "2026-01-15T12:00:00-05:00",
                "winnerCount": 100, "maxEntries": 50000, "encryptionSeed": "abc",
                "metadata": ["a": 1],
            ])
        let id = made.string("/id")
        #expect(made.status == 201)
        #expect(
            made.text == """
                {"id":"\(id)","organizationId":"org_mock","sequenceId":"seq_main",\
                "name":"Holiday Raffle","timeZone":"America/New_York","status":"SCHEDULED",\
                "openAt":"2026-01-02T05:00:00Z","closeAt":"2026-01-15T04:59:59Z",\
                "encryptionSeed":"abc","drawAt":"2026-01-15T17:00:00Z","winnerCount":100,\
                "maxEntries":50000,"metadata":{"a":1},"createdAt":"2026-01-01T00:00:00Z",\
                "updatedAt":"2026-01-01T00:00:00Z"}
                """)
        client.advance("2d")
        let guest = MockClient.Caller.consumer(client.guest().token)
        #expect(client.send("POST /draws/\(id)/enter", as: guest).string("/status") == "ENTERED")
        #expect(client.send("GET /draws/\(id)")["/capacity"] == 50000)
    }

    @Test func `a created auction answers as documented and takes bids`() {
        let made = client.send(
            "POST /auctions", as: .secret,
            text: """
                {"sequenceId":"seq_main","settleAt":"2026-01-15T17:00:00Z","startingBid":100.50,
                "minimumIncrement":0.25,"reservePrice":500,"buyNowPrice":2000}
                """)
        let id = made.string("/id")
        #expect(made.status == 201)
        #expect(made["/name"] == .null)
        #expect(made.string("/status") == "OPEN")
        #expect(made["/startingBid"].number?.text == "100.5")
        #expect(made["/buyNowPrice"] == 2000)
        let guest = MockClient.Caller.consumer(client.guest().token)
        let low = client.send("POST /auctions/\(id)/bid", as: guest, text: "{\"amount\":100.49}")
        #expect(low.status == 400)
        let bid = client.send("POST /auctions/\(id)/bid", as: guest, text: "{\"amount\":100.5}")
        #expect(bid.string("/status") == "WINNING")
    }

    @Test(
        "a creation names every field that is wrong",
        arguments: [
            ("/draws", [:], ["sequenceId", "drawAt", "winnerCount"]),
            ("/auctions", [:], ["sequenceId", "settleAt"]),
            (
                "/draws",
                [
                    "sequenceId": "", "drawAt": "tomorrow", "winnerCount": 0, "maxEntries": -1,
                    "openAt": "2026-01-02T00:00:00Z", "closeAt": "2026-01-01T00:00:00Z",
                ], ["closeAt", "drawAt", "maxEntries", "sequenceId", "winnerCount"]
            ),
            (
                "/auctions",
                [
                    "sequenceId": "seq_main", "openAt": "2026-01-02T00:00:00Z",
                    "settleAt": "2026-01-02T00:00:00Z", "startingBid": -1,
                    "minimumIncrement": 0, "reservePrice": "500", "currencyCode": "Dollar",
                ],
                [
                    "currencyCode", "minimumIncrement", "reservePrice", "settleAt", "startingBid",
                ]
            ),
        ] as [(String, JSONNode, [String])])
    func invalid(_ path: String, _ body: JSONNode, _ fields: [String]) {
        let answer = client.send("POST \(path)", as: .secret, body)
        #expect(answer.status == 400)
        #expect(answer.string("/error") == "Validation failed")
        let named = answer["/details"].elements?.compactMap { $0["field"]?.string }
        #expect(named?.sorted() == fields.sorted())
    }

    @Test func `an unknown sequence is not found`() {
        let answer = client.send(
            "POST /draws", as: .secret,
            ["sequenceId": "seq_none", "drawAt": "2026-02-01T00:00:00Z", "winnerCount": 1])
        #expect(answer.status == 404)
        #expect(answer["/error"] == "Sequence not found")
    }

    @Test(arguments: ["/draws", "/auctions"])
    func `creating is for backends`(_ path: String) {
        for caller in [MockClient.Caller.publishable, .nobody, .consumer(client.guest().token)] {
            let answer = client.send("POST \(path)", as: caller, [:])
            #expect(answer.status == 401)
            #expect(answer.body == ["error": "Secret key required"])
        }
    }

    @Test func `an experience lists its draws and auctions`() {
        let experience = client.send("GET /experiences/exp_holiday_sale")
        #expect(experience.string("/sequences/0/draws/0/id") == "draw_open")
        #expect(experience.string("/sequences/0/auctions/0/id") == "auction_open")
    }

    @Test(
        "a mistake in a world file is named with its place",
        arguments: [
            ("\"draws\":[{\"name\":\"D\"}]", "'drawAt' is missing"),
            (
                "\"draws\":[{\"name\":\"D\",\"drawAt\":\"+1h\",\"winnerCount\":0}]",
                "expected a whole number, at least 1"
            ),
            (
                "\"auctions\":[{\"name\":\"A\",\"settleAt\":\"+1h\",\"startingPrice\":1.005}]",
                "expected an amount, 0 to 9999999999999.99 with at most 2 decimal places"
            ),
            (
                "\"auctions\":[{\"name\":\"A\",\"settleAt\":\"+1h\",\"currencyCode\":\"$\"}]",
                "expected a currency code such as USD"
            ),
        ])
    func worldFile(_ text: String, _ message: String) throws {
        let document = try JSONNode(
            parsing: "{\"experiences\":[{\"name\":\"E\",\"sequences\":[{\"name\":\"S\",\(text)}]}]}"
        )
        let error = #expect(throws: WorldFileError.self) { try WorldFile(document) }
        #expect(error?.message == message)
    }
}
