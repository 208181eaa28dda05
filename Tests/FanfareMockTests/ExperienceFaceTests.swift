import JSONTree
import Testing

@testable import FanfareMock

/// An experience is written out once for everybody who reads it, so every change must be seen.
struct ExperienceFaceTests {
    private let client = MockClient()

    /// What reading says, twice, against what entering writes anew.
    private func expectFresh(
        after change: String, _ status: (String, JSONNode), at pointer: String
    ) {
        let person = client.guest()
        let first = client.send("GET /experiences/exp_holiday_sale")
        let second = client.send("GET /experiences/exp_holiday_sale")
        let entered = client.send(
            "POST /experiences/exp_holiday_sale/enter", as: .consumer(person.token))
        #expect(first.body == entered["/experience"], "\(change)")
        #expect(second.text == first.text, "\(change)")
        let shown = first[pointer].elements?.first { $0["id"]?.string == status.0 }
        let member =
            pointer.hasSuffix("auctions") && change == "a bid" ? "currentHighBid" : "status"
        #expect(shown?[member] == status.1, "\(change)")
    }

    @Test func `a read shows bids, draws, openings and what is made, at once`() {
        expectFresh(after: "nothing", ("queue_open", "OPEN"), at: "/sequences/0/queues")

        let bidder = client.guest()
        let bid = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(bidder.token), ["amount": 120])
        #expect(bid.status == 200)
        expectFresh(after: "a bid", ("auction_open", 120), at: "/sequences/0/auctions")

        client.advance("1h")
        expectFresh(after: "an hour", ("draw_open", "DRAWN"), at: "/sequences/0/draws")
        expectFresh(after: "settling", ("auction_open", "SETTLED"), at: "/sequences/0/auctions")

        let made = client.send(
            "POST /queues", as: .secret,
            ["sequenceId": "seq_main", "name": "Late", "openAt": "2027-01-01T00:00:00Z"])
        expectFresh(
            after: "a new queue", (made.string("/id"), "PENDING"), at: "/sequences/0/queues")

        client.advance("8760h")
        expectFresh(after: "a year", (made.string("/id"), "OPEN"), at: "/sequences/0/queues")
        _ = client.send("POST /__admin/reset", as: .nobody)
        expectFresh(after: "a reset", ("draw_open", "OPEN"), at: "/sequences/0/draws")
    }
}
