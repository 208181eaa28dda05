@testable import FanfareModel

/// An auction written down as its rules, every answer worked out from all bids.
struct SlowAuction {
    let plan: AuctionPlan
    private var bids: [(who: ConsumerKey, amount: Money)] = []
    private var results: [ConsumerKey: BidderStanding]?

    init(_ plan: AuctionPlan) { self.plan = plan }

    private var best: [ConsumerKey: Money] {
        Dictionary(bids.map { ($0.who, $0.amount) }, uniquingKeysWith: max)
    }

    mutating func bid(_ amount: Money, by who: ConsumerKey, at now: Instant) -> FanfareError? {
        guard now < min(plan.settleAt, plan.schedule.closeAt ?? .latest) else {
            return .closed(.auction)
        }
        if let high = bids.map(\.amount).max() {
            if amount <= high { return .bidTooLow }
            if amount.units - high.units < plan.minimumBidIncrement.units {
                return .bidBelowIncrement
            }
        } else if amount < plan.startingPrice {
            return .bidTooLow
        }
        bids.append((who, amount))
        return nil
    }

    mutating func pass(to now: Instant) {
        guard now >= plan.settleAt, results == nil else { return }
        let ranked = best.sorted { $0.value > $1.value }.prefix(plan.winnerCount)
        results = best.mapValues { _ in .lost }
        for (who, amount) in ranked where amount >= plan.reservePrice ?? amount {
            results?[who] = .won
        }
    }

    mutating func merge(_ guest: ConsumerKey, into owner: ConsumerKey) {
        bids = bids.map { ($0.who == guest ? owner : $0.who, $0.amount) }
        guard let won = results?.removeValue(forKey: guest) else { return }
        if results?[owner] != .won { results?[owner] = won }
    }

    func standing(of who: ConsumerKey) -> BidderStanding {
        if let results { return results[who] ?? .active }
        guard let mine = best[who] else { return .active }
        let better = best.values.count { $0 > mine }
        return better == 0 ? .winning : better < plan.winnerCount ? .active : .outbid
    }

    func amounts(of who: ConsumerKey) -> [Money] {
        bids.filter { $0.who == who }.map(\.amount).sorted(by: >)
    }

    var high: Money { bids.map(\.amount).max() ?? plan.startingPrice }
}

/// A draw written down as a table of who stands where; who is drawn it has to be told.
struct SlowDraw {
    enum State: Equatable { case entered, left, denied, won, lost, completed }

    let plan: DrawPlan
    private(set) var states: [ConsumerKey: State] = [:]
    private var isDrawn = false

    init(_ plan: DrawPlan) { self.plan = plan }

    private var entrants: Int {
        states.values.count { [.entered, .won, .lost, .completed].contains($0) }
    }

    mutating func enter(_ who: ConsumerKey, at now: Instant) -> FanfareError? {
        if let state = states[who], state != .left { return nil }
        if now >= plan.drawAt { return .closed(.draw) }
        if entrants >= plan.capacity ?? .max { return .full(.draw) }
        states[who] = .entered
        return nil
    }

    mutating func leave(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .entered: states[who] = .left
        case .won, .lost, .completed: return .closed(.draw)
        case .denied, .left, nil: return .notParticipating(.draw)
        }
        return nil
    }

    mutating func complete(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .won: states[who] = .completed
        case .completed: return .alreadyCompleted(.draw)
        case .entered, .lost, .denied: return .notAdmitted(.draw)
        case .left, nil: return .notParticipating(.draw)
        }
        return nil
    }

    mutating func deny(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .entered, .won, .lost, .denied: states[who] = .denied
        case .completed: return .alreadyCompleted(.draw)
        case .left, nil: return .notParticipating(.draw)
        }
        return nil
    }

    mutating func merge(_ guest: ConsumerKey, into owner: ConsumerKey) {
        guard let state = states.removeValue(forKey: guest) else { return }
        if states[owner] == nil || states[owner] == .left { states[owner] = state }
    }

    /// Takes over who was drawn; answers what is wrong with that.
    mutating func pass(to now: Instant, drawn: (ConsumerKey) -> Bool) -> String? {
        if now >= plan.drawAt, !isDrawn {
            isDrawn = true
            let entered = states.filter { $0.value == .entered }.keys
            for who in entered { states[who] = drawn(who) ? .won : .lost }
            let winners = entered.count { states[$0] == .won }
            if winners != min(plan.winnerCount, entered.count) {
                return "\(winners) of \(entered.count) won, \(plan.winnerCount) may"
            }
        }
        if now >= plan.drawAt + plan.admissionWindow {
            for (who, state) in states where state == .won { states[who] = .denied }
        }
        return nil
    }
}

extension SlowDraw.State {
    /// The state that an entry of the world stands for.
    init(_ state: DrawEntry.State) {
        self =
            switch state {
            case .entered: .entered
            case .won: .won
            case .lost: .lost
            case .completed: .completed
            case .denied: .denied
            case .left: .left
            }
    }
}
