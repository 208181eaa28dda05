import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Auctions (specs/v1/contract.md#auctions).
extension RuleMutant {
    static let auctions: [RuleMutant] = [
        RuleMutant(
            "auctions/any-increment", "A bid need only be a cent above the current one",
            "auctions.bid.increment", by: .made(.increment) { $0 = .cent }),
        RuleMutant(
            "auctions/increment-a-cent-short", "A bid may fall short of the increment by a cent",
            "auctions.bid.increment",
            by: .made(.increment) { $0 = $0.plus(-0.01) }),
        RuleMutant(
            "auctions/increment-must-be-exceeded", "A bid must exceed the increment",
            "auctions.bid.increment.exact",
            by: .made(.increment) { $0 = $0.plus(0.01) }),
        RuleMutant(
            "auctions/equal-bid-wins", "A bid as high as the current one is accepted",
            "auctions.bid.low",
            by: .around("POST /auctions/{id}/bid") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Bid must be higher than current bid",
                    let amount = intercepted.body["amount"]?.number?.double,
                    let highest = intercepted.highestBid, amount == highest
                else { return response }
                return intercepted.bidding(more: 10)
            }),
        RuleMutant(
            "auctions/lower-bid-accepted", "A bid below the current one is accepted",
            "auctions.bid.low",
            by: .around("POST /auctions/{id}/bid") { intercepted in
                let response = intercepted.proceed()
                guard response.error == "Bid must be higher than current bid",
                    let amount = intercepted.body["amount"]?.number?.double,
                    let highest = intercepted.highestBid, amount < highest
                else { return response }
                return intercepted.bidding(more: highest - amount + 10)
            }),
        RuleMutant(
            "auctions/starting-price-must-be-exceeded", "A bid at the starting price is too low",
            "auctions.bid.starting",
            by: .around("POST /auctions/{id}/bid") { intercepted in
                guard intercepted.highestBid == nil,
                    intercepted.body["amount"]?.number?.double == 100
                else { return intercepted.proceed() }
                return intercepted.wrong(intercepted.refusal(.bidTooLow))
            }),
        RuleMutant(
            "auctions/low-said-as-increment", "A bid that is too low is told the increment",
            "auctions.bid.low",
            by: .refusal("Bid must be higher than current bid") { response, intercepted in
                response = intercepted.refusal(.bidBelowIncrement)
            }),
        RuleMutant(
            "auctions/whole-amounts", "Amounts are rounded to whole units", "auctions.bid.cents",
            by: .amounts { JSONNode(Int($0.rounded())) }),
        RuleMutant(
            "auctions/amounts-as-text", "Amounts are decimal strings", "auctions.bid.cents",
            by: .amounts { JSONNode("\($0)") }),
        RuleMutant(
            "auctions/amounts-a-cent-off", "Amounts are a cent too high", "auctions.bid.cents",
            by: .amounts { JSONNode($0 + 0.01, places: 2) }),
        RuleMutant(
            "auctions/highest-a-cent-off", "The current high bid is a cent too high",
            "auctions.details.high-bid",
            by: .document("GET /auctions/{id}") { document, _ in
                document.change("currentHighBid") { if !$0.isNull { $0 = $0.plus(0.01) } }
            }),
        RuleMutant(
            "auctions/outbid-unnoticed", "An outbid bidder is told to be winning",
            "auctions.bid.outbid",
            by: .document("GET /auctions/{id}/status") { document, _ in
                document.change("status") { if $0 == "OUTBID" { $0 = "WINNING" } }
            }),
        RuleMutant(
            "auctions/winning-unnoticed", "The highest bidder is told to be merely active",
            "auctions.bid.winning",
            by: .document("GET /auctions/{id}/status", "POST /auctions/{id}/bid") { document, _ in
                document.change("status") { if $0 == "WINNING" { $0 = "ACTIVE" } }
            }),
        RuleMutant(
            "auctions/bids-counted-once", "However often one bids, the count is 1",
            "auctions.bid.count",
            by: .document("GET /auctions/{id}/status", "POST /auctions/{id}/bid") { document, _ in
                document.change("bidCount") { if $0.integer ?? 0 > 1 { $0 = 1 } }
            }),
        RuleMutant(
            "auctions/bids-of-all-counted", "The count is that of everybody's bids",
            "auctions.bid.count",
            by: .document("GET /auctions/{id}/status", "POST /auctions/{id}/bid") {
                document, intercepted in
                let all = intercepted.auction?.bidCount ?? 0
                document.change("bidCount") { if $0.integer ?? 0 > 0 { $0 = JSONNode(all) } }
            }),
        RuleMutant(
            "auctions/history-oldest-first", "The bid history begins with the oldest",
            "auctions.history",
            by: .document("GET /auctions/{id}/bids/history") { document, _ in
                document = JSONNode(Array((document.elements ?? []).reversed()))
            }),
        RuleMutant(
            "auctions/history-of-all", "The bid history lists everybody's bids", "auctions.history",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in
                let all = intercepted.call(
                    "GET", "/auctions/\(intercepted.id)/bids", token: intercepted.token)
                let own = intercepted.proceed()
                return own.isGood && all.document != own.document ? intercepted.wrong(all) : own
            }),
        RuleMutant(
            "auctions/history-limit-ignored", "The bid history takes no limit",
            "auctions.history.limit",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in
                guard intercepted.request.query != nil else { return intercepted.proceed() }
                intercepted.request.target = intercepted.request.path
                return intercepted.wrong(intercepted.proceed())
            }),
        RuleMutant(
            "auctions/history-limit-one-more", "The bid history holds one more than its limit",
            "auctions.history.limit", "auctions.history.limit.default",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in intercepted.limit(10) }),
        RuleMutant(
            "auctions/bids-limit-one-more", "The list of bids holds one more than its limit",
            "auctions.bids.limit",
            by: .around("GET /auctions/{id}/bids") { intercepted in intercepted.limit(20) }),
        RuleMutant(
            "auctions/reserve-ignored", "The reserve price reserves nothing", "auctions.reserve",
            by: .made(.reserve) { $0 = .null }),
        RuleMutant(
            "auctions/reserve-a-cent-lower", "A cent below the reserve price wins",
            "auctions.reserve", by: .made(.reserve) { $0 = $0.plus(-0.01) }),
        RuleMutant(
            "auctions/reserve-must-be-exceeded", "The reserve price itself does not win",
            "auctions.reserve", by: .made(.reserve) { $0 = $0.plus(0.01) }),
        RuleMutant(
            "auctions/two-win", "One bidder more wins", "auctions.status.lost",
            by: .distributions("auctions") { auction in
                let count = auction["winnerCount"]?.integer ?? 1
                auction[editing: "winnerCount"] = JSONNode(count + 1)
            }
            .and(
                .document("GET /auctions/{id}") { document, _ in
                    document.change("winnerCount") { $0.add(-1) }
                })),
        RuleMutant(
            "auctions/nobody-wins", "Nobody wins", "auctions.status.won",
            by: .document("GET /auctions/{id}/status") { document, _ in
                document.change("status") { if $0 == "WON" { $0 = "LOST" } }
            }),
        RuleMutant(
            "auctions/everybody-wins", "Everybody wins", "auctions.status.lost",
            by: .document("GET /auctions/{id}/status") { document, _ in
                document.change("status") { if $0 == "LOST" { $0 = "WON" } }
            }),
        RuleMutant(
            "auctions/losers-may-pay", "Losers hold a payment token", "auctions.status.lost",
            by: .document("GET /auctions/{id}/status") { document, _ in
                guard document["status"] == "LOST" else { return }
                document[editing: "paymentToken"] = "pay_0"
            }),
        RuleMutant(
            "auctions/winner-may-not-pay", "The winner holds no payment token",
            "auctions.status.won",
            by: .document("GET /auctions/{id}/status") { document, _ in
                document[editing: "paymentToken"] = nil
            }),
        RuleMutant(
            "auctions/settled-a-minute-early", "An auction settles a minute before its time",
            "auctions.details.settled", by: .made(.settleAt) { $0.move(seconds: -60) }),
        RuleMutant(
            "auctions/settled-a-minute-late", "An auction settles a minute after its time",
            "auctions.details.settled", by: .made(.settleAt) { $0.move(seconds: 60) }),
        RuleMutant(
            "auctions/closed-takes-bids", "Bidding after the end is answered with 423",
            "auctions.bid.closed",
            by: .refusal("Auction is closed") { response, _ in response.status = 423 }),
        RuleMutant(
            "auctions/consumer-missing-is-401", "A missing bidder is answered with 401",
            "auctions.bid.required",
            by: .answer("POST /auctions/{id}/bid") { response, intercepted in
                guard response.error == "Consumer ID is required" else { return }
                response = intercepted.refusal(.authenticationRequired)
            }),
    ]
}

extension Mutation {
    /// Writes the amounts that bidders are told differently.
    fileprivate static func amounts(
        _ change: @escaping @Sendable (Double) -> JSONNode
    ) -> Mutation {
        document("POST /auctions/{id}/bid", "GET /auctions/{id}/status") { document, _ in
            document.change("lastBidAmount") { node in
                if let amount = node.number?.double { node = change(amount) }
            }
        }
    }
}

extension InterceptedCall {
    fileprivate var auction: Auction? {
        let catalogue = organization.world.catalogue
        return (try? catalogue.auction(id)).map { catalogue[$0] }
    }

    /// The best bid before this one.
    fileprivate var highestBid: Double? {
        call("GET", "/auctions/\(id)").document["currentHighBid"]?.number?.double
    }

    /// Bids more than was said, and answers what was said.
    fileprivate func bidding(more difference: Double) -> HTTPResponse {
        let said = body["amount"] ?? .null
        var higher = body
        higher[editing: "amount"] = said.plus(difference)
        request.body = higher.bytes()
        return changing(proceed()) { $0.change("lastBidAmount") { $0 = said } }
    }

    /// Asks for one more than the limit.
    fileprivate func limit(_ standard: Int) -> HTTPResponse {
        let said = request.query.flatMap { Int($0.replacing("limit=", with: "")) } ?? standard
        request.target = request.path + "?limit=\(said + 1)"
        return wrong(proceed())
    }
}

extension JSONNode {
    fileprivate static let cent = JSONNode(.number(JSONNumber(text: "0.01")))

    fileprivate init(_ amount: Double, places: Int) {
        let cents = Int((amount * 100).rounded())
        let fraction = cents % 100
        let text =
            fraction == 0
            ? "\(cents / 100)" : "\(cents / 100).\(fraction < 10 ? "0" : "")\(fraction)"
        self.init(.number(JSONNumber(text: text)))
    }

    /// An amount with something added.
    fileprivate func plus(_ difference: Double) -> JSONNode {
        number.map { JSONNode($0.double + difference, places: 2) } ?? self
    }
}
