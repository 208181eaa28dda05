/// One accepted bid; it is worth more than every bid before it.
public struct AuctionBid: Sendable {
    /// The tail of the identifier, `bid_…`.
    public let id: ULID
    /// How much was bid.
    public let amount: Money
    /// When it was placed.
    public let placedAt: Instant
    /// The number of its bidder within the auction, from 0 in the order of their first bids.
    public internal(set) var bidder: Int32
    /// The number of the same bidder's bid before, -1 for the first.
    var previous: Int32
}

/// One consumer's part in an auction.
///
/// ```
///            ┌──> won
/// bidding ───┤      └──> completed
///            └──> lost
/// ```
public struct AuctionBidder: Sendable {
    /// Where the bidder stands.
    public enum State: Hashable, Sendable {
        /// The auction is not settled.
        case bidding
        /// One of the best bids was the bidder's, and it met the reserve price.
        case won(Win)
        /// What was won was paid for.
        case completed(Win, at: Instant)
        /// Better bids won, or the reserve price was not met.
        case lost
    }

    /// Who bids.
    public internal(set) var consumer: ConsumerKey
    /// The device of the latest bid, when it said so.
    public internal(set) var fingerprint: String?
    /// How many bids the consumer has placed.
    public internal(set) var bidCount: Int32 = 0
    /// The number of the latest and therefore best bid, -1 for none.
    var lastBid: Int32 = -1
    /// Where the bidder stands.
    public private(set) var state = State.bidding

    init(consumer: ConsumerKey) { self.consumer = consumer }

    mutating func settled(_ win: Win?) {
        switch state {
        case .bidding: state = win.map(State.won) ?? .lost
        case .won, .completed, .lost: preconditionFailure("an auction was settled twice")
        }
    }

    mutating func completed(at now: Instant) throws(FanfareError) {
        switch state {
        case .won(let win): state = .completed(win, at: now)
        case .completed: throw .alreadyCompleted(.auction)
        case .bidding, .lost: throw .notAdmitted(.auction)
        }
    }

    /// Takes over what a guest achieved, unless the bidder has achieved as much itself.
    mutating func joined(by guest: AuctionBidder) {
        switch state {
        case .bidding, .won, .completed: return
        case .lost: state = guest.state
        }
    }
}

extension AuctionBidder {
    /// What was won, paid for or not.
    public var win: Win? {
        switch state {
        case .won(let win), .completed(let win, _): win
        case .bidding, .lost: nil
        }
    }

    /// What was won and is still to be paid for.
    var usableWin: Win? {
        if case .won(let win) = state { win } else { nil }
    }

    /// When what was won was paid for.
    public var completedAt: Instant? {
        if case .completed(_, let instant) = state { instant } else { nil }
    }
}

extension AuctionBidder {
    /// Reads what a settlement has come to for the bidder.
    mutating func readResult(from reader: inout StateReader) throws(StateError) {
        settled(try reader.read())
        guard let completedAt: Instant = try reader.read() else { return }
        do throws(FanfareError) {
            try completed(at: completedAt)
        } catch {
            throw reader.unusable(expected: "a win where one was used")
        }
    }
}

/// How a consumer's best bid compares with the others'.
public enum BidderStanding: Hashable, Sendable {
    /// The bid is among as many best ones as there are winners, but not the best; or there is none.
    case active
    /// Too many others have bid more.
    case outbid
    /// The bid is the best.
    case winning
    /// The auction is settled and the consumer has won.
    case won
    /// The consumer has won and paid.
    case completed
    /// The auction is settled and the consumer has not won.
    case lost
}
