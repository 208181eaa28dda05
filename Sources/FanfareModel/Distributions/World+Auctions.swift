import TokenSigning

/// The rules of auctions (specs/v1/contract.md#auctions).
extension World {
    /// Places a bid; it is then the highest.
    public mutating func placeBid(
        _ amount: Money, in index: Key<Auction>, as consumer: ConsumerKey, fingerprint: String?
    ) throws(FanfareError) {
        let events = try bid(
            amount, in: index, as: consumer, fingerprint: fingerprint, isTold: isListenedTo)
        occurred(events[...])
    }

    /// Places a bid and answers what occurred by it, if that is to be told.
    mutating func bid(
        _ amount: Money, in index: Key<Auction>, as consumer: ConsumerKey, fingerprint: String?,
        isTold: Bool
    ) throws(FanfareError) -> [DomainEvent] {
        try require(
            !settings.leeway.contains(.guestsMayNotBid) || !consumers[consumer].isGuest,
            or: .authenticationRequired)
        try requireFingerprint(fingerprint)
        try catalogue[index].check(amount, at: now)
        let id = nextID()
        if catalogue[index].bidder(consumer) == nil {
            hold(.distribution(.auction(index)), by: consumer)
        }
        let before = catalogue[index].highestBid?.amount
        let outbid = isTold ? catalogue[index].bidderPushedOut(by: consumer) : nil
        let lost = outbid.flatMap { catalogue[index].bestBid(of: $0) }?.amount
        catalogue[index].bidPlaced(
            amount, by: consumer, id: id, at: now, fingerprint: fingerprint)
        catalogue[index].planBots(at: now)
        guard isTold else { return [] }
        let placed = event(
            .bidPlaced(id, amount, over: before), to: consumer, in: .auction(index))
        guard let outbid, let lost else { return [placed] }
        return [placed, event(.outbid(lost, by: amount), to: outbid, in: .auction(index))]
    }

    /// Uses a consumer's win up; what was bid is what was paid, unless the shop says otherwise.
    public mutating func complete(
        _ consumer: ConsumerKey, inAuction index: Key<Auction>, _ order: OrderNote = OrderNote()
    ) throws(FanfareError) -> AuctionBidder {
        let payment = payment(of: consumer, in: index)
        let now = now
        let bidder = try catalogue[index].change(consumer) { bidder throws(FanfareError) in
            if let payment { try require(now < payment.expiresAt, or: .notAdmitted(.auction)) }
            try bidder.completed(at: now)
        }
        var order = order
        let bid = catalogue[index].bestBid(of: bidder)
        order.total = order.total ?? bid.map { Price($0.amount, catalogue[index].currency) }
        ordered(order, by: consumer, in: .auction(index))
        return bidder
    }

    /// Says whether a token is a winner's and may be used, on the device of the winning bid.
    public func validate(
        token: String, of consumer: ConsumerKey?, inAuction index: Key<Auction>,
        fingerprint: String?
    ) throws(FanfareError) {
        guard let consumer, let payment = payment(of: consumer, in: index),
            constantTimeEqual(payment.token, token)
        else { throw .admissionInvalid(.auction) }
        try require(now < payment.expiresAt, or: .admissionExpired(.auction))
        let bound = catalogue[index].bidder(consumer)?.fingerprint
        try requireSameDevice(fingerprint, as: bound, .auction, token: token)
    }

    /// The admission with whose token a winner pays, nil for whoever has not won or has paid.
    public func payment(of consumer: ConsumerKey, in index: Key<Auction>) -> Admission? {
        let auction = catalogue[index]
        guard let bidder = auction.bidder(consumer), let win = bidder.usableWin,
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
        events += auction.winners.enumerated().map { rank, number in
            event(
                .won(place: rank + 1), to: auction.bidders[Int(number)].consumer,
                in: .auction(index))
        }
        for bidder in auction.bidders where bidder.state == .lost && bidder.bidCount > 0 {
            events.append(event(.lost, to: bidder.consumer, in: .auction(index)))
        }
        return events
    }
}
