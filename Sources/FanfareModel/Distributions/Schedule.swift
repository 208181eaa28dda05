/// When a distribution or an experience is open; a missing end means always.
public struct Schedule: Hashable, Sendable {
    /// Where an instant lies.
    public enum Phase: Hashable, Sendable {
        /// Before the opening.
        case pending
        /// From the opening up to the closing.
        case open
        /// From the closing on.
        case closed
    }

    /// The first instant it is open.
    public var openAt: Instant?
    /// The first instant it is closed again.
    public var closeAt: Instant?
    /// The IANA time zone in which people read these instants.
    public var timeZone: String?

    /// Makes a schedule.
    public init(openAt: Instant? = nil, closeAt: Instant? = nil, timeZone: String? = nil) {
        self.openAt = openAt
        self.closeAt = closeAt
        self.timeZone = timeZone
    }

    /// Where an instant lies.
    public func phase(at now: Instant) -> Phase {
        if let closeAt, now >= closeAt { return .closed }
        if let openAt, now < openAt { return .pending }
        return .open
    }

    /// Goes on only while it is open.
    func requireOpen(_ resource: Resource, at now: Instant) throws(FanfareError) {
        switch phase(at: now) {
        case .pending: throw .notOpenYet(resource, opensAt: openAt ?? now)
        case .closed: throw .closed(resource)
        case .open: return
        }
    }
}
