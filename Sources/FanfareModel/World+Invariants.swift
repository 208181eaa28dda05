/// What holds in every world at every moment, whatever happened to it.
extension World {
    /// The rules that are broken, in words; empty in a sound world.
    ///
    /// It reads everything and takes its time: it is for tests, after every step of a random walk.
    package func brokenInvariants() -> [String] {
        var check = InvariantCheck()
        checkConsumers(&check)
        checkRosters(&check)
        for (index, queue) in catalogue.queues.enumerated() {
            check.place = queue.id
            checkQueue(queue, Key(at: index), &check)
        }
        for (index, draw) in catalogue.draws.enumerated() {
            check.place = draw.id
            checkDraw(draw, Key(at: index), &check)
        }
        for (index, auction) in catalogue.auctions.enumerated() {
            check.place = auction.id
            checkBids(auction, &check)
            checkBidders(auction, Key(at: index), &check)
            checkSettlement(auction, &check)
        }
        return check.broken
    }

    func holds(_ key: DistributionKey, _ consumer: ConsumerKey) -> Bool {
        consumers[consumer].holdings.contains(.distribution(key))
    }
}

/// Collects the rules that do not hold.
struct InvariantCheck {
    var place = ""
    private(set) var broken: [String] = []

    mutating func require(_ rule: String, _ holds: Bool) {
        if !holds { broken.append("\(place): \(rule)") }
    }
}

/// Draws.
extension World {
    private func checkDraw(_ draw: Draw, _ index: Key<Draw>, _ check: inout InvariantCheck) {
        let entrants = draw.entries.indices.filter { draw.entries[$0].isEntrant }
        check.require(
            "the count of entrants is right",
            draw.entrantCount == entrants.count + (draw.crowd?.size ?? 0))
        checkCrowd(draw.crowd, .draw(index), &check)
        check.require("no more take part than may", draw.entrantCount <= draw.capacity ?? .max)
        check.require("it is drawn at its time", draw.isDrawn == (now >= draw.drawAt))
        for ticket in entrants {
            let entry = draw.entries[ticket]
            check.require(
                "an entrant is found by its entry",
                (try? draw.ticket(of: entry.consumer)) == Int32(ticket))
            check.require("an entrant holds the draw", holds(.draw(index), entry.consumer))
            check.require(
                "nobody waits after the drawing, nobody has a result before",
                (entry.state == .entered) != draw.isDrawn)
        }
        let won = draw.entries.indices.filter { draw.entries[$0].win != nil }.map(Int32.init)
        check.require("only those drawn have won", Set(draw.winners).isSuperset(of: won))
        check.require("nobody is drawn twice", Set(draw.winners).count == draw.winners.count)
        check.require("no more win than may", draw.winners.count <= draw.winnerCount)
    }
}

/// Auctions.
extension World {
    private func checkBids(_ auction: Auction, _ check: inout InvariantCheck) {
        for (bid, next) in zip(auction.bids, auction.bids.dropFirst()) {
            check.require(
                "a bid exceeds the one before by the increment",
                next.amount >= bid.amount + auction.minimumBidIncrement && next.amount > bid.amount)
            check.require("bids lie in the order of time", next.placedAt >= bid.placedAt)
        }
        if let first = auction.bids.first {
            check.require("the first bid meets the start", first.amount >= auction.startingPrice)
        }
    }

    private func checkBidders(
        _ auction: Auction, _ index: Key<Auction>, _ check: inout InvariantCheck
    ) {
        var owners: Set<ConsumerKey> = []
        for (number, bidder) in auction.bidders.enumerated() where bidder.bidCount > 0 {
            check.require(
                "a consumer bids as one bidder", owners.insert(bidder.consumer).inserted)
            check.require("a bidder holds the auction", holds(.auction(index), bidder.consumer))
            let own = auction.bids.indices.filter { auction.bids[$0].bidder == Int32(number) }
            check.require("a bidder's bids are counted", own.count == Int(bidder.bidCount))
            check.require("a bidder's best bid is its latest", own.last == Int(bidder.lastBid))
            check.require(
                "a bidder's history is complete",
                auction.newestBids(.max, of: bidder.consumer).map(\.id)
                    == own.reversed().map { auction.bids[$0].id })
        }
        let counted = auction.bidders.reduce(0) { $0 + Int($1.bidCount) }
        check.require("every bid has its bidder", counted == auction.bidCount)
        let leaders = owners.count { auction.standing(of: $0) == .winning }
        check.require(
            "one leads while there are bids", auction.isSettled || leaders == min(1, owners.count))
    }

    private func checkSettlement(_ auction: Auction, _ check: inout InvariantCheck) {
        check.require("it is settled at its time", auction.isSettled == (now >= auction.settleAt))
        check.require("no more win than may", auction.winners.count <= auction.winnerCount)
        let winners = Set(auction.winners)
        check.require("nobody wins twice", winners.count == auction.winners.count)
        for (number, bidder) in auction.bidders.enumerated() where bidder.bidCount > 0 {
            check.require(
                "those who won are the winners",
                (bidder.win != nil) == winners.contains(Int32(number)))
            guard bidder.win != nil, let bid = auction.bestBid(of: bidder) else { continue }
            check.require(
                "a winning bid meets the reserve price",
                bid.amount >= auction.reservePrice ?? bid.amount)
        }
    }
}
