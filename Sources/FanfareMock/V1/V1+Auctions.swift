import FanfareModel
import JSONTree

/// The calls on auctions (specs/v1/contract.md#auctions).
extension V1 {
    /// GET /auctions/{id}.
    static func getAuction(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.auction(call.parameter)
        let auction = call.world.catalogue.auctions[Int(index)]
        return .ok([
            "id": JSONNode(auction.id), "name": JSONNode(auction.name),
            "sequenceId": JSONNode(auction.sequenceID), "openAt": auction.schedule.openAt.json,
            "closeAt": auction.schedule.closeAt.json, "settleAt": auction.settleAt.json,
            "timeZone": JSONNode(auction.schedule.timeZone),
            "startingPrice": auction.startingPrice.json(auction.currency),
            "reservePrice": auction.reservePrice.json(auction.currency),
            "minimumBidIncrement": auction.minimumBidIncrement.json(auction.currency),
            "winnerCount": JSONNode(auction.winnerCount),
            "status": JSONNode(phase(of: auction, at: call.world.now)),
            "currentHighBid": (auction.highestBid?.amount).json(auction.currency),
            "currencyCode": JSONNode(auction.currency.code),
        ])
    }

    /// POST /auctions/{id}/bid.
    static func placeBid(_ call: Call) throws(FanfareError) -> Reply {
        // The currency says how many digits are allowed; an unknown auction is told after the body.
        let index = try? call.world.catalogue.auction(call.parameter)
        let currency = index.map { call.world.catalogue.auctions[Int($0)].currency }
        var fields = try call.fields()
        let amount = fields.amount("amount", in: currency ?? .usDollar)
        try fields.finish()
        guard let index else { throw .notFound(.auction) }
        try call.world.placeBid(
            amount, in: index, as: call.consumer, fingerprint: try call.fingerprint)
        return .ok(JSONNode(bidderMembers(of: call.consumer, index, call.world)))
    }

    /// GET /auctions/{id}/status.
    static func getBidStatus(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.auction(call.parameter)
        var members = [
            JSONMember("auctionId", JSONNode(call.parameter)),
            JSONMember("consumerId", JSONNode(call.world[call.consumer].identifier)),
        ]
        members += bidderMembers(of: call.consumer, index, call.world)
        return .ok(JSONNode(members))
    }

    /// GET /auctions/{id}/highest-bid; before the first bid the amount is 0, a number as documented.
    static func getHighestBid(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.auction(call.parameter)
        let auction = call.world.catalogue.auctions[Int(index)]
        guard let bid = auction.highestBid else { return .ok(["amount": 0, "bidderId": .null]) }
        return .ok([
            "amount": bid.amount.json(auction.currency),
            "bidderId": JSONNode(bidderID(of: bid, in: auction, call)),
        ])
    }

    /// GET /auctions/{id}/bids/history.
    static func getBidHistory(_ call: Call) throws(FanfareError) -> Reply {
        let limit = try limit(call, standard: 10)
        let index = try call.world.catalogue.auction(call.parameter)
        let auction = call.world.catalogue.auctions[Int(index)]
        let bids = auction.newestBids(limit, of: call.consumer)
        return .ok(JSONNode(bids.map { historyItem($0, in: auction, call) }))
    }

    /// GET /auctions/{id}/bids.
    static func getAllBids(_ call: Call) throws(FanfareError) -> Reply {
        let limit = try limit(call, standard: 20)
        let index = try call.world.catalogue.auction(call.parameter)
        let auction = call.world.catalogue.auctions[Int(index)]
        return .ok(JSONNode(auction.newestBids(limit).map { historyItem($0, in: auction, call) }))
    }

    private static func limit(_ call: Call, standard: Int) throws(FanfareError) -> Int {
        guard let text = call.query("limit") else { return standard }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw .validation([FieldIssue("limit", .outOfRange("1 to 100"))])
        }
        return limit
    }

    private static func historyItem(
        _ bid: AuctionBid, in auction: Auction, _ call: Call
    ) -> JSONNode {
        [
            "bidId": JSONNode(bid.id.text(prefix: "bid_")),
            "consumerId": JSONNode(bidderID(of: bid, in: auction, call)),
            "amount": bid.amount.json(auction.currency), "timestamp": bid.placedAt.json,
        ]
    }

    /// Whoever asks finds itself under its own identifier, everybody else under a number.
    ///
    /// The documentation allows to anonymise bidders. A number that stays the same within an auction
    /// lets a page tell them apart, and gives nobody the identifiers that backends act on.
    private static func bidderID(of bid: AuctionBid, in auction: Auction, _ call: Call) -> String {
        auction.bidder(of: bid).consumer == call.consumer
            ? call.world[call.consumer].identifier : "bidder_\(bid.bidder + 1)"
    }
}

extension V1 {
    /// An auction inside an experience.
    static func write(_ auction: Auction, at now: Instant, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", auction.id)
            json.member("name", auction.name)
            json.member("openAt", auction.schedule.openAt)
            json.member("closeAt", auction.schedule.closeAt)
            json.member("settleAt", auction.settleAt)
            json.member("status", phase(of: auction, at: now))
            json.member("currentHighBid", (auction.highestBid?.amount).json(auction.currency))
            json.member("currencyCode", auction.currency.code)
        }
    }

    /// The word for how a bidder stands.
    static func status(of standing: BidderStanding) -> String {
        switch standing {
        case .active: "ACTIVE"
        case .outbid: "OUTBID"
        case .winning: "WINNING"
        case .won: "WON"
        case .lost: "LOST"
        }
    }

    static func phase(of auction: Auction, at now: Instant) -> String {
        auction.isSettled ? "SETTLED" : phase(auction.schedule, at: now)
    }

    /// What a bid's answer, the status and `/consumers/me` say alike; a token only for a winner.
    static func bidderMembers(
        of consumer: ConsumerKey, _ index: Int32, _ world: World
    ) -> [JSONMember] {
        let auction = world.catalogue.auctions[Int(index)]
        let bidder = auction.bidder(consumer)
        let bid = bidder.flatMap(auction.bestBid)
        var members = [
            JSONMember("status", JSONNode(status(of: auction.standing(of: consumer)))),
            JSONMember("lastBidAmount", (bid?.amount).json(auction.currency)),
            JSONMember("lastBidTime", (bid?.placedAt).json),
            JSONMember("bidCount", JSONNode(Int(bidder?.bidCount ?? 0))),
        ]
        if let payment = world.payment(of: consumer, in: index) {
            members.append(JSONMember("paymentToken", JSONNode(payment.token)))
        }
        return members
    }
}

extension Money {
    /// The amount as a number of edition v1.
    func json(_ currency: Currency) -> JSONNode {
        JSONNode(.number(JSONNumber(text: text(in: currency))))
    }
}

extension Money? {
    /// The amount as a number of edition v1, `null` for none.
    func json(_ currency: Currency) -> JSONNode { self?.json(currency) ?? .null }
}
