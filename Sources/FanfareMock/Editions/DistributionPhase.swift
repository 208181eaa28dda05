import FanfareModel

/// Where a distribution stands, whatever an edition calls it.
enum DistributionPhase: CaseIterable, Sendable {
    case pending, open, closed
    /// A draw that was held.
    case drawn
    /// An auction whose winners are known.
    case settled

    init(_ schedule: Schedule, at now: Instant) {
        self =
            switch schedule.phase(at: now) {
            case .pending: .pending
            case .open: .open
            case .closed: .closed
            }
    }

    init(_ draw: Draw, at now: Instant) {
        self = draw.isDrawn ? .drawn : DistributionPhase(draw.schedule, at: now)
    }

    init(_ auction: Auction, at now: Instant) {
        self = auction.isSettled ? .settled : DistributionPhase(auction.schedule, at: now)
    }
}
