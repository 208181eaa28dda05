import HTTPEngine
import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

struct AuctionTests {
    let client = MockClient()

    private func send(_ line: String, _ person: MockClient.Person) -> MockClient.Answer {
        client.send(line, as: .consumer(person.token))
    }

    /// Bids an amount as the text that goes on the wire.
    @discardableResult
    private func bid(
        _ amount: String, _ person: MockClient.Person, _ auction: String = "auction_open"
    ) -> MockClient.Answer {
        client.send(
            "POST /auctions/\(auction)/bid", as: .consumer(person.token),
            text: "{\"amount\":\(amount)}")
    }

    @Test func `the details have the documented members and nothing else`() {
        #expect(
            client.send("GET /auctions/auction_open").text == """
                {"id":"auction_open","name":"Open auction","sequenceId":"seq_main","openAt":null,\
                "closeAt":null,"settleAt":"2026-01-01T01:00:00Z","timeZone":null,\
                "startingPrice":100,"reservePrice":null,"minimumBidIncrement":10,"winnerCount":1,\
                "status":"OPEN","currentHighBid":null,"currencyCode":"USD"}
                """)
        #expect(client.send("GET /auctions/auction_soon").string("/status") == "PENDING")
        #expect(client.send("GET /auctions/auction_closed").string("/status") == "CLOSED")
        bid("150.25", client.guest())
        #expect(
            client.send("GET /auctions/auction_open")["/currentHighBid"].number?.text == "150.25")
        client.advance("1h")
        #expect(client.send("GET /auctions/auction_open").string("/status") == "SETTLED")
        #expect(client.send("GET /auctions/auction_closed").string("/status") == "SETTLED")
    }

    @Test(arguments: ["275.10", "275.1", "2.7510e2"])
    func `an amount is exact to the cent, however it is written`(_ text: String) {
        let guest = client.guest()
        #expect(
            bid(text, guest).text == """
                {"status":"WINNING","lastBidAmount":275.1,"lastBidTime":"2026-01-01T00:00:00Z",\
                "bidCount":1}
                """)
        #expect(bid("285.09", guest).string("/error") == "Bid must meet minimum increment")
        #expect(bid("285.10", guest)["/bidCount"] == 2)
    }

    @Test func `hundreds of cents add up without noise`() {
        let client = MockClient(
            Mock.Configuration(
                world: .text(
                    """
                    {"experiences":[{"name":"E","sequences":[{"name":"S","auctions":[
                      {"id":"auction_1","name":"A","settleAt":"+1h","startingPrice":0.01,
                       "minimumBidIncrement":0.01}]}]}]}
                    """)))
        let caller = MockClient.Caller.consumer(client.guest().token)
        for cents in 1...300 {
            let text = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
            let answer = client.send(
                "POST /auctions/auction_1/bid", as: caller, text: "{\"amount\":\(text)}")
            #expect(answer.status == 200)
            #expect(answer["/lastBidAmount"].number?.double == Double(text))
        }
        #expect(client.send("GET /auctions/auction_1")["/currentHighBid"].number?.text == "3")
    }

    @Test(
        "a bid that is no amount is a validation error",
        arguments: [
            ("275.105", "Must be an amount"), ("0", "Must be an amount"),
            ("-5", "Must be an amount"), ("1e400", "Must be an amount"),
            ("10000000000000", "Must be an amount"), ("\"150.00\"", "Expected number"),
            ("true", "Expected number"), ("null", "Expected number"),
        ])
    func invalid(_ amount: String, _ message: String) {
        let answer = bid(amount, client.guest())
        #expect(answer.status == 400)
        #expect(answer.string("/error") == "Validation failed")
        #expect(answer.string("/details/0/field") == "amount")
        #expect(answer.string("/details/0/message").hasPrefix(message))
    }

    @Test func `a missing amount is required, before the auction is looked for`() {
        let answer = client.send(
            "POST /auctions/auction_none/bid", as: .consumer(client.guest().token), [:])
        #expect(
            answer.body == [
                "error": "Validation failed",
                "details": [["field": "amount", "message": "Required"]],
            ])
    }

    @Test(
        "a bid is refused",
        arguments: [
            ("auction_soon", 423, "Auction is not open yet"),
            ("auction_closed", 400, "Auction is closed"),
            ("auction_none", 404, "Auction not found"),
        ])
    func refused(_ auction: String, _ status: Int, _ error: String) {
        let answer = bid("1", client.guest(), auction)
        #expect(answer.status == status)
        #expect(answer["/error"] == JSONNode(error))
        #expect(
            answer.headers["Retry-After"] == (status == 423 ? "2099-01-01T00:00:00Z" : nil))
    }

    @Test func `a bid too low is told before one that rises too little`() {
        let (ann, ben) = (client.guest(), client.guest())
        #expect(bid("99.99", ann).string("/error") == "Bid must be higher than current bid")
        #expect(bid("100", ann).status == 200)
        #expect(bid("100", ben).string("/error") == "Bid must be higher than current bid")
        #expect(bid("109.99", ben).string("/error") == "Bid must meet minimum increment")
        #expect(bid("110", ben).string("/status") == "WINNING")
        #expect(send("GET /auctions/auction_open/status", ann).string("/status") == "OUTBID")
    }

    @Test func `of equal bids the first wins`() {
        let people = (0..<64).map { _ in client.guest() }
        let statuses = people.map { bid("150", $0).status }
        #expect(statuses == [200] + [Int](repeating: 400, count: 63))
    }

    @Test func `a consumer is asked for, in the words for auctions`() {
        let lines = [
            "POST /auctions/auction_open/bid", "GET /auctions/auction_open/status",
            "GET /auctions/auction_open/highest-bid", "GET /auctions/auction_open/bids/history",
            "GET /auctions/auction_open/bids",
        ]
        for line in lines {
            let answer = client.send(line)
            #expect(answer.status == 400)
            #expect(answer.body == ["error": "Consumer ID is required"])
        }
    }

    @Test func `whoever has never bid is active`() {
        let guest = client.guest()
        #expect(
            send("GET /auctions/auction_open/status", guest).text == """
                {"auctionId":"auction_open","consumerId":"\(guest.id)","status":"ACTIVE",\
                "lastBidAmount":null,"lastBidTime":null,"bidCount":0}
                """)
        #expect(
            send("GET /auctions/auction_open/highest-bid", guest).body
                == ["amount": 0, "bidderId": .null])
    }

    @Test func `a bidder sees itself by name and the others by number`() {
        let (ann, ben) = (client.guest(), client.guest())
        bid("100", ann)
        client.advance("1m")
        bid("150", ben)
        let bids = send("GET /auctions/auction_open/bids", ann)
        #expect(bids.string("/0/consumerId") == "bidder_2")
        #expect(bids.string("/1/consumerId") == ann.id)
        #expect(bids.string("/1/timestamp") == "2026-01-01T00:00:00Z")
        #expect(bids.string("/0/bidId").hasPrefix("bid_"))
        let (own, others) = (
            send("GET /auctions/auction_open/highest-bid", ben),
            send("GET /auctions/auction_open/highest-bid", ann)
        )
        #expect(own.body == ["amount": 150, "bidderId": JSONNode(ben.id)])
        #expect(others.body == ["amount": 150, "bidderId": "bidder_2"])
        #expect(!bids.text.contains(ben.id))
    }

    @Test(arguments: [("/bids/history", 10), ("/bids", 20)])
    func `a list holds as many bids as asked for`(_ path: String, _ standard: Int) {
        let guest = client.guest()
        for step in 0..<25 { bid("\(100 + 10 * step)", guest) }
        let line = "GET /auctions/auction_open\(path)"
        #expect(send(line, guest).body.elements?.count == standard)
        #expect(send(line + "?limit=3", guest).body.elements?.count == 3)
        #expect(send(line + "?limit=100", guest).body.elements?.count == 25)
        #expect(send(line, guest)["/0/amount"] == 340)
        for bad in ["0", "101", "-1", "ten", "", "1.5", "99999999999999999999"] {
            let answer = send(line + "?limit=\(bad)", guest)
            #expect(answer.status == 400)
            #expect(answer.string("/details/0/field") == "limit")
        }
    }

    @Test func `a winner holds a payment token over the amount`() throws {
        let guest = client.guest()
        bid("275.10", guest)
        client.advance("30m")
        let fresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        client.advance("31m")
        let token = MockClient.Caller.consumer(fresh.string("/accessToken"))
        let won = client.send("GET /auctions/auction_open/status", as: token)
        #expect(won.string("/status") == "WON")
        let claims = try JWT.decode(won.string("/paymentToken")).claims
        #expect(claims["amount"]?.number?.text == "275.1")
        #expect(claims["currencyCode"] == "USD")
        #expect(claims["consumerId"]?.string == guest.id)
        let me = client.send("GET /consumers/me", as: token)
        #expect(me.string("/active/auctions/auction_open/status") == "WON")
        #expect(
            me.string("/active/journeys/0/admission/admissionToken") == won.string("/paymentToken"))
    }

    @Test func `a yen has no cents`() {
        let client = MockClient(
            Mock.Configuration(
                world: .text(
                    """
                    {"settings":{"currencyCode":"JPY"},
                     "experiences":[{"name":"E","sequences":[{"name":"S","auctions":[
                       {"id":"auction_1","name":"A","settleAt":"+1h","startingPrice":100}]}]}]}
                    """)))
        let caller = MockClient.Caller.consumer(client.guest().token)
        let cents = client.send(
            "POST /auctions/auction_1/bid", as: caller, text: "{\"amount\":100.5}")
        #expect(cents.status == 400)
        let whole = client.send(
            "POST /auctions/auction_1/bid", as: caller, text: "{\"amount\":100.0}")
        #expect(whole["/lastBidAmount"].number?.text == "100")
        #expect(client.send("GET /auctions/auction_1").string("/currencyCode") == "JPY")
    }
}

/// What becomes of bids when a guest is linked.
extension AuctionTests {
    @Test func `bids and their token go with a guest who is linked`() {
        let guest = client.guest()
        bid("150", guest)
        let person = MockClient.Person(client.signIn(email: "ann@example.com", linking: guest))
        let history = send("GET /auctions/auction_open/bids/history", person)
        #expect(history.string("/0/consumerId") == person.id)
        #expect(send("GET /auctions/auction_open/status", person).string("/status") == "WINNING")
    }

    @Test func `where both have bid, the bids join and none is withdrawn`() {
        let ann = MockClient.Person(client.signIn(subject: "ann"))
        let (guest, ben) = (client.guest(), client.guest())
        bid("100", ann)
        bid("110", guest)
        bid("120", ben)
        bid("130", guest)
        let joined = MockClient.Person(client.signIn(subject: "ann", linking: guest))
        let status = send("GET /auctions/auction_open/status", joined)
        #expect(status.string("/status") == "WINNING")
        #expect(status["/bidCount"] == 3)
        let history = send("GET /auctions/auction_open/bids/history", joined)
        #expect(history.body.elements?.map { $0["amount"]?.integer } == [130, 110, 100])
        #expect(send("GET /auctions/auction_open/status", ben).string("/status") == "OUTBID")
    }
}
