import JSONTree
import Testing

@testable import FanfareConformance

/// The best bid in a recording never falls, and everybody's own bids stay as they were told.
struct RecordedAuctionTests {
    private static let auction = "/auctions/auction_1"

    private static func standing(
        _ who: String, _ status: String, _ amount: JSONNode, count: Int = 1
    ) -> JSONNode {
        [
            "auctionId": "auction_1", "consumerId": JSONNode(who), "status": JSONNode(status),
            "lastBidAmount": amount, "lastBidTime": "2027-01-15T08:00:00Z",
            "bidCount": JSONNode(count),
        ]
    }

    private static func details(_ high: JSONNode, increment: Int = 10) -> JSONNode {
        [
            "id": "auction_1", "name": "One", "sequenceId": "seq_1", "openAt": .null,
            "closeAt": .null, "settleAt": "2027-01-15T09:00:00Z", "timeZone": .null,
            "startingPrice": 100, "reservePrice": .null,
            "minimumBidIncrement": JSONNode(increment), "winnerCount": 1, "status": "OPEN",
            "currentHighBid": high, "currencyCode": "USD",
        ]
    }

    /// Ann has bid 120, and ben 150.
    private static func contested() -> Tape {
        var tape = Tape()
        for (second, (who, amount)) in [("ann", 120), ("ben", 150)].enumerated() {
            tape.add(
                "POST \(auction)/bid", at: second + 1, token: "token-\(who)",
                sent: ["amount": JSONNode(amount)],
                standing(who, "WINNING", JSONNode(amount)))
        }
        return tape
    }

    @Test func `a contest that goes right shows nothing`() throws {
        var tape = Self.contested()
        tape.add("GET \(Self.auction)", at: 3, Self.details(150))
        tape.add(
            "GET \(Self.auction)/highest-bid", at: 4, token: "token-ann",
            ["amount": 170, "bidderId": .null])
        tape.add(
            "GET \(Self.auction)/status", at: 5, token: "token-ann",
            Self.standing("ann", "OUTBID", 120))
        tape.add(
            "GET \(Self.auction)/bids/history", at: 6, token: "token-ann", [Self.bid("b1", 120)])
        #expect(try tape.findings() == [])
    }

    private static func bid(
        _ id: String, _ amount: Int, by who: String = "ann", at time: String = "08:00:01Z"
    ) -> JSONNode {
        [
            "bidId": JSONNode(id), "consumerId": JSONNode(who), "amount": JSONNode(amount),
            "timestamp": JSONNode("2027-01-15T\(time)"),
        ]
    }

    @Test(arguments: [JSONNode(149), .null])
    func `a best bid below one that was taken is found`(_ amount: JSONNode) throws {
        var tape = Self.contested()
        tape.add("GET \(Self.auction)", at: 3, Self.details(amount))
        tape.add(
            "GET \(Self.auction)/highest-bid", at: 4, token: "token-ann",
            ["amount": 149, "bidderId": .null])
        #expect(
            try tape.findings() == [
                "3 /currentHighBid auctions.details.high-bid",
                "4 /amount auctions.highest-bid",
            ])
    }

    @Test func `whoever was outbid does not win, and whoever is outbid is not the best`() throws {
        var tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/status", at: 3, token: "token-ann",
            Self.standing("ann", "WINNING", 120))
        #expect(try tape.findings() == ["3 /status auctions.bid.outbid"])
        tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/status", at: 3, token: "token-ben",
            Self.standing("ben", "OUTBID", 150))
        tape.add(
            "GET \(Self.auction)/highest-bid", at: 4, token: "token-ann",
            ["amount": 150, "bidderId": .null])
        #expect(try tape.findings() == ["4 /amount auctions.highest-bid"])
    }

    @Test func `one's own bids do not shrink, and a bid is answered with its amount`() throws {
        var tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/status", at: 3, token: "token-ann",
            Self.standing("ann", "OUTBID", 110))
        tape.add(
            "POST \(Self.auction)/bid", at: 4, token: "token-ann", sent: ["amount": 200],
            Self.standing("ann", "WINNING", 190, count: 2))
        #expect(
            try tape.findings() == [
                "3 /lastBidAmount auctions.status", "4 /lastBidAmount auctions.bid",
            ])
        // How many they are is our own word, so that it is a note.
        tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/status", at: 3, token: "token-ann",
            Self.standing("ann", "OUTBID", 120, count: 0))
        let notes = try tape.outcome().results.flatMap(\.findings)
        #expect(notes.map(\.clause.id) == ["auctions.bid.count"])
    }

    @Test func `a step that is too small is found where the increment was told`() throws {
        var tape = Tape()
        tape.add("GET \(Self.auction)", Self.details(.null))
        for (second, amount) in [200, 205].enumerated() {
            tape.add(
                "POST \(Self.auction)/bid", at: second + 1, token: "token-\(second)",
                sent: ["amount": JSONNode(amount)],
                Self.standing("cons_\(second)", "WINNING", JSONNode(amount)))
        }
        #expect(try tape.findings() == ["3 status auctions.bid.increment"])
    }

    @Test func `a list that is whole holds what was bid, and a bid stays what it was`() throws {
        var tape = Self.contested()
        tape.add("GET \(Self.auction)/bids", at: 3, token: "token-ann", [Self.bid("b1", 120)])
        tape.add(
            "GET \(Self.auction)/bids", at: 4, token: "token-ann",
            [Self.bid("b2", 150, by: "ben"), Self.bid("b1", 120)])
        tape.add(
            "GET \(Self.auction)/bids", at: 5, token: "token-ann",
            [Self.bid("b2", 150, by: "ben"), Self.bid("b1", 121)])
        let found = try tape.findings()
        #expect(found.map { $0.prefix(1) } == ["3", "5"])
        #expect(found.last == "5 /1/amount auctions.bids")
    }

    /// Ann's profile after she bid.
    private static func profile(_ standing: [String: JSONNode]) -> JSONNode {
        [
            "id": "ann", "email": .null, "phone": .null, "fullName": .null,
            "createdAt": "2027-01-15T07:00:00Z",
            "active": [
                "experiences": [:], "queues": [:], "draws": [:],
                "auctions": [
                    "auction_1": JSONNode(
                        [
                            JSONMember("auctionId", "auction_1"),
                            JSONMember("status", standing["status"] ?? "OUTBID"),
                            JSONMember("lastBidAmount", standing["lastBidAmount"] ?? 120),
                            JSONMember("lastBidTime", "2027-01-15T08:00:00Z"),
                            JSONMember("bidCount", standing["bidCount"] ?? 1),
                        ])
                ],
                "timedReleases": [:], "admissions": [:], "journeys": [],
            ],
        ]
    }

    @Test(
        arguments: ["lastBidAmount": 119, "status": "WINNING", "bidCount": 0] as [String: JSONNode])
    func `a profile tells of bids what their own call does`(_ member: String, _ value: JSONNode)
        throws
    {
        func findings(_ standing: [String: JSONNode]) throws -> [String] {
            var tape = Self.contested()
            tape.add("GET /consumers/me", at: 3, token: "token-ann", Self.profile(standing))
            return try tape.outcome().results.flatMap(\.findings).map { finding in
                finding.mismatches.flatMap(\.parts).joined(separator: " ")
            }
        }
        #expect(try findings([:]) == [])
        #expect(try findings([member: value]) == ["/active/auctions/auction_1/\(member)"])
    }

    @Test func `a history with a bid too many shows where they are counted`() throws {
        var tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/bids/history", at: 3, token: "token-ann",
            [Self.bid("b1", 120), Self.bid("b0", 110)])
        tape.add(
            "GET \(Self.auction)/status", at: 4, token: "token-ann",
            Self.standing("ann", "OUTBID", 120))
        #expect(
            try tape.outcome().results.flatMap(\.findings).map(\.clause.id) == [
                "auctions.bid.count"
            ])
        tape = Self.contested()
        tape.add(
            "GET \(Self.auction)/bids/history", at: 3, token: "token-ann",
            [Self.bid("b1", 120), Self.bid("b1", 120)])
        tape.add(
            "GET \(Self.auction)/bids", at: 4, token: "token-ann",
            [Self.bid("b2", 150, by: "ben"), Self.bid("b1", 120), Self.bid("b0", 120)])
        #expect(
            try tape.findings() == [
                "3 /1/bidId auctions.history", "4 /2/amount auctions.bid.low",
            ])
    }

    @Test func `a higher bid came later, and when its answer said`() throws {
        func findings(_ first: String, _ second: String) throws -> [String] {
            var tape = Self.contested()
            tape.add(
                "GET \(Self.auction)/bids", at: 60, token: "token-ann",
                [
                    Self.bid("b3", 190, by: "cleo", at: second), Self.bid("b2", 150, by: "ben"),
                    Self.bid("b1", 120, at: first),
                ])
            return try tape.findings()
        }
        #expect(try findings("08:00:01Z", "08:00:30Z") == [])
        #expect(try findings("08:00:06Z", "08:00:30Z") == ["3 /2/timestamp auctions.bids"])
        #expect(try findings("08:00:01Z", "07:59:30Z") == ["3 /0/timestamp auctions.bid.low"])
    }
}
