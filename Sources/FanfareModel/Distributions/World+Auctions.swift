import JSONTree

/// The rules of auctions (specs/v1/contract.md#auctions).
extension World {
    /// Places a bid; it is then the highest.
    public mutating func placeBid(
        _ amount: Money, in index: Key<Auction>, as consumer: ConsumerKey, fingerprint: String?
    ) throws(FanfareError) {
        try require(
            !settings.leeway.contains(.guestsMayNotBid) || !consumers[consumer].isGuest,
            or: .authenticationRequired)
        try requireFingerprint(fingerprint)
        try catalogue[index].check(amount, at: now)
        let id = nextID()
        if catalogue[index].bidder(consumer) == nil {
            hold(.distribution(.auction(index)), by: consumer)
        }
        let outbid =
            isListenedTo ? catalogue[index].bidderPushedOut(by: consumer) : nil
        catalogue[index].bidPlaced(
            amount, by: consumer, id: id, at: now, fingerprint: fingerprint)
        occurred(.bidPlaced(id, amount), to: consumer, in: .auction(index))
        if let outbid { occurred(.outbid(by: amount), to: outbid, in: .auction(index)) }
    }

    /// The admission with whose token a winner pays, nil for whoever has not won.
    public func payment(of consumer: ConsumerKey, in index: Key<Auction>) -> Admission? {
        let auction = catalogue[index]
        guard let bidder = auction.bidder(consumer), let win = bidder.win,
            let bid = auction.bestBid(of: bidder)
        else { return nil }
        return admission(
            by: win, to: .auction(index), fingerprint: bidder.fingerprint,
            price: (bid.amount, auction.currency))
    }

    /// Determines the winners of an auction.
    mutating func settle(_ index: Key<Auction>) -> [DomainEvent] {
        let (now, consumers) = (now, consumers)
        catalogue[index].settled { Win(consumers[$0], at: now) }
        let auction = catalogue[index]
        var events = [event(.settled, in: .auction(index))]
        events += auction.winners.map {
            event(.won, to: auction.bidders[Int($0)].consumer, in: .auction(index))
        }
        for bidder in auction.bidders where bidder.state == .lost && bidder.bidCount > 0 {
            events.append(event(.lost, to: bidder.consumer, in: .auction(index)))
        }
        return events
    }
}
