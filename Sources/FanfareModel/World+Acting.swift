/// What somebody who watches does to one consumer, where neither the consumer nor a backend has a call for it.
extension World {
    /// Lets what a consumer holds of a distribution run out now: an admission or a win that is unused.
    ///
    /// An auction's payment token ends by the clock alone and is no admission here.
    public mutating func lapse(
        _ distribution: DistributionKey, of consumer: ConsumerKey
    ) throws(FanfareError) {
        let event: DomainEvent?
        switch distribution {
        case .queue(let index):
            event = expireAdmission(queue: index, ticket: try catalogue[index].ticket(of: consumer))
        case .draw(let index):
            event = expireWin(of: index, ticket: try catalogue[index].ticket(of: consumer))
        case .timedRelease(let index):
            event = expireRelease(
                release: index, ticket: try catalogue[index].ticket(of: consumer))
        case .auction: throw .notAdmitted(.auction)
        case .appointment: throw .notAdmitted(.appointment)
        case .waitlist: throw .notAdmitted(.waitlist)
        }
        guard let event else { throw .notAdmitted(distribution.resource) }
        occurred([event])
    }

    /// Lets an entrant of a draw be among the winners when it is drawn, before all whom chance chooses.
    ///
    /// The draw is full for one more than it has winners.
    public mutating func favour(
        _ consumer: ConsumerKey, inDraw index: Key<Draw>
    ) throws(FanfareError) {
        let ticket = try catalogue[index].ticket(of: consumer)
        try require(!catalogue[index].isDrawn, or: .closed(.draw))
        try catalogue[index].favour(ticket)
    }

    /// Notes an order of a consumer, as if the shop had completed one: the limit of orders counts it.
    public mutating func order(
        _ note: OrderNote = OrderNote(), by consumer: ConsumerKey, in distribution: DistributionKey
    ) {
        ordered(note, by: consumer, in: distribution)
    }

    /// The least that the next bid may be; there is none above the largest amount.
    public func nextBid(in index: Key<Auction>) throws(FanfareError) -> Money {
        let auction = catalogue[index]
        guard let highest = auction.highestBid?.amount else { return auction.startingPrice }
        let next = highest + max(auction.minimumBidIncrement, Money(units: 1))
        try require(next <= .largest, or: .bidTooLow)
        return next
    }

    /// Refuses a bid that would be refused, before anybody is made who places it.
    public func checkBid(_ amount: Money, in index: Key<Auction>) throws(FanfareError) {
        try catalogue[index].check(amount, at: now)
    }

    /// Starts a further session of a consumer, who has not signed in for it.
    public mutating func startSession(of consumer: ConsumerKey) -> TokenPair {
        startSession(of: consumer, fingerprint: nil)
    }

    /// Ends all sessions of a consumer, and says how many went on until now.
    public mutating func endSessions(of consumer: ConsumerKey) -> Int {
        sessions.end(of: consumer, now: now)
    }
}

extension DistributionKey {
    /// The kind of thing it is.
    public var resource: Resource {
        switch self {
        case .queue: .queue
        case .draw: .draw
        case .auction: .auction
        case .timedRelease: .timedRelease
        case .appointment: .appointment
        case .waitlist: .waitlist
        }
    }
}
