import FanfareModel
import JSONTree

/// The calls on auctions (specs/v1/contract.md#auctions).
extension V1 {
    /// GET /auctions/{id}.
    static func getAuction(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.auction(context.parameter)
        let auction = context.world.catalogue[index]
        return .ok([
            "id": JSONNode(auction.id), "name": JSONNode(auction.name),
            "sequenceId": JSONNode(auction.sequenceID), "openAt": auction.schedule.openAt.json,
            "closeAt": auction.schedule.closeAt.json, "settleAt": auction.settleAt.json,
            "timeZone": JSONNode(auction.schedule.timeZone),
            "startingPrice": auction.startingPrice.json(auction.currency),
            "reservePrice": auction.reservePrice.json(auction.currency),
            "minimumBidIncrement": auction.minimumBidIncrement.json(auction.currency),
            "winnerCount": JSONNode(auction.winnerCount),
            "status": JSONNode(phase(of: auction, at: context.world.now)),
            "currentHighBid": (auction.highestBid?.amount).json(auction.currency),
            "currencyCode": JSONNode(auction.currency.code),
        ])
    }

    /// POST /auctions/{id}/bid.
    static func placeBid(_ context: RequestContext) throws(FanfareError) -> Reply {
        // The currency says how many digits are allowed; an unknown auction is told after the body.
        let index = try? context.world.catalogue.auction(context.parameter)
        let currency = index.map { context.world.catalogue[$0].currency }
        var fields = try context.fields()
        let amount = fields.amount("amount", in: currency ?? .usDollar)
        try fields.finish()
        guard let index else { throw .notFound(.auction) }
        try context.world.placeBid(
            amount, in: index, as: context.consumer, fingerprint: try context.fingerprint)
        return .ok(JSONNode(bidderMembers(of: context.consumer, index, context.world)))
    }

    /// GET /auctions/{id}/status.
    static func getBidStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.auction(context.parameter)
        var members = [
            JSONMember("auctionId", JSONNode(context.parameter)),
            JSONMember("consumerId", JSONNode(context.world.identifier(of: context.consumer))),
        ]
        members += bidderMembers(of: context.consumer, index, context.world)
        return .ok(JSONNode(members))
    }

    /// GET /auctions/{id}/highest-bid; before the first bid the amount is 0, a number as documented.
    static func getHighestBid(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.auction(context.parameter)
        let auction = context.world.catalogue[index]
        guard let bid = auction.highestBid else { return .ok(["amount": 0, "bidderId": .null]) }
        return .ok([
            "amount": bid.amount.json(auction.currency),
            "bidderId": JSONNode(bidderID(of: bid, in: auction, context)),
        ])
    }

    /// GET /auctions/{id}/bids/history.
    static func getBidHistory(_ context: RequestContext) throws(FanfareError) -> Reply {
        let limit = try limit(context, standard: 10)
        let index = try context.world.catalogue.auction(context.parameter)
        let auction = context.world.catalogue[index]
        let bids = auction.newestBids(limit, of: context.consumer)
        return .ok(JSONNode(bids.map { historyItem($0, in: auction, context) }))
    }

    /// GET /auctions/{id}/bids.
    static func getAllBids(_ context: RequestContext) throws(FanfareError) -> Reply {
        let limit = try limit(context, standard: 20)
        let index = try context.world.catalogue.auction(context.parameter)
        let auction = context.world.catalogue[index]
        return .ok(
            JSONNode(auction.newestBids(limit).map { historyItem($0, in: auction, context) }))
    }

    /// POST /auctions/{id}/complete.
    static func completeAuction(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let consumerID = fields.string("consumerId")
        try fields.finish()
        let index = try context.world.catalogue.auction(context.parameter)
        let consumer = try context.consumer(consumerID, in: .auction)
        let currency = context.world.catalogue[index].currency
        _ = try context.world.complete(
            consumer, inAuction: index, fields.order(in: currency))
        return .ok([
            "auctionId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: consumer)), "status": "COMPLETED",
            "completedAt": context.world.now.json,
        ])
    }

    /// POST /auctions/{id}/validate.
    static func validatePayment(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let consumerID = fields.string("consumerId")
        let token = fields.string("token", limit: 8192)
        try fields.finish()
        let index = try context.world.catalogue.auction(context.parameter)
        try context.world.validate(
            token: token, of: context.world.consumer(consumerID), inAuction: index,
            fingerprint: try context.fingerprint)
        return .ok(true)
    }

    private static func limit(_ context: RequestContext, standard: Int) throws(FanfareError) -> Int
    {
        guard let text = context.query("limit") else { return standard }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw .validation([FieldIssue("limit", .outOfRange("1 to 100"))])
        }
        return limit
    }

    private static func historyItem(
        _ bid: AuctionBid, in auction: Auction, _ context: RequestContext
    ) -> JSONNode {
        [
            "bidId": JSONNode(context.world.identifier(ofBid: bid.id)),
            "consumerId": JSONNode(bidderID(of: bid, in: auction, context)),
            "amount": bid.amount.json(auction.currency), "timestamp": bid.placedAt.json,
        ]
    }

    /// Whoever asks finds itself under its own identifier, everybody else under a number.
    ///
    /// The documentation allows to anonymise bidders. A number that stays the same within an auction
    /// lets a page tell them apart, and gives nobody the identifiers that backends act on.
    private static func bidderID(of bid: AuctionBid, in auction: Auction, _ context: RequestContext)
        -> String
    {
        auction.bidder(of: bid).consumer == context.consumer
            ? context.world.identifier(of: context.consumer) : "bidder_\(bid.bidder + 1)"
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
        case .completed: "COMPLETED"
        case .lost: "LOST"
        }
    }

    static func phase(of auction: Auction, at now: Instant) -> String {
        word(DistributionPhase(auction, at: now))
    }

    /// What a bid's answer, the status and `/consumers/me` say alike; a token only for a winner.
    static func bidderMembers(
        of consumer: ConsumerKey, _ index: Key<Auction>, _ world: World
    ) -> [JSONMember] {
        let auction = world.catalogue[index]
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
        if let completedAt = bidder?.completedAt {
            members.append(JSONMember("completedAt", completedAt.json))
        }
        return members
    }
}
